import type { Globals, Kit } from './kit.ts';

type Body = string | Uint8Array | undefined;

/** Request, Response and FormData. A body is text or bytes, and never a stream. */
export function installBodies(kit: Kit): void {
  const { parse, stringify } = kit;
  const globals = globalThis as unknown as Globals;
  const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
  const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
  const bodyOf = (given: unknown): { body: Body; type?: string } => {
    if (given === undefined || given === null) return { body: undefined };
    if (typeof given === 'string') return { body: given, type: 'text/plain;charset=UTF-8' };
    if (given instanceof ArrayBuffer) return { body: new Uint8Array(given) };
    if (ArrayBuffer.isView(given)) return { body: new Uint8Array(given.buffer, given.byteOffset, given.byteLength) };
    if (given instanceof URLSearchParams) {
      return { body: given.toString(), type: 'application/x-www-form-urlencoded;charset=UTF-8' };
    }
    if (given instanceof FormDataOfPrelude) return given.encoded();
    return { body: String(given), type: 'text/plain;charset=UTF-8' };
  };

  class WithBody {
    readonly headers: Headers;
    body_: Body;
    bodyUsed = false;
    constructor(given: unknown, headers: unknown) {
      this.headers = new Headers(headers as Headers | undefined);
      const { body, type } = bodyOf(given);
      this.body_ = body;
      if (type !== undefined && !this.headers.has('content-type')) this.headers.set('content-type', type);
    }
    taken(): Body {
      if (this.bodyUsed) throw new TypeError('the body was read before');
      this.bodyUsed = true;
      return this.body_;
    }
    async text(): Promise<string> {
      const body = this.taken();
      return body instanceof Uint8Array ? decode(body) : (body ?? '');
    }
    async json(): Promise<unknown> {
      return parse(await this.text());
    }
    async bytes(): Promise<Uint8Array> {
      const body = this.taken();
      return body instanceof Uint8Array ? body : encode(body ?? '');
    }
    async arrayBuffer(): Promise<ArrayBufferLike> {
      const { buffer, byteOffset, byteLength } = await this.bytes();
      return buffer.slice(byteOffset, byteOffset + byteLength);
    }
    async buffer(): Promise<unknown> {
      const bytes = await this.bytes();
      return globals['Buffer'] === undefined ? bytes : (globals['Buffer'] as typeof Buffer).from(bytes);
    }
  }

  class FormDataOfPrelude {
    readonly entries_: (readonly [string, string])[] = [];
    append(name: unknown, value: unknown): void {
      this.entries_.push([String(name), String(value)]);
    }
    set(name: unknown, value: unknown): void {
      const at = this.entries_.findIndex(([known]) => known === String(name));
      if (at === -1) this.append(name, value);
      else this.entries_[at] = [String(name), String(value)];
    }
    get(name: unknown): string | null {
      return this.entries_.find(([known]) => known === String(name))?.[1] ?? null;
    }
    has(name: unknown): boolean {
      return this.get(name) !== null;
    }
    encoded(): { body: string; type: string } {
      const boundary = `penstock-${stringify(this.entries_).length}-${Math.random().toString(36).slice(2)}`;
      const quote = (text: string): string =>
        text.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
      const part = ([name, value]: readonly [string, string]): string =>
        `--${boundary}\r\ncontent-disposition: form-data; name="${quote(name)}"\r\n\r\n${value}\r\n`;
      const body = `${this.entries_.map(part).join('')}--${boundary}--\r\n`;
      return { body, type: `multipart/form-data; boundary=${boundary}` };
    }
  }
  globals['FormData'] = FormDataOfPrelude;
  kit.WithBody = WithBody;
}
