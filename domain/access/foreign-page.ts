// Which requests a web page of somebody else may have sent. Relied on by the endpoint of one machine, and by the control
// API where it asks for no credentials: a person's browser reaches the loopback port for any page that it shows.

type Headers = Readonly<Record<string, string | undefined>>;

/** Names that mean this machine wherever they are looked up. */
const LOOPBACK_HOST = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;
const PORT = /:\d+$/;

/** Whether the request names this machine by a name that no stranger can have (DNS rebinding), or by one of `others`. */
export function isOwnHost(host = '', others: readonly string[] = []): boolean {
  return LOOPBACK_HOST.test(host) || others.includes(host.replace(PORT, '').toLowerCase());
}

/** Whether a browser says that a page of another origin has sent this, https://www.w3.org/TR/fetch-metadata/ */
export function isFromForeignPage({ host = '', origin, 'sec-fetch-site': site = 'none' }: Headers): boolean {
  const isOwnOrigin = origin === undefined || URL.parse(origin)?.host === host;
  return !isOwnOrigin || !['none', 'same-origin'].includes(site);
}
