/** Types of what a function has beside JavaScript, for editors. */
export const FUNCTION_TYPES_TEXT = `// What functions of Penstock have beside JavaScript. Put it beside your code; editors find it.
type PenstockEvent = {
  type: 'track' | 'identify' | 'page' | 'screen' | 'group' | 'alias' | 'delete';
  messageId: string;
  timestamp: string;
  receivedAt: string;
  userId?: string;
  anonymousId?: string;
  event?: string;
  name?: string;
  properties?: Record<string, any>;
  traits?: Record<string, any>;
  context?: Record<string, any>;
  [field: string]: any;
};
type PenstockSettings = Record<string, any>;
declare class EventNotSupported extends Error {}
declare class InvalidEventPayload extends Error {}
declare class ValidationError extends Error {}
declare class DropEvent extends Error {}
declare class RetryError extends Error {
  constructor(message?: string, options?: { retryAfter?: number });
}
/** What a source function gets: onRequest(request, settings). */
type PenstockRequest = {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  json(): any;
  text(): string;
  bytes(): Uint8Array;
};
type PenstockMade = { userId?: string; anonymousId?: string; messageId?: string; [field: string]: any };
/** Of source functions: the events that they make of a request. */
declare const Segment: {
  track(event: PenstockMade & { event: string }): void;
  identify(event: PenstockMade): void;
  page(event: PenstockMade): void;
  screen(event: PenstockMade): void;
  group(event: PenstockMade & { groupId: string }): void;
  alias(event: PenstockMade & { previousId: string }): void;
  set(object: { collection: string; id: string; properties?: Record<string, any> }): void;
};
declare class FetchError extends Error {
  readonly failure: string;
}
/** Of one function with one set of settings. Nothing promises that a value is still there. */
declare const cache: {
  load<Value>(key: string, ttlMs: number, make: () => Promise<Value> | Value): Promise<Value>;
  delete(key: string): Promise<void>;
};
/** For their types install lodash and moment-timezone, and declare them as \`typeof import('lodash')\`. */
declare const _: any;
declare const moment: any;
declare const uuidv5: { uuidv5(namespace: string, name: string): string };
declare function xml(input: unknown, options?: unknown): string;
declare const fetchretrylib: { fetchretry(fetch: unknown, defaults?: unknown): (input: string, init?: any) => Promise<Response> };
`;
