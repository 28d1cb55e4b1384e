import { isEventType, type EventType } from '../../domain/event.ts';

/** An HTTP request as ingest sees it. Header names are lower-case. */
export type IngestRequest = {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string | Uint8Array;
  readonly ip: string | undefined;
};

export type IngestResponse = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
};

/** What a path of the tracking API is for. */
export type Endpoint =
  | { readonly kind: 'event'; readonly type: EventType }
  | { readonly kind: 'batch' }
  | { readonly kind: 'metrics' }
  | { readonly kind: 'pixel'; readonly type: EventType | undefined };

const SHORT_FORMS: Readonly<Record<string, EventType>> = {
  t: 'track',
  i: 'identify',
  p: 'page',
  s: 'screen',
  g: 'group',
  a: 'alias',
};
const BATCH_PATHS: ReadonlySet<string> = new Set(['batch', 'import', 'b']);

/**
 * The endpoint of a path, with or without slashes too many; undefined when there is none. An SDK that is given an address
 * with a slash at its end asks for `//v1/batch`, or for `/v1//batch`.
 */
export function endpointOf(path: string): Endpoint | undefined {
  const match = /^\/v1\/([a-z]+)(?:\/([a-z]+))?\/?$/.exec(path.replace(/\/{2,}/g, '/'));
  if (match === null) return undefined;
  const [, first = '', second] = match;
  if (first === 'pixel') return { kind: 'pixel', type: isPublicType(second) ? second : undefined };
  if (second !== undefined) return undefined;
  if (BATCH_PATHS.has(first)) return { kind: 'batch' };
  if (first === 'm') return { kind: 'metrics' };
  const type = SHORT_FORMS[first] ?? first;
  return isPublicType(type) ? { kind: 'event', type } : undefined;
}

/** `delete` has no path of its own: it comes in a batch, from sources that allow it. */
function isPublicType(type: unknown): type is EventType {
  return isEventType(type) && type !== 'delete';
}
