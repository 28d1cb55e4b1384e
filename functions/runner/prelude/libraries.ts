import type { Globals, Kit } from './kit.ts';

type BufferClass = {
  from(value: unknown, encoding?: unknown, length?: unknown): Uint8Array;
  prototype: { toString: (this: Uint8Array, ...args: readonly unknown[]) => string };
};
/** Of newer JavaScript than the types that Node's are made for. */
type NewBytes = Uint8Array & { toBase64(options?: object): string; toHex(): string };
type NewBytesClass = { fromBase64(text: string, options?: object): Uint8Array; fromHex(text: string): Uint8Array };

/** Libraries that Segment's functions find without an import. Each is loaded when something first names it. */
export function installLibraries(kit: Kit): void {
  const { host, libraryNames, absences } = kit;
  const globals = globalThis as unknown as Globals;
  const evaluate = globalThis.eval;
  const { defineProperty } = Object;
  const { replaceAll } = String.prototype;
  const { apply } = Reflect;
  const bytesOf = Uint8Array as unknown as NewBytesClass;
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const { toBase64, toHex, subarray } = Uint8Array.prototype as NewBytes;

  /** What the engine has of itself is a hundred times as quick as the library. */
  const speedUp = (buffer: BufferClass): BufferClass => {
    const { from } = buffer;
    const { toString: write } = buffer.prototype;
    buffer.from = (value, encoding, length) => {
      if (typeof value !== 'string') return apply(from, buffer, [value, encoding, length]);
      try {
        if (encoding === 'base64' || encoding === 'base64url') {
          const text = apply(replaceAll, apply(replaceAll, value, ['-', '+']), ['_', '/']) as unknown as string;
          return apply(from, buffer, [bytesOf.fromBase64(text).buffer]);
        }
        if (encoding === 'hex') return apply(from, buffer, [bytesOf.fromHex(value).buffer]);
      } catch {
        // Not as it should be: as much of it is taken as can be, as Node does.
        if (encoding === 'hex') return buffer.from(/^(?:[\da-f]{2})*/i.exec(value)?.[0], 'hex');
      }
      return apply(from, buffer, [value, encoding === 'base64url' ? 'base64' : encoding]);
    };
    buffer.prototype.toString = function (...args) {
      const [encoding, start, end] = args;
      const isWhole = start === undefined && end === undefined;
      const bytes = isWhole ? this : (apply(subarray, this, [start ?? 0, end ?? this.length]) as Uint8Array);
      if (encoding === 'base64') return apply(toBase64, bytes, []);
      if (encoding === 'base64url') return apply(toBase64, bytes, [{ alphabet: 'base64url', omitPadding: true }]);
      if (encoding === 'hex') return apply(toHex, bytes, []);
      if (encoding === undefined || encoding === 'utf8' || encoding === 'utf-8') return decoder.decode(bytes);
      return apply(write, this, args);
    };
    return buffer;
  };

  const put = (name: string, value: unknown): void => {
    defineProperty(globals, name, { configurable: true, enumerable: false, writable: true, value });
  };
  const load = (name: string): unknown => {
    // A library looks for what was there under its name before.
    put(name, undefined);
    const made = (evaluate as (text: string) => unknown)(host('library', name) ?? 'undefined');
    const value = name === 'Buffer' ? speedUp(made as BufferClass) : made;
    put(name, value);
    return value;
  };
  for (const name of libraryNames) {
    defineProperty(globals, name, {
      ...{ configurable: true, enumerable: false },
      get: () => load(name),
      set: (value) => put(name, value),
    });
  }
  for (const [name, absence] of Object.entries(absences)) {
    defineProperty(globals, name, {
      ...{ configurable: true, enumerable: false },
      get() {
        throw new ReferenceError(absence);
      },
      set: (value) => put(name, value),
    });
  }
  kit.on['library'] = (name) => {
    // Asking for it loads it.
    Reflect.get(globals, name);
  };
}
