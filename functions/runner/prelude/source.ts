import type { Globals, Kit, WithBody } from './kit.ts';

type Given = {
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly text?: string;
  readonly base64?: string;
};
type Fields = Record<string, unknown>;
/** Of newer JavaScript than the types that Node's are made for. */
type Base64 = { toBase64(): string };
type Base64Bytes = { fromBase64(text: string): Uint8Array };

/** What a source function has: the request, and `Segment`, which takes the events that it makes of it. */
export function installSource(kit: Kit): void {
  const { parse, stringify, requestHandler, mostEvents } = kit;
  const globals = globalThis as unknown as Globals;
  const ErrorOfEvents = globals['ValidationError'] as ErrorConstructor;
  const encoder = new TextEncoder();
  const decoder = new TextDecoder();
  const fromBase64 = (Uint8Array as unknown as Base64Bytes).fromBase64.bind(Uint8Array);
  // As they were when they were handed over, whatever becomes of them.
  let made: string[] = [];

  class RequestOfSender {
    readonly method: string;
    readonly url: URL;
    readonly headers: Headers;
    readonly given_: Given;
    constructor(given: Given) {
      this.given_ = given;
      this.method = given.method;
      this.url = new URL(given.url);
      this.headers = new Headers(given.headers);
    }
    /** At once, as Segment has it: who awaits it gets the same. */
    text(): string {
      const { text, base64 } = this.given_;
      return base64 === undefined ? (text ?? '') : decoder.decode(fromBase64(base64));
    }
    json(): unknown {
      return parse(this.text());
    }
    bytes(): Uint8Array {
      const { text, base64 } = this.given_;
      return base64 === undefined ? encoder.encode(text ?? '') : fromBase64(base64);
    }
  }

  const isSaid = (value: unknown): boolean => value !== undefined && value !== null && value !== '';
  const demand = (is: boolean, message: string): void => {
    if (!is) throw new ErrorOfEvents(message);
  };
  const keep = (type: string, event: Fields): void => {
    demand(made.length < mostEvents, `one request may make ${mostEvents} events`);
    made.push(stringify({ ...event, type }));
  };
  const emit =
    (type: string, ...wanted: readonly string[]) =>
    (event: unknown): void => {
      demand(typeof event === 'object' && event !== null, `Segment.${type} wants an object`);
      const fields = event as Fields;
      demand(isSaid(fields['userId']) || isSaid(fields['anonymousId']), `${type} needs a userId or an anonymousId`);
      for (const name of wanted) demand(isSaid(fields[name]), `${type} needs ${name}`);
      keep(type, fields);
    };
  globals['Segment'] = {
    identify: emit('identify'),
    track: emit('track', 'event'),
    page: emit('page'),
    screen: emit('screen'),
    group: emit('group', 'groupId'),
    alias: emit('alias', 'previousId'),
    set(object: unknown): void {
      const fields = (typeof object === 'object' && object !== null ? object : {}) as Fields;
      demand(isSaid(fields['collection']) && isSaid(fields['id']), 'set needs collection and id');
      keep('set', fields);
    },
  };

  const ResponseOfPrelude = globals['Response'] as typeof Response;
  const headersOf = (headers: Headers): Record<string, string> => {
    const found: Record<string, string> = {};
    headers.forEach((value, name) => (found[name] = value));
    return found;
  };
  /** What the sender is answered, if the source answers by its function. */
  const replyOf = (returned: unknown): unknown => {
    if (returned === undefined || returned === null) return undefined;
    if (typeof returned === 'string') return { text: returned };
    if (!(returned instanceof ResponseOfPrelude)) return { json: returned };
    const body = (returned as unknown as WithBody).taken();
    const shown =
      body instanceof Uint8Array
        ? { base64: (body as unknown as Base64).toBase64() }
        : body === undefined
          ? {}
          : { text: body };
    return { status: returned.status, headers: headersOf(returned.headers), ...shown };
  };

  kit.on['request'] = (text) => {
    made = [];
    const mine = made;
    kit.call(
      requestHandler,
      () => new RequestOfSender(parse(text) as Given),
      (returned) => {
        const reply = replyOf(returned);
        return { events: mine, ...(reply === undefined ? {} : { reply }) };
      },
    );
  };
}
