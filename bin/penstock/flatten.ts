import { isMark } from '../../domain/workspace/secret-settings.ts';

/** Fields as they are assigned: `{ support: { email } }` is `support.email`. Lists, and marks of secrets, stay whole. */
export function flatten(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) =>
      isOpen(value)
        ? Object.entries(flatten(value)).map(([inner, found]) => [`${name}.${inner}`, found])
        : [[name, value]],
    ),
  );
}

function isOpen(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isMark(value);
}
