// What `node:crypto` is for functions. A name that is missing here is refused with the file that imports it.
import type nodeCrypto from 'node:crypto';

const own = globalThis.crypto as unknown as typeof nodeCrypto;
export const { createHash, createHmac, getHashes, getRandomValues, hash, randomBytes, randomInt, randomUUID } = own;
export const { subtle, timingSafeEqual, webcrypto } = own;
export default own;
