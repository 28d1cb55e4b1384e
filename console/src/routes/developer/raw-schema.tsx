import { useState } from 'react';
import type { SettingsSchema } from '../../../../domain/catalog/settings-schema.ts';
import { Field, TextArea } from '../../parts/field.tsx';
import css from './developer.module.css';

type RawProps = { readonly schema: SettingsSchema; readonly onChange: (schema: SettingsSchema) => void };

/** The JSON Schema itself. What is no JSON yet stays here until it is some. */
export function RawSchema({ schema, onChange }: RawProps) {
  const [text, setText] = useState(() => JSON.stringify(schema, undefined, 2));
  const [fault, setFault] = useState<string>();
  const type = (typed: string): void => {
    setText(typed);
    const parsed = parse(typed);
    setFault(typeof parsed === 'string' ? parsed : undefined);
    if (typeof parsed !== 'string') onChange(parsed.schema);
  };
  return (
    <Field
      label="Settings schema"
      note="JSON Schema 2020-12, a part of it"
      help="Texts, numbers, yes or no, lists and maps of texts and numbers."
      fault={fault}
    >
      <TextArea isMono className={css['docs'] ?? ''} rows={24} value={text} onChange={type} spellCheck={false} />
    </Field>
  );
}

function parse(text: string): string | { readonly schema: SettingsSchema } {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === 'object' && value !== null && 'properties' in value;
    const properties = isObject ? value.properties : undefined;
    if (typeof properties !== 'object' || properties === null) return 'must be an object with "properties"';
    // What is wrong inside is said by its place, beside the rows.
    return { schema: value as SettingsSchema };
  } catch (error) {
    return `This is no JSON: ${error instanceof Error ? error.message : 'it cannot be read'}`;
  }
}
