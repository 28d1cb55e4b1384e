import { KEY_CLASSES, type KeyClass } from '../../../domain/events/write-keys.ts';
import type { Config } from '../../shared/stores/config-store.ts';
import { createLedgerCheck } from '../../shared/ledger/ledger-check.ts';
import type { LedgerReport } from '../../shared/ledger/ledger-report.ts';
import { apiError } from '../http/api-error.ts';
import type { ControlApiEnv } from '../env.ts';
import type { StoredOutside } from '../handler.ts';
import { createEventQueries } from '../use-cases/event-queries.ts';
import { readTimeParameter } from '../http/parse-time.ts';
import { fittingCheck, pageOfReport } from '../http/report-page.ts';
import { json, type ApiRequest, type Result, type Route } from '../http/router.ts';
import { pageOf } from '../http/pages.ts';

function parseKeyClass(text: string | undefined): KeyClass | undefined {
  const keyClass = KEY_CLASSES.find((known) => known === text);
  if (text === undefined || keyClass !== undefined) return keyClass;
  throw apiError('invalid_query.key_class', { classes: KEY_CLASSES.join(', ') });
}

function required(name: string, text = ''): string {
  if (text !== '') return text;
  throw apiError('invalid_query.missing', { name });
}

/** Aliases of /api/v1/delivery-overview and of traces, for all workspaces. */
export function ledgerRoutes(
  env: ControlApiEnv,
  deps: Pick<StoredOutside, 'dynamodb' | 's3' | 'now' | 'waitMs'> & {
    readonly config: () => Promise<Config>;
    readonly report: () => Promise<LedgerReport>;
  },
): Route[] {
  const { report, waitMs } = deps;
  const check = createLedgerCheck({ report, waitMs });
  const { series, trace } = createEventQueries(env, deps);
  const traceOf = async ({ source, messageId }: ApiRequest['query'], query: ApiRequest['query']): Promise<Result> => {
    const [sourceId, id] = [required('source', source), required('messageId', messageId)];
    const receivedAtMs = readTimeParameter('receivedAt', query['receivedAt']);
    const keyClass = parseKeyClass(query['keyClass']);
    return json(200, await trace({ sourceId, messageId: id, keyClass, receivedAtMs }));
  };
  const ledgerPage = async ({ query: { cursor } }: ApiRequest): Promise<Result> => {
    const page = pageOfReport(await report(), cursor);
    return json(200, { ...page.report, cursor: page.next });
  };
  return [
    { pattern: 'GET /api/ledger', answer: ledgerPage },
    { pattern: 'GET /api/ledger/check', answer: async () => json(200, fittingCheck(await check())) },
    {
      pattern: 'GET /api/ledger/series',
      answer: async ({ query: { owner, step, from, to, cursor } }) => {
        const all = await series.ofOwner(owner, { step, from, to });
        const { items: points, pagination } = pageOf(all.points, { cursor }, ({ at }) => at);
        return json(200, { ...all, points, cursor: pagination.next });
      },
    },
    { pattern: 'GET /api/trace', answer: ({ query }) => traceOf(query, query) },
    // For those that a path can carry: API Gateway ends one at `%3F`, and clients resolve `..`.
    { pattern: 'GET /api/trace/{source}/{messageId+}', answer: ({ params, query }) => traceOf(params, query) },
  ];
}
