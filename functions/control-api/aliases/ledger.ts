import { KEY_CLASSES, type KeyClass } from '../../../domain/events/write-keys.ts';
import { apiError } from '../http/api-error.ts';
import { pageOf } from '../http/pages.ts';
import { readTimeParameter } from '../http/parse-time.ts';
import { fittingCheck, pageOfReport } from '../http/report-page.ts';
import { json, type ApiRequest, type Result } from '../http/router.ts';
import type { Alias, AliasContext } from './alias.ts';

function parseKeyClass(text: string | undefined): KeyClass | undefined {
  const keyClass = KEY_CLASSES.find((known) => known === text);
  if (text === undefined || keyClass !== undefined) return keyClass;
  throw apiError('invalid_query.key_class', { classes: KEY_CLASSES.join(', ') });
}

function required(name: string, text = ''): string {
  if (text !== '') return text;
  throw apiError('invalid_query.missing', { name });
}

async function traceOf(
  { services: { trace } }: AliasContext,
  { source, messageId }: ApiRequest['query'],
  query: ApiRequest['query'],
): Promise<Result> {
  const [sourceId, id] = [required('source', source), required('messageId', messageId)];
  const receivedAtMs = readTimeParameter('receivedAt', query['receivedAt']);
  const keyClass = parseKeyClass(query['keyClass']);
  return json(200, await trace({ sourceId, messageId: id, keyClass, receivedAtMs }));
}

export const ledgerAliases: readonly Alias[] = [
  {
    pattern: 'GET /api/ledger',
    of: 'GET /delivery-overview',
    async answer({ query: { cursor } }, { services }) {
      const page = pageOfReport(await services.report(), cursor);
      return json(200, { ...page.report, cursor: page.next });
    },
  },
  {
    pattern: 'GET /api/ledger/check',
    of: 'GET /delivery-overview/check',
    answer: async (_, { services }) => json(200, fittingCheck(await services.check())),
  },
  {
    pattern: 'GET /api/ledger/series',
    of: 'GET /delivery-overview/destinations/{destinationId}',
    async answer({ query: { owner, step, from, to, cursor } }, { services }) {
      const all = await services.series.ofOwner(owner, { step, from, to });
      const { items: points, pagination } = pageOf(all.points, { cursor }, ({ at }) => at);
      return json(200, { ...all, points, cursor: pagination.next });
    },
  },
  {
    pattern: 'GET /api/trace',
    of: 'GET /sources/{sourceId}/trace',
    answer: ({ query }, context) => traceOf(context, query, query),
  },
  {
    // For those that a path can carry: API Gateway ends one at `%3F`, and clients resolve `..`.
    pattern: 'GET /api/trace/{source}/{messageId+}',
    of: 'GET /sources/{sourceId}/events/{messageId}/trace',
    answer: ({ params, query }, context) => traceOf(context, params, query),
  },
];
