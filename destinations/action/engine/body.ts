/** What a request or an answer carries: text, bytes, or nothing. */
export type Body = string | Uint8Array | null;

const FORM = 'application/x-www-form-urlencoded;charset=UTF-8';
const TEXT = 'text/plain;charset=UTF-8';

/** A body as fetch takes it, and the content type that follows from what it is. */
export function readBody(body: unknown): { readonly body: Body; readonly type?: string } {
  if (body === undefined || body === null) return { body: null };
  if (typeof body === 'string') return { body, type: TEXT };
  if (body instanceof URLSearchParams) return { body: body.toString(), type: FORM };
  if (body instanceof Uint8Array) return { body };
  if (body instanceof ArrayBuffer) return { body: new Uint8Array(body) };
  if (ArrayBuffer.isView(body)) return { body: new Uint8Array(body.buffer, body.byteOffset, body.byteLength) };
  if (typeof body !== 'number' && typeof body !== 'boolean') {
    throw new TypeError('the body of a request is text or bytes');
  }
  return { body: String(body), type: TEXT };
}

export function textOfBody(body: Body): string {
  if (body === null) return '';
  return typeof body === 'string' ? body : new TextDecoder().decode(body);
}

export function bytesOfBody(body: Body): Uint8Array<ArrayBuffer> {
  if (body === null) return new Uint8Array();
  return typeof body === 'string' ? new TextEncoder().encode(body) : Uint8Array.from(body);
}
