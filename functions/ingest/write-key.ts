import type { JsonObject } from '../../domain/events/event.ts';
import type { IngestRequest } from './request.ts';

/**
 * The write key of a request. The Authorization header comes first, because that is where most SDKs put it; mobile SDKs
 * and Python only have it in the body, and beacons, which have no headers of their own, in the query string. A bearer
 * token is a write key only where nothing else is: beside another one it is a token of OAuth, as Segment's SDKs send it.
 */
export function writeKeyOf(
  { headers, query }: Pick<IngestRequest, 'headers' | 'query'>,
  body: JsonObject,
): string | undefined {
  return (
    basicUser(headers['authorization']) ??
    userOf(body['writeKey']) ??
    userOf(headers['x-write-key']) ??
    userOf(query['writeKey']) ??
    userOf(/^bearer\s+(\S{1,128})\s*$/i.exec(headers['authorization'] ?? '')?.[1])
  );
}

/** `base64(key + ":")`; the colon is missing in some old clients. */
function basicUser(header: string | undefined): string | undefined {
  const encoded = /^basic\s+([A-Za-z0-9+/=_-]+)\s*$/i.exec(header ?? '')?.[1];
  return encoded === undefined ? undefined : userOf(Buffer.from(encoded, 'base64').toString('utf8'));
}

/** What stands before the colon. Jitsu's SDK takes no key without a secret behind it, `key:secret`. */
function userOf(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const [user] = value.split(':');
  return user === '' ? undefined : user;
}
