import type { Globals, Kit } from './kit.ts';

type Encoding = 'hex' | 'base64' | 'base64url';
type BufferClass = { from(value: unknown, encoding?: unknown): Uint8Array };
/** Of newer JavaScript than the types that Node's are made for. */
type NewBytes = Uint8Array & { toBase64(options?: object): string };
type NewBytesClass = { fromBase64(text: string, options?: object): Uint8Array };

/** What functions take from Node's `crypto`: hashes, which the host makes, and chance. */
export function installCrypto(kit: Kit): void {
  const { host, stringify, hashes } = kit;
  const globals = globalThis as unknown as Globals;
  const encoder = new TextEncoder();
  const { isView } = ArrayBuffer;
  const bytesOfBase64 = (text: string): Uint8Array => (Uint8Array as unknown as NewBytesClass).fromBase64(text);
  const base64Of = (bytes: Uint8Array): string => (bytes as NewBytes).toBase64();
  const buffers = (): BufferClass => globals['Buffer'] as BufferClass;
  /** A view of the same bytes. */
  const viewOf = (given: unknown): Uint8Array | undefined => {
    if (given instanceof ArrayBuffer) return new Uint8Array(given);
    return isView(given) ? new Uint8Array(given.buffer, given.byteOffset, given.byteLength) : undefined;
  };
  const bytesOf = (given: unknown, encoding?: unknown): Uint8Array => {
    if (typeof given === 'string') {
      const isText = encoding === undefined || encoding === 'utf8' || encoding === 'utf-8' || encoding === 'buffer';
      return isText ? encoder.encode(given) : buffers().from(given, encoding);
    }
    const view = viewOf(given);
    if (view === undefined) throw new TypeError('The data must be a text, a Buffer or a TypedArray');
    return view;
  };
  const nameOf = (algorithm: unknown): string => {
    const name = String(algorithm).toLowerCase().replace(/^rsa-/, '').replace(/^sha-/, 'sha');
    if (!hashes.includes(name)) {
      throw new Error(`${String(algorithm).slice(0, 64)} is not there for functions; there are ${hashes.join(', ')}`);
    }
    return name;
  };
  const ask = (message: object): string => {
    const answer = host('hash', stringify(message));
    if (answer === undefined) throw new RangeError('a function may hash 2 MB at once');
    return answer;
  };

  kit.hashOf = ({ algorithm, key, data }) =>
    bytesOfBase64(
      ask({
        ...{ algorithm: nameOf(algorithm), base64: base64Of(data), as: 'base64' },
        ...(key === undefined ? {} : { key: base64Of(key) }),
      }),
    );

  class Hash {
    chunks_: readonly (string | Uint8Array)[] = [];
    isDone_ = false;
    readonly algorithm_: string;
    readonly key_: string | undefined;
    constructor(algorithm: unknown, key?: Uint8Array) {
      this.algorithm_ = nameOf(algorithm);
      this.key_ = key === undefined ? undefined : base64Of(key);
    }
    update(data: unknown, encoding?: unknown): this {
      if (this.isDone_) throw new Error('Digest already called');
      const isText =
        typeof data === 'string' && (encoding === undefined || encoding === 'utf8' || encoding === 'utf-8');
      // Copied, as what was given may change before the end.
      this.chunks_ = [...this.chunks_, isText ? data : bytesOf(data, encoding).slice()];
      return this;
    }
    digest(encoding?: unknown): unknown {
      if (this.isDone_) throw new Error('Digest already called');
      this.isDone_ = true;
      const as: Encoding = encoding === 'hex' || encoding === 'base64url' ? encoding : 'base64';
      const algorithm = this.algorithm_;
      const key = this.key_ === undefined ? {} : { key: this.key_ };
      const answer = ask({ algorithm, as, ...key, ...this.all_() });
      if (encoding === as) return answer;
      const bytes = buffers().from(answer, 'base64');
      return encoding === undefined || encoding === 'buffer'
        ? bytes
        : (bytes as Buffer).toString(encoding as BufferEncoding);
    }
    copy(): Hash {
      const other = new Hash(this.algorithm_);
      return Object.assign(other, { chunks_: this.chunks_, key_: this.key_ });
    }
    all_(): { text: string } | { base64: string } {
      const { chunks_: chunks } = this;
      if (chunks.every((chunk) => typeof chunk === 'string')) return { text: chunks.join('') };
      const parts = chunks.map((chunk) => (typeof chunk === 'string' ? encoder.encode(chunk) : chunk));
      const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
      let at = 0;
      for (const part of parts) {
        whole.set(part, at);
        at += part.length;
      }
      return { base64: base64Of(whole) };
    }
  }

  const random = (length: unknown): Uint8Array => {
    const answer = host('random', String(length));
    if (answer === undefined) throw new RangeError('a function may have 65536 random bytes at once');
    return bytesOfBase64(answer);
  };
  const own = {
    createHash: (algorithm: unknown) => new Hash(algorithm),
    createHmac: (algorithm: unknown, key: unknown) => new Hash(algorithm, bytesOf(key)),
    hash: (algorithm: unknown, data: unknown, encoding: unknown = 'hex') =>
      new Hash(algorithm).update(data).digest(encoding),
    getHashes: () => [...hashes],
    randomBytes(length: unknown, call?: (error: null, bytes: Uint8Array) => void): unknown {
      const bytes = buffers().from(random(length).buffer);
      if (call === undefined) return bytes;
      setTimeout(() => call(null, bytes), 0);
      return undefined;
    },
    randomInt(low: number, high?: number): number {
      const [from, to] = high === undefined ? [0, low] : [low, high];
      const view = new DataView(random(8).buffer);
      return from + Number(view.getBigUint64(0) % BigInt(to - from));
    },
    randomUUID: () => host('uuid', ''),
    getRandomValues(array: unknown): unknown {
      const view = viewOf(array);
      if (view === undefined) throw new TypeError('The data must be a TypedArray');
      view.set(random(view.length));
      return array;
    },
    timingSafeEqual(one: unknown, other: unknown): boolean {
      const [a, b] = [viewOf(one), viewOf(other)];
      if (a === undefined || b === undefined) throw new TypeError('Both must be a Buffer or a TypedArray');
      if (a.length !== b.length) throw new RangeError('Input buffers must have the same byte length');
      let difference = 0;
      for (let at = 0; at < a.length; at += 1) difference |= (a[at] ?? 0) ^ (b[at] ?? 0);
      return difference === 0;
    },
  };
  const absent = (name: string) => () => {
    throw new Error(`crypto.${name} is not there for functions: there are hashes, HMAC and random numbers`);
  };
  const names = ['createSign', 'createVerify', 'createCipheriv', 'createDecipheriv', 'pbkdf2Sync', 'scryptSync'];
  const absences = Object.fromEntries(names.map((name) => [name, absent(name)]));
  globals['crypto'] = Object.assign(absences, own);
  kit.viewOf = viewOf;
}
