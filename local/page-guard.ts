// What keeps web pages out of everything on this machine but the tracking API, which is for pages.
import type { IncomingHttpHeaders } from 'node:http';
import { isFromForeignPage, isOwnHost } from '../domain/access/foreign-page.ts';
import type { Route } from './topology-resources.ts';

type PageRequest = {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
};

/**
 * The routes of ingest and of the SDK for pages, which are for pages of any origin; and the addresses of sources, which
 * whoever knows one may send to, from wherever and under whatever name he reaches this machine.
 */
const TRACKING = /^(\$default$|\S+ \/(v1|api\/s|analytics\.js|analytics-next)\/|\S+ \/fn(\/|$))/;
const API = /^\/api(\/|$)/;

/** Whether a route is one that events are sent to, or the SDK that sends them loaded from. */
export function isForSenders({ routeKey }: Pick<Route, 'routeKey'>): boolean {
  return TRACKING.test(routeKey);
}

/** Why a request to `route` is refused; undefined when it may pass. `hosts` are the further names of this machine. */
export function refusePage(
  route: Pick<Route, 'routeKey' | 'isForOperators'>,
  request: PageRequest,
  hosts: readonly string[],
): string | undefined {
  if (isForSenders(route)) return undefined;
  const { isForOperators } = route;
  const { headers } = request;
  // On AWS these want a signature. Here being on this machine takes its place, and another name may come from elsewhere.
  if (!isOwnHost(headers['host'], isForOperators ? [] : hosts)) {
    return isOwnHost(headers['host'], hosts)
      ? 'Under this name only /v1, /api/v1 and /oauth2 are answered. Use http://localhost.'
      : 'This name is not known here. Use http://localhost, or start with --allow-host NAME.';
  }
  if (!isFromForeignPage(headers) || hasToken(headers) || isLinkFollowed(request)) return undefined;
  return 'Pages of another origin may send events to /v1 and nothing else.';
}

/** Browsers add no bearer token by themselves, and a page of another origin has to ask first, which is refused. */
function hasToken({ authorization = '' }: PageRequest['headers']): boolean {
  return /^Bearer /i.test(authorization);
}

/** A link to a page, such as the one that asks for a grant. What is shown, the page with the link cannot read. */
function isLinkFollowed({ method, path, headers }: PageRequest): boolean {
  const isNavigation = headers['sec-fetch-mode'] === 'navigate' && headers['origin'] === undefined;
  return method === 'GET' && isNavigation && !API.test(path);
}

/** Headers as one text each; one that may come once and comes twice counts as none that fits. */
export function singleHeaders(headers: IncomingHttpHeaders): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : value]),
  );
}
