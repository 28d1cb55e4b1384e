import { createHash, createHmac, randomBytes, randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import { HASHES } from '../../domain/functions/function-crypto.ts';
import { FUNCTION_LIMITS } from '../../domain/functions/function-limits.ts';
import { isLonger, readMessage } from './hostile-text.ts';

const hashMessage = z.strictObject({
  algorithm: z.enum(HASHES),
  /** In base64, as all bytes here. Absent where nothing is signed. */
  key: z.optional(z.string()),
  text: z.optional(z.string()),
  base64: z.optional(z.string()),
  as: z.enum(['hex', 'base64', 'base64url']),
});

/** As many bytes as a browser gives at once. */
const MOST_RANDOM_BYTES = 65_536;

/** Of what needs keys that are parsed there is nothing: what parses them is written in C, outside of every wall. */
export function hostCrypto(op: string, text: string): string | undefined {
  if (op === 'hash') return hash(text);
  if (op === 'uuid') return randomUUID();
  if (op !== 'random' || !/^\d{1,5}$/.test(text) || Number(text) > MOST_RANDOM_BYTES) return undefined;
  return randomBytes(Number(text)).toString('base64');
}

function hash(message: string): string | undefined {
  if (isLonger(message, MOST_CHARACTERS)) return undefined;
  const asked = readMessage(hashMessage, message);
  if (asked === undefined) return undefined;
  const { algorithm, key, text, base64, as } = asked;
  const data = base64 === undefined ? (text ?? '') : Buffer.from(base64, 'base64');
  const hashing = key === undefined ? createHash(algorithm) : createHmac(algorithm, Buffer.from(key, 'base64'));
  return hashing.update(data).digest(as);
}

/** In base64, with a key and what is around it. */
const MOST_CHARACTERS = Math.ceil((FUNCTION_LIMITS.hostBytes * 4) / 3) + 4_096;
