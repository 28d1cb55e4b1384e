// What the parts of the prelude share. Each part is a function that is handed to a guest as its own text, so it takes
// nothing from its module but types: what it needs is in the kit, or is made in it. Parts run before anything of the
// customer, and keep what they use of the globals, because a guest may put others in their place.

export type Handler = (...args: readonly unknown[]) => unknown;

export type Described = {
  readonly name: string;
  readonly message: string;
  readonly failure?: string;
  readonly retryAfterMs?: number;
};

export type WithBody = {
  readonly headers: Headers;
  /** Text or bytes, as they are. */
  taken(): string | Uint8Array | undefined;
};
export type BodyClass = new (body: unknown, headers: unknown) => WithBody;

export type Kit = {
  /** The one way out. */
  readonly host: (op: string, text: string) => string | undefined;
  /** What the host says, by what it is about. */
  readonly on: Record<string, (text: string) => void>;
  /** The name of the handler of a type of event. */
  readonly handlerNames: Readonly<Record<string, string>>;
  /** Those of events, of batches and of requests. */
  readonly allHandlers: readonly string[];
  readonly requestHandler: string;
  /** That one request may make. */
  readonly mostEvents: number;
  /** Libraries that are loaded when they are named, and why others are not there. */
  readonly libraryNames: readonly string[];
  readonly absences: Readonly<Record<string, string>>;
  readonly hashes: readonly string[];
  readonly parse: typeof JSON.parse;
  readonly stringify: typeof JSON.stringify;
  /** Of the function, once it is loaded. */
  handlers: Readonly<Record<string, Handler | undefined>>;
  /** What requests and answers have in common. */
  WithBody: BodyClass;
  /** Calls a handler. `valueOf`: what the host is told of what it returned; nothing without it. */
  call: (name: string, make: () => unknown, valueOf?: (returned: unknown) => unknown) => void;
  /** With a key it is an HMAC. */
  hashOf: (asked: { readonly algorithm: string; readonly key?: Uint8Array; readonly data: Uint8Array }) => Uint8Array;
  /** The bytes of a buffer or of what lies upon one. */
  viewOf: (given: unknown) => Uint8Array | undefined;
  /** An error in words, whatever it is. */
  describe: (error: unknown) => Described;
};

/** Puts something in the place of a global, or makes one; guests may overwrite it. */
export type Globals = Record<string, unknown>;
