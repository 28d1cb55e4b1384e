import type { Globals, Kit } from './kit.ts';

type Done = (error: Error | null, bytes?: unknown) => void;
type BufferClass = { from(value: unknown, encoding?: unknown): Uint8Array };
type NewBytes = Uint8Array & { toBase64(): string };

/** `zlib`, and `zlib.zlib` as Segment has it: the host packs and unpacks. */
export function installZlib({ host, stringify, viewOf }: Kit): void {
  const globals = globalThis as unknown as Globals;
  const encoder = new TextEncoder();

  const work = (how: string, given: unknown): unknown => {
    const bytes = typeof given === 'string' ? encoder.encode(given) : viewOf(given);
    if (bytes === undefined) throw new TypeError('The data must be a text, a Buffer or a TypedArray');
    const answer = host('zip', stringify({ how, base64: (bytes as NewBytes).toBase64() }));
    if (answer === undefined) throw new Error(`${how}: the data cannot be read, or has more than 2 MB`);
    return (globals['Buffer'] as BufferClass).from(answer, 'base64');
  };
  const own: Record<string, unknown> = {};
  for (const how of ['gzip', 'gunzip', 'deflate', 'inflate', 'deflateRaw', 'inflateRaw', 'unzip']) {
    own[`${how}Sync`] = (given: unknown) => work(how, given);
    own[how] = (given: unknown, ...rest: readonly unknown[]) => {
      const done = rest.at(-1) as Done;
      setTimeout(() => {
        let bytes: unknown;
        try {
          bytes = work(how, given);
        } catch (error) {
          done(error as Error);
          return;
        }
        done(null, bytes);
      }, 0);
    };
  }
  own['zlib'] = own;
  globals['zlib'] = own;
}
