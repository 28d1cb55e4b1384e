import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { isFromForeignPage, isOwnHost } from '../../../domain/access/foreign-page.ts';
import { apiError } from '../http/api-error.ts';

/**
 * Where no credentials are asked for, any page that a browser shows could call. Refuses what a page of another origin
 * sends, and other names for this machine, by which a page makes itself look like ours.
 */
export function refuseForeignPages({ headers }: Pick<APIGatewayProxyEventV2, 'headers'>): void {
  if (isOwnHost(headers['host']) && !isFromForeignPage(headers)) return;
  throw apiError('foreign_page');
}
