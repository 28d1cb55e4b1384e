// The old SDK comes without types. Only what the tests use is described here.
declare module 'analytics-node' {
  type Sent = { readonly batch: readonly Readonly<Record<string, unknown>>[] };
  type Callback = (error: Error | undefined, sent: Sent) => void;
  type Message = Readonly<Record<string, unknown>>;

  class Analytics {
    constructor(writeKey: string, options?: { host?: string; flushAt?: number; flushInterval?: number });
    identify(message: Message, callback?: Callback): this;
    group(message: Message, callback?: Callback): this;
    track(message: Message, callback?: Callback): this;
    page(message: Message, callback?: Callback): this;
    screen(message: Message, callback?: Callback): this;
    alias(message: Message, callback?: Callback): this;
    flush(callback?: Callback): Promise<Sent | undefined>;
  }

  export = Analytics;
}
