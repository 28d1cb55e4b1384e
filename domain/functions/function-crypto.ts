// The hashes that functions have: the host makes them, and the prelude says which there are.

export const HASHES = ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512', 'ripemd160'] as const;
