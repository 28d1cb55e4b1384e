import { isMark } from '../../../domain/workspace/secret-settings.ts';

/** A value of a resource in one line; of a secret only that there is one. */
export function valueText(value: unknown): string {
  if (value === undefined || value === null) return 'not set';
  if (isMark(value)) return value.changed === true ? 'another secret' : 'a secret';
  return typeof value === 'string'
    ? value
    : JSON.stringify(value, (_, inner: unknown) => (isMark(inner) ? 'a secret' : inner));
}
