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
