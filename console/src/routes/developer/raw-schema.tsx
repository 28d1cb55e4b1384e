import type { SettingsSchema } from '../../../../domain/catalog/settings-schema.ts';
import type { Typed } from '../../data/typed.ts';
import { Editor } from '../../parts/editor.tsx';
import { readJson, type JsonFault } from '../../parts/json-fault.ts';
import { jsonPlaces, lineOf, placeOf } from '../../parts/json-places.ts';
import { State } from '../../parts/state.tsx';

type RawProps = {
  readonly typed: Typed;
  /** Of the schema, by path. */
  readonly faults: ReadonlyMap<string, string>;
  readonly isReadOnly: boolean;
};

/** The JSON Schema itself. What is no JSON yet stays until it is some. */
export function RawSchema({ typed: { text, type }, faults, isReadOnly }: RawProps) {
  const marked = faultsIn(text, faults);
  return (
    <div className="stack">
      <p className="t2">
        JSON Schema 2020-12, of which texts, numbers, yes or no, lists and maps are taken. Tab indents; Esc and then Tab
        goes on.
      </p>
      <Editor
        label="Settings schema, as JSON"
        value={text}
        onChange={type}
        language="json"
        faults={marked}
        isReadOnly={isReadOnly}
        hasLineNumbers
        minHeight={420}
        maxHeight="64vh"
      />
      {marked.length > 0 && (
        <ul className="stack-small" aria-label="What is wrong">
          {marked.map(({ from, message, path }) => (
            <li key={path}>
              <State state="failed">
                Line {lineOf(text, from)}: {path !== '' && <code>{path}</code>} {message}
              </State>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** What is wrong, where it stands: with the JSON, else with what it says. */
function faultsIn(
  text: string,
  faults: ReadonlyMap<string, string>,
): readonly (JsonFault & { readonly path: string })[] {
  const read = readSchema(text);
  if (!read.ok) return [{ ...read.fault, path: '' }];
  const places = jsonPlaces(text);
  return [...faults].map(([path, message]) => ({ ...placeOf(places, path), message, path }));
}

/** A schema, or why it cannot be read as one; what is wrong inside of it is found by its rules. */
export function readSchema(
  text: string,
): { readonly ok: true; readonly value: SettingsSchema } | { readonly ok: false; readonly fault: JsonFault } {
  const read = readJson(text);
  if (!read.ok) return read;
  const { value } = read;
  const properties = typeof value === 'object' && value !== null && 'properties' in value ? value.properties : null;
  if (typeof properties === 'object' && properties !== null) return { ok: true, value: value as SettingsSchema };
  return { ok: false, fault: { from: 0, to: 1, message: 'It must be an object with "properties".' } };
}
