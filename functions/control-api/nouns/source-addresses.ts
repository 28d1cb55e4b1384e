import * as z from 'zod/mini';
import { parseDurationMs } from '../../../domain/base/duration.ts';
import { resourceId } from '../../../domain/workspace/destination.ts';
import { isFunctionSource, type Source } from '../../../domain/workspace/workspace.ts';
import { apiError } from '../http/api-error.ts';
import type { ApiContext } from '../http/context.ts';
import { route } from '../http/route.ts';
import { configOf } from '../use-cases/config-resources.ts';
import { revokeAddress, rotateAddress } from '../use-cases/source-functions.ts';
import { sourceParams, sourceResponse, viewOfOne } from './source-fields.ts';

const WEEK_MS = 7 * 24 * 60 * 60_000;

/** How long the others are taken beside the new one. */
const overlap = z._default(
  z.string().check(
    z.refine((text) => text === '0' || parseDurationMs(text) !== undefined, 'must be a time such as 24h, or 0'),
    z.refine((text) => (parseDurationMs(text) ?? 0) <= WEEK_MS, 'must be at most 168h'),
  ),
  '24h',
);

async function sourceOf(context: ApiContext, sourceId: string) {
  const stored = await configOf<Source>(context, 'source', sourceId);
  const source = stored.document;
  if (!isFunctionSource(source)) throw apiError('no_addresses', { id: sourceId });
  return { stored, source };
}

const rotate = route({
  method: 'POST',
  path: '/sources/{sourceId}/addresses',
  operationId: 'createAddressForSource',
  summary: 'Gives a source of requests a new address; the others are taken for a while longer',
  description:
    'Whoever knows an address may send to it, so treat it as a password. `overlap` says for how long the others are taken, at most `168h`; `0` ends them at once.',
  permission: 'sources:write',
  errors: ['no_addresses', 'too_many_addresses'],
  params: sourceParams,
  body: z._default(z.strictObject({ overlap }), { overlap: '24h' }),
  example: { overlap: '24h' },
  response: sourceResponse,
  status: 201,
  async answer(context, { params: { sourceId }, body }) {
    const found = await sourceOf(context, sourceId);
    await rotateAddress(context, found, parseDurationMs(body.overlap) ?? 0);
    return { data: { source: await viewOfOne(context, found.source) } };
  },
});

const revoke = route({
  method: 'DELETE',
  path: '/sources/{sourceId}/addresses/{addressId}',
  operationId: 'revokeAddress',
  summary: 'Ends an address at once that would end after a rotation',
  permission: 'sources:write',
  errors: ['no_addresses', 'last_address'],
  params: z.object({ sourceId: resourceId, addressId: z.string() }),
  response: sourceResponse,
  async answer(context, { params: { sourceId, addressId } }) {
    const found = await sourceOf(context, sourceId);
    await revokeAddress(context, found, addressId);
    return { data: { source: await viewOfOne(context, found.source) } };
  },
});

export const sourceAddressRoutes = [rotate, revoke] as const;
