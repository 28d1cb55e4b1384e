import type { DataOf, ItemOf } from '../../../client/api-client.ts';
import { aDestination, aDestinationOverview, anOverview } from './an-overview.ts';
import type { Answers } from './console-site.ts';

// Functions for pages: one that is a destination, one that changes events of two.

type FunctionView = DataOf<'GET /functions/{functionId}'>['function'];
type Version = ItemOf<'GET /functions/{functionId}/versions'>;

const AT = '2026-11-02T10:00:00.000Z';

export const CODE = `async function onTrack(event, settings) {
  const answer = await fetch(settings.endpoint, { method: 'POST', body: JSON.stringify(event) });
  if (answer.status >= 500) throw new RetryError(\`it answers \${answer.status}\`);
}
`;
export const EARLIER = CODE.replace('>= 500', '>= 400');

export function aFunction(fields: Partial<FunctionView> = {}): FunctionView {
  return {
    ...{ id: 'to-crm', name: 'To our CRM', type: 'destination', handlers: ['onTrack'] },
    settings: {
      endpoint: { type: 'string', label: 'Endpoint', required: true },
      apiKey: { type: 'string', secret: true },
    },
    ...{ latestVersion: 3, deployedVersion: 2, deployedAt: AT, createdAt: AT, updatedAt: AT },
    ...fields,
  };
}

export function aVersion(version: number, fields: Partial<Version> = {}): Version {
  return {
    ...{ version, hash: 'a'.repeat(64), bytes: 412, handlers: ['onTrack'], settings: aFunction().settings },
    ...{ isDeployed: version === 2, isLatest: version === 3, createdAt: AT },
    createdBy: { type: 'member', id: 'usr_1', name: 'ada@example.com' },
    ...fields,
  };
}

export const NO_DELIVERIES = {
  ...{ matched: 0, filtered: {}, delivered: 0, attempts: 0, held: 0, discarded: {}, deadLettered: {}, redriven: 0 },
};

const LOST = {
  discarded: { function_error: 31, function_invalid_event: 4 },
  deadLettered: { http_503: 2, function_retry: 9 },
};

export function usersOfFunctions(names: readonly string[] = ['CRM by a function', 'Lumen Analytics']) {
  const [crm = '', lumen = ''] = names;
  return [
    { ...aDestination('crm', crm, 'storefront-web'), kind: 'function', function: 'to-crm', settings: {} },
    { ...aDestination('lumen', lumen, 'storefront-web'), insert: ['without-mail'] },
  ];
}

/** What the pages of functions ask for. */
export function functionAnswers(): Answers {
  const of = aFunction();
  const overview = anOverview();
  return {
    'GET /functions': {
      functions: [
        of,
        aFunction({ id: 'without-mail', name: 'Without mail', type: 'insert', latestVersion: 1, deployedVersion: 1 }),
      ],
      pagination: {},
    },
    'GET /functions/{functionId}': { function: of, code: CODE },
    'GET /functions/{functionId}/versions': { versions: [aVersion(3), aVersion(2), aVersion(1)], pagination: {} },
    'GET /functions/{functionId}/versions/{version}': ({ params }) => ({
      version: aVersion(Number(params['version'])),
      code: params['version'] === '3' ? CODE : EARLIER,
    }),
    'GET /sources': overview['GET /sources'],
    'GET /destinations': { destinations: usersOfFunctions(), pagination: {} },
    'GET /delivery-overview': {
      ...{ generatedAt: AT, sources: [] },
      destinations: [
        aDestinationOverview('crm', 'storefront-web', LOST),
        aDestinationOverview('lumen', 'storefront-web'),
      ],
    },
    'GET /delivery-overview/series': {
      ...{ startTime: AT, granularity: 'HOUR', sources: [] },
      destinations: ['crm', 'lumen'].map((id) => ({
        ...{ id, sourceId: 'storefront-web', matched: [9], delivered: [9], discarded: [], deadLettered: [] },
        sums: {
          ...NO_DELIVERIES,
          ...(id === 'crm' ? LOST : {}),
          ...{ latencyMs: { p50: null, p95: null, p99: null }, replayed: NO_DELIVERIES },
        },
      })),
    },
    'GET /delivery-overview/destinations/{destinationId}': {
      series: [
        {
          ...{ time: AT, ...NO_DELIVERIES, matched: 1254, delivered: 1201, ...LOST },
          filteredByFunction: { function_dropped: 7 },
          ...{ latencyMs: { p50: null, p95: null, p99: null }, replayed: NO_DELIVERIES },
        },
      ],
    },
    'GET /functions/{functionId}/logs': ({ query }) => ({
      ...{ logs: query['since'] === undefined ? [aLog(), aLog({ result: 'returned' })] : [], cursor: '1' },
    }),
    'POST /functions/{functionId}/test': aRun(),
  };
}

export function aRun(
  fields: Partial<DataOf<'POST /functions/{functionId}/test'>['runs'][number]> = {},
): DataOf<'POST /functions/{functionId}/test'> {
  return {
    memoryBytes: 3_400_000,
    runs: [
      {
        event: { type: 'track', event: 'Order Completed', userId: 'user-1', messageId: 'test-1' },
        ...{ result: 'discarded', reason: 'function_error', class: 'payload', cpuMs: 0.412, ms: 23 },
        explanation: "TypeError: cannot read property 'total' of undefined",
        logs: [
          { level: 'log', text: 'about to send' },
          { level: 'warn', text: 'no total' },
        ],
        requests: [
          {
            ...{ method: 'POST', url: 'https://crm.example.com/in', status: 200, ms: 12 },
            ...{ body: '{"user":"user-1"}', answer: '{"id":7}' },
          },
        ],
        ...fields,
      },
    ],
  };
}

type Log = DataOf<'GET /functions/{functionId}/logs'>['logs'][number];

export function aLog({ result = 'failed', ...fields }: Partial<Log> = {}): Log {
  return {
    ...{ at: AT, version: 2, result, messageId: 'm-1', cpuMs: 0.41, ms: 24 },
    ...(result === 'failed' ? { reason: 'function_error', message: "TypeError: cannot read property 'total'" } : {}),
    logs: [{ level: 'warn', text: 'no total' }],
    requests: [{ method: 'POST', url: 'https://crm.example.com/in', status: 200, ms: 12 }],
    ...fields,
  };
}
