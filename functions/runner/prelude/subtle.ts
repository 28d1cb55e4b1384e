import type { Globals, Kit } from './kit.ts';

type Named = string | { readonly name?: unknown; readonly hash?: unknown };
type Jwk = { readonly kty?: unknown; readonly k?: unknown };
type NewBytes = Uint8Array & { toBase64(options?: object): string };
type NewBytesClass = { fromBase64(text: string, options?: object): Uint8Array };

/** `crypto.subtle`: digests, and HMAC with keys that a function has. */
export function installSubtle(kit: Kit): void {
  const { hashOf, viewOf } = kit;
  const globals = globalThis as unknown as Globals;
  /** Where the bytes of a key are: not on the key, which may be shown. */
  const secrets = new WeakMap<object, Uint8Array>();
  const find = (key: unknown): Uint8Array | undefined => secrets.get(key as object);
  const url64 = { alphabet: 'base64url', omitPadding: true };

  class CryptoKey {
    readonly type = 'secret';
    readonly extractable: boolean;
    readonly algorithm: unknown;
    readonly usages: readonly string[];
    constructor(bytes: Uint8Array, { algorithm, extractable, usages }: Omit<CryptoKey, 'type'>) {
      secrets.set(this, bytes);
      this.algorithm = algorithm;
      this.extractable = extractable;
      this.usages = usages;
    }
  }
  const refuse = (name: string, message: string): Error => Object.assign(new Error(message), { name });
  const bytesOf = (given: unknown): Uint8Array => {
    const view = viewOf(given);
    if (view === undefined) throw new TypeError('The data must be an ArrayBuffer or a TypedArray');
    return view;
  };
  const nameOf = (algorithm: Named): string =>
    String(typeof algorithm === 'string' ? algorithm : algorithm.name).toUpperCase();
  const hashNameOf = (algorithm: Named): string => {
    const hash = typeof algorithm === 'string' ? undefined : (algorithm.hash as Named | undefined);
    if (hash === undefined) throw new TypeError('HMAC needs the name of a hash');
    return nameOf(hash);
  };
  const requireHmac = (algorithm: Named): void => {
    if (nameOf(algorithm) === 'HMAC') return;
    const named = nameOf(algorithm).slice(0, 64);
    throw refuse('NotSupportedError', `${named} is not there for functions: there are digests and HMAC`);
  };
  const secretOf = (key: unknown, usage: string): Uint8Array => {
    const bytes = find(key);
    if (bytes === undefined) throw new TypeError('The key is none');
    if (!(key as CryptoKey).usages.includes(usage)) throw refuse('InvalidAccessError', `The key is not for ${usage}`);
    return bytes;
  };
  const signatureOf = (key: unknown, usage: string, data: unknown): Uint8Array => {
    const secret = secretOf(key, usage);
    const algorithm = hashNameOf((key as CryptoKey).algorithm as Named);
    return hashOf({ algorithm, key: secret, data: bytesOf(data) });
  };
  const bufferOf = (bytes: Uint8Array): ArrayBufferLike => bytes.slice().buffer;

  const subtle = {
    async digest(algorithm: Named, data: unknown): Promise<ArrayBufferLike> {
      return bufferOf(hashOf({ algorithm: nameOf(algorithm), data: bytesOf(data) }));
    },
    async importKey(
      format: unknown,
      given: unknown,
      ...[algorithm, extractable, usages]: [Named, unknown, readonly string[]]
    ): Promise<CryptoKey> {
      requireHmac(algorithm);
      if (format !== 'raw' && format !== 'jwk') throw refuse('NotSupportedError', 'A key is raw or jwk');
      const bytes =
        format === 'raw'
          ? bytesOf(given).slice()
          : (Uint8Array as unknown as NewBytesClass).fromBase64(String((given as Jwk).k), { alphabet: 'base64url' });
      const named = { name: 'HMAC', hash: { name: hashNameOf(algorithm) }, length: bytes.length * 8 };
      return new CryptoKey(bytes, { algorithm: named, extractable: extractable === true, usages: [...usages] });
    },
    async exportKey(format: unknown, key: CryptoKey): Promise<unknown> {
      const bytes = find(key);
      if (bytes === undefined) throw new TypeError('The key is none');
      if (!key.extractable) throw refuse('InvalidAccessError', 'The key is not extractable');
      if (format === 'raw') return bufferOf(bytes);
      return { kty: 'oct', k: (bytes as NewBytes).toBase64(url64), ext: true, key_ops: [...key.usages] };
    },
    async sign(_algorithm: Named, key: unknown, data: unknown): Promise<ArrayBufferLike> {
      return bufferOf(signatureOf(key, 'sign', data));
    },
    async verify(_algorithm: Named, key: unknown, ...[signature, data]: readonly unknown[]): Promise<boolean> {
      const [given, made] = [bytesOf(signature), signatureOf(key, 'verify', data)];
      if (given.length !== made.length) return false;
      let difference = 0;
      for (let at = 0; at < made.length; at += 1) difference |= (given[at] ?? 0) ^ (made[at] ?? 0);
      return difference === 0;
    },
  };
  const crypto = globals['crypto'] as Record<string, unknown>;
  crypto['subtle'] = subtle;
  crypto['webcrypto'] = crypto;
  globals['CryptoKey'] = CryptoKey;
}
