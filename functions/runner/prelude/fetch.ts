import type { Globals, Kit } from './kit.ts';

type Init = { method?: unknown; headers?: unknown; body?: unknown; signal?: unknown; redirect?: unknown };
type Answer = {
  readonly status: number;
  readonly statusText: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly url: string;
  readonly text?: string;
  readonly base64?: string;
};
/** Of newer JavaScript than the types that Node's are made for. */
type Base64 = { toBase64(): string };
type Base64Bytes = { fromBase64(text: string): Uint8Array };
type Failed = { readonly failure: string; readonly message: string };
type Signal = {
  readonly aborted: boolean;
  readonly reason: unknown;
  addEventListener(type: 'abort', call: () => void): void;
};

/** `fetch`, as node-fetch has it where the two differ: no streams, and a FetchError for what did not arrive. */
export function installFetch(kit: Kit): void {
  const { host, parse, stringify, WithBody } = kit;
  const globals = globalThis as unknown as Globals;
  const pending = new Map<number, { resolve(answer: Answer): void; reject(error: unknown): void }>();
  const { get, set, delete: remove } = Map.prototype;
  const { apply } = Reflect;
  let last = 0;

  class RequestOfPrelude extends WithBody {
    readonly url: string;
    readonly method: string;
    readonly signal: unknown;
    readonly redirect: string;
    constructor(input: unknown, init: Init = {}) {
      const before = input instanceof RequestOfPrelude ? input : undefined;
      super(init.body ?? before?.taken(), init.headers ?? before?.headers);
      this.url = before?.url ?? String(input);
      this.method = String(init.method ?? before?.method ?? 'GET').toUpperCase();
      this.signal = init.signal ?? before?.signal;
      this.redirect = String(init.redirect ?? before?.redirect ?? 'follow');
    }
  }
  class ResponseOfPrelude extends WithBody {
    readonly status: number;
    readonly statusText: string;
    readonly ok: boolean;
    readonly url: string;
    readonly redirected = false;
    readonly type = 'basic';
    constructor(body?: unknown, init: { status?: number; statusText?: string; headers?: unknown; url?: string } = {}) {
      super(body, init.headers);
      this.status = init.status ?? 200;
      this.statusText = init.statusText ?? '';
      this.ok = this.status >= 200 && this.status < 300;
      this.url = init.url ?? '';
    }
    clone(): ResponseOfPrelude {
      const { body_ } = this as unknown as { body_: unknown };
      return new ResponseOfPrelude(body_, this);
    }
    static json(value: unknown, init: { headers?: Record<string, string> } = {}): ResponseOfPrelude {
      return new ResponseOfPrelude(stringify(value), {
        ...init,
        headers: { 'content-type': 'application/json', ...init.headers },
      });
    }
  }
  class FetchError extends Error {
    readonly type = 'system';
    readonly failure: string;
    readonly code: string;
    constructor({ failure, message }: Failed) {
      super(message);
      this.name = 'FetchError';
      this.failure = failure;
      this.code = failure.toUpperCase();
    }
  }

  kit.on['fetched'] = (text) => {
    const { id, ...said } = parse(text) as { id: number } & (Answer | Failed);
    const waiting = apply(get, pending, [id]) as
      { resolve(answer: Answer): void; reject(error: unknown): void } | undefined;
    apply(remove, pending, [id]);
    if ('failure' in said) waiting?.reject(new FetchError(said));
    else waiting?.resolve(said);
  };

  const send = (request: RequestOfPrelude): Promise<Answer> => {
    last += 1;
    const id = last;
    const body = request.taken();
    const headers: [string, string][] = [];
    request.headers.forEach((value, name) => headers.push([name, value]));
    const bytes =
      body instanceof Uint8Array
        ? { base64: (body as unknown as Base64).toBase64() }
        : body === undefined
          ? {}
          : { text: body };
    return new Promise((resolve, reject) => {
      apply(set, pending, [id, { resolve, reject }]);
      const signal = request.signal as Signal | undefined;
      const abort = (): void => reject(signal?.reason);
      if (signal?.aborted === true) {
        abort();
        return;
      }
      signal?.addEventListener('abort', abort);
      const { url, method, redirect } = request;
      const refused = host('fetch', stringify({ id, url, method, redirect, headers, ...bytes }));
      if (refused !== undefined) reject(new FetchError(parse(refused) as Failed));
    });
  };
  globals['fetch'] = async (input: unknown, init?: Init) => {
    const { text, base64, ...answer } = await send(new RequestOfPrelude(input, init));
    return new ResponseOfPrelude(
      base64 === undefined ? text : (Uint8Array as unknown as Base64Bytes).fromBase64(base64),
      answer,
    );
  };
  Object.assign(globals, { Request: RequestOfPrelude, Response: ResponseOfPrelude, FetchError });
}
