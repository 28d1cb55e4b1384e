// What can be a secret that signs requests. A key that is empty is known to everybody, and one that was pasted wrongly signs
// what nobody can verify, so both are refused where they are configured.

import * as z from 'zod/mini';

/** Prefix of a secret in the form of Standard Webhooks, whose key is the base64 that follows. */
export const STANDARD_SECRET_PREFIX = 'whsec_';

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/;

/** An empty text is refused by the schema itself, which says so in its published form too. */
function problemOfSecret(secret: string): string | undefined {
  if (secret === '') return undefined;
  if (secret.trim() === '') return 'must not be empty';
  if (secret !== secret.trim()) return 'must not begin or end with white space';
  const at = secret.toLowerCase().indexOf(STANDARD_SECRET_PREFIX);
  if (at > 0 && /^v\d+[a-z]?,$/i.test(secret.slice(0, at)))
    return 'must begin with whsec_: leave out what stands before it';
  if (at !== 0) return undefined;
  if (!secret.startsWith(STANDARD_SECRET_PREFIX)) return 'must begin with whsec_ in lower case';
  const key = secret.slice(STANDARD_SECRET_PREFIX.length);
  return key !== '' && BASE64.test(key) ? undefined : 'must have a key in base64 after whsec_';
}

/** A text of any kind, or `whsec_` and a key in base64. */
export const sharedSecret = z.string().check(z.minLength(1, 'must not be empty'), (context) => {
  const message = problemOfSecret(context.value);
  if (message !== undefined) context.issues.push({ code: 'custom', message, input: context.value });
});

/** What is said of a destination whose secret holds no key, and what to do. */
export const NO_KEY = 'its sharedSecret holds no key, so that anybody could sign for it. Set another one';

/**
 * Whether a secret that was stored before such ones were refused would sign with the empty key: it is blank, or what
 * follows `whsec_` is no base64 of even a byte. One that is odd and still yields a key goes on to sign as it did.
 */
export function signsWithoutKey(secret: string | undefined): boolean {
  if (secret === undefined) return false;
  if (!secret.startsWith(STANDARD_SECRET_PREFIX)) return secret.trim() === '';
  // Readers of base64 pass over what does not belong to it, and two characters are the first that make a byte.
  const [key = ''] = secret.slice(STANDARD_SECRET_PREFIX.length).split('=');
  return key.replaceAll(/[^A-Za-z0-9+/_-]/g, '').length < 2;
}
