import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { isFromForeignPage, isOwnHost } from '../../../domain/foreign-page.ts';
import { ApiProblem } from './problem.ts';

/**
 * Where no credentials are asked for, any page that a browser shows could call. Refuses what a page of another origin
 * sends, and other names for this machine, by which a page makes itself look like ours.
 */
export function refuseForeignPages({ headers }: Pick<APIGatewayProxyEventV2, 'headers'>): void {
  if (isOwnHost(headers['host']) && !isFromForeignPage(headers)) return;
  const detail = 'Without a token this API answers programs on this machine, and no web pages. Create an API token.';
  throw new ApiProblem(403, 'foreign_page', detail);
}
