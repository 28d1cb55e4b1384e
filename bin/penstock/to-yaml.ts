import { Document, visit } from 'yaml';
import { escapeSteering, isSteering } from '../../domain/base/printable.ts';

/** YAML that says the same when it is read again, and whose texts do not steer a terminal. */
export function toYaml(value: unknown): string {
  const document = new Document(value);
  visit(document, {
    Scalar(_key, node) {
      // Only in double quotes can a character be written as its number.
      if (typeof node.value === 'string' && isSteering(node.value)) node.type = 'QUOTE_DOUBLE';
    },
  });
  return escapeSteering(document.toString({ lineWidth: 0 }));
}
