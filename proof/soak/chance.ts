const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** A number in [0, 1) that is always the same for the same words: what the soak does by chance, it does again. */
export function chance(...words: readonly (string | number)[]): number {
  let hash = FNV_OFFSET;
  const text = words.join(' ');
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), FNV_PRIME);
  // FNV leaves neighbours close together; this is the finish of MurmurHash3.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
