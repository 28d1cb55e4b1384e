import type { JsonObject } from '../../domain/event.ts';

/**
 * The write key of a request. The Authorization header comes first, because that is where most SDKs put it; mobile SDKs
 * and Python only have it in the body, and a bearer token never names a source.
 */
export function writeKeyOf(
  headers: Readonly<Record<string, string | undefined>>,
  body: JsonObject,
): string | undefined {
  return basicUser(headers['authorization']) ?? textOf(body['writeKey']) ?? textOf(headers['x-write-key']);
}

/** `base64(key + ":")`; the colon is missing in some old clients. */
export function basicUser(header: string | undefined): string | undefined {
  const encoded = /^basic\s+([A-Za-z0-9+/=_-]+)\s*$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const [user] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  return textOf(user);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
