import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { ApiProblem } from './problem.ts';

const LOOPBACK_HOST = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/**
 * Where no credentials are asked for, any page that a browser shows could call. Refuses what a page of another origin
 * sends, and other names for this machine, by which a page makes itself look like ours (DNS rebinding).
 */
export function refuseForeignPages({ headers }: Pick<APIGatewayProxyEventV2, 'headers'>): void {
  const { host = '', origin, 'sec-fetch-site': site = 'none' } = headers;
  const isLocal = LOOPBACK_HOST.test(host);
  const isOurs = origin === undefined || URL.parse(origin)?.host === host;
  if (isLocal && isOurs && ['none', 'same-origin'].includes(site)) return;
  const detail = 'Without a token this API answers programs on this machine, and no web pages. Create an API token.';
  throw new ApiProblem(403, 'foreign_page', detail);
}
