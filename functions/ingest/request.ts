import { isEventType, type EventType } from '../../domain/events/event.ts';

/** An HTTP request as ingest sees it. Header names are lower-case. */
export type IngestRequest = {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string | Uint8Array;
  readonly ip: string | undefined;
  /** Where the sender has reached us: scheme and host. */
  readonly origin: string;
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
  | { readonly kind: 'settings'; readonly writeKey: string }
  | { readonly kind: 'source-config' }
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
 * with a slash at its end asks for `//v1/batch`, or for `/v1//batch`. Beside Segment's paths there are those which the SDKs
 * of RudderStack (`/beacon`, `/sourceConfig`) and Jitsu (`/api/s`) cannot be told to do without.
 */
export function endpointOf(path: string): Endpoint | undefined {
  const [root, area, ...rest] = path
    .replace(/\/{2,}/g, '/')
    .replace(/\/$/, '')
    .split('/');
  if (root !== '') return undefined;
  switch (area) {
    case 'v1':
      return trackingEndpointOf(rest);
    case 'api':
      return rest[0] === 's' ? jitsuEndpointOf(rest.slice(1)) : undefined;
    case 'beacon':
      return rest.join('/') === 'v1/batch' ? { kind: 'batch' } : undefined;
    case 'sourceConfig':
      return rest.length === 0 ? { kind: 'source-config' } : undefined;
    default:
      return undefined;
  }
}

function trackingEndpointOf(segments: readonly string[]): Endpoint | undefined {
  const [first = '', second] = segments;
  if (first === 'projects') return settingsEndpointOf(segments.slice(1));
  if (segments.length > 2) return undefined;
  if (first === 'pixel') return { kind: 'pixel', type: isPublicType(second) ? second : undefined };
  if (second !== undefined) return undefined;
  if (BATCH_PATHS.has(first)) return { kind: 'batch' };
  if (first === 'm') return { kind: 'metrics' };
  const type = Object.hasOwn(SHORT_FORMS, first) ? SHORT_FORMS[first] : first;
  return isPublicType(type) ? { kind: 'event', type } : undefined;
}

/** `/v1/projects/<write key>/settings`; a key may have slashes in it. */
function settingsEndpointOf(segments: readonly string[]): Endpoint | undefined {
  const writeKey = segments.slice(0, -1).join('/');
  return segments.at(-1) === 'settings' && writeKey !== '' ? { kind: 'settings', writeKey } : undefined;
}

/** `/api/s/<type>` of pages, `/api/s/s2s/<type>` of servers. */
function jitsuEndpointOf(segments: readonly string[]): Endpoint | undefined {
  const [type, ...rest] = segments[0] === 's2s' ? segments.slice(1) : segments;
  return rest.length === 0 && isPublicType(type) ? { kind: 'event', type } : undefined;
}

/** `delete` has no path of its own: it comes in a batch, from sources that allow it. */
function isPublicType(type: unknown): type is EventType {
  return isEventType(type) && type !== 'delete';
}
