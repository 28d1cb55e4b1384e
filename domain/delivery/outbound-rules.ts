// What may stand in a request that the product makes to an address of a customer. Configuration asks these rules when
// something is saved, and the outbound client when it sends: what is accepted here is never refused there.

/** Set by the client alone: `host` would also choose the TLS server name, the rest frames the message. */
const FRAMING_HEADERS: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** RFC 9110: a token, and visible characters, spaces and tabs of Latin-1. */
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Why no request is made to this address, or undefined. The address itself may be a secret and is never repeated. */
export function problemOfUrl(url: URL): string | undefined {
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return `${url.protocol} is not http: or https:`;
  if (hasCredentials(url)) return 'the URL contains credentials; send them in a header';
  return undefined;
}

/** A user name or a password, which may stand alone: `http://:secret@example.com`. */
export function hasCredentials({ username, password }: URL): boolean {
  return username !== '' || password !== '';
}

export function isHeaderName(name: string): boolean {
  return HEADER_NAME.test(name);
}

/** Whether a header is the client's own, whoever asks. */
export function isFramingHeader(name: string): boolean {
  return FRAMING_HEADERS.has(name.toLowerCase());
}

export function isHeaderValue(value: unknown): boolean {
  return typeof value === 'string' && HEADER_VALUE.test(value);
}
