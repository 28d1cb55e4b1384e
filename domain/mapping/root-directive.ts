// A mapping may say in one field that a directive is about all the others: they become the `mapping` of that directive.

import { under } from './shapes.ts';
import { isFields, type Fields } from './values.ts';

const ROOT_DIRECTIVE = '__segment_internal_directive';

type Rooted =
  | { readonly ok: true; readonly mapping: Fields; readonly place: string | undefined }
  | { readonly ok: false; readonly pointer: string; readonly message: string };

/** The mapping as it is worked off. `place`: where its fields are then, as a JSON pointer, when they are moved. */
export function withRootDirective(mapping: Fields): Rooted {
  if (!Object.hasOwn(mapping, ROOT_DIRECTIVE)) return { ok: true, mapping, place: undefined };
  const { [ROOT_DIRECTIVE]: root, ...fields } = mapping;
  const [name, ...others] = isFields(root) ? Object.keys(root) : [];
  const given = isFields(root) && name !== undefined ? root[name] : undefined;
  if (name === undefined || others.length > 0 || !isFields(given)) {
    return { ok: false, pointer: under('', ROOT_DIRECTIVE), message: 'must be one directive that takes an object' };
  }
  return { ok: true, mapping: { [name]: { ...given, mapping: fields } }, place: `${under('', name)}/mapping` };
}

/** Where something that was found in the mapping as it is worked off stands in the mapping as it was given. */
export function placeInGiven(pointer: string, place: string | undefined): string {
  if (place === undefined) return pointer;
  return pointer.startsWith(place) ? pointer.slice(place.length) : under('', ROOT_DIRECTIVE) + pointer;
}

/** The mapping of one of its fields, worked off as it is with the others. */
export function mappingOfField(mapping: Fields, field: string): Fields {
  const root = Object.hasOwn(mapping, ROOT_DIRECTIVE) ? { [ROOT_DIRECTIVE]: mapping[ROOT_DIRECTIVE] } : {};
  return { ...root, [field]: mapping[field] };
}

export function isRootDirective(field: string): boolean {
  return field === ROOT_DIRECTIVE;
}
