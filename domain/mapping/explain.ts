// What a mapping makes of an event, field by field, for people who write one: each field alone, so that one that fails
// hides no other.

import { checkMapping } from './check.ts';
import { compileMapping } from './compile.ts';
import { MappingFault } from './fault.ts';
import type { Liquid } from './liquid-limits.ts';
import { isRootDirective, mappingOfField } from './root-directive.ts';
import { under } from './shapes.ts';
import type { Fields } from './values.ts';

/** Without a value when the field is left out. */
export type FieldMade =
  { readonly value?: unknown } | { readonly pointer: string; readonly directive?: string; readonly message: string };

export function explainMapping(
  mapping: Fields,
  event: Fields,
  deps: { readonly liquid?: Liquid | undefined } = {},
): Readonly<Record<string, FieldMade>> {
  const [problem] = checkMapping(mapping).filter(({ pointer }) => pointer === '');
  const made = Object.keys(mapping)
    .filter((field) => !isRootDirective(field))
    .map(
      (field) => [field, problem ?? explainField(mappingOfField(mapping, field), event, { field, ...deps })] as const,
    );
  return Object.fromEntries(made);
}

function explainField(
  mapping: Fields,
  event: Fields,
  { field, ...deps }: { readonly field: string; readonly liquid?: Liquid | undefined },
): FieldMade {
  const compiled = compileMapping(mapping, deps);
  const [problem] = compiled.ok ? [] : compiled.problems;
  if (!compiled.ok) return problem ?? { pointer: under('', field), message: 'cannot be read' };
  try {
    const { [field]: value } = compiled.mapping.run(event);
    return value === undefined ? {} : { value };
  } catch (error) {
    if (!(error instanceof MappingFault)) throw error;
    return { pointer: error.pointer, directive: error.directive, message: error.message };
  }
}
