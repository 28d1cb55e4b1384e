// The values of a mapping and of what it makes: JSON, and `undefined` where a field is left out.

export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An event may name a field so; to set it would change the object and not add to it. */
const PROTOTYPE = '__proto__';

export function setField(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== PROTOTYPE) target[key] = value;
}

/**
 * A copy without the fields that are left out, as the kit of Segment makes one: whoever gets it may change it. Lists keep
 * their places.
 */
export function copyKept(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copyKept);
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const kept = copyKept((value as Fields)[key]);
    if (kept !== undefined) setField(copy, key, kept);
  }
  return copy;
}

/** A copy in which fields that are null have no value: as such they win over others in `@merge`. Lists stay as they are. */
export function withoutNulls(value: unknown): unknown {
  if (!isFields(value)) return value;
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const field = value[key];
    setField(copy, key, field === null ? undefined : withoutNulls(field));
  }
  return copy;
}

/** What people call its type. */
export function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
