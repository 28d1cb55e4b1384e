import { randomBytes } from 'node:crypto';

const KEY_BYTES = 16;
const SUFFIX_BYTES = 4;
const MAX_SLUG_CHARACTERS = 40;

/** `website-3f9a01bc`: readable, and nobody else has it. */
export function newResourceId(name: string): string {
  const slug = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, MAX_SLUG_CHARACTERS);
  const suffix = randomBytes(SUFFIX_BYTES).toString('hex');
  return slug === '' ? suffix : `${slug}-${suffix}`;
}

/** Digits and letters only: a key that begins with a dash would be an option to a command. */
export function newWriteKey(): string {
  return randomBytes(KEY_BYTES).toString('hex');
}
