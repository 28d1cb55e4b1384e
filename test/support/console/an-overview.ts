import type { DataOf } from '../../../client/api-client.ts';
import type { Answers } from './console-site.ts';

// A shop with seven sources and sixteen destinations, one of each state.

type Overview = DataOf<'GET /delivery-overview'>;
type DestinationOverview = Overview['destinations'][number];
type SourceOverview = Overview['sources'][number];

const DELIVERIES = {
  ...{ matched: 0, delivered: 0, attempts: 0, held: 0, redriven: 0 },
  ...{ filtered: {}, discarded: {}, deadLettered: {} },
};

export function aSourceOverview(id: string, accepted: number, fields: Partial<SourceOverview> = {}): SourceOverview {
  return { id, accepted, duplicates: Math.round(accepted / 400), rejected: {}, warned: {}, ...fields };
}

/** Delivers what it does not say otherwise. */
export function aDestinationOverview(
  id: string,
  sourceId: string,
  fields: Partial<DestinationOverview> = {},
): DestinationOverview {
  const { matched = 1_000_000, held = 0, waiting = 0, discarded = {}, deadLettered = {} } = fields;
  const lost = [...Object.values(discarded), ...Object.values(deadLettered)].reduce((sum, count) => sum + count, 0);
  const delivered = matched - held - waiting - lost;
  return {
    ...{ id, sourceId, enabled: true, ...DELIVERIES, matched, delivered, attempts: delivered, waiting },
    latencyMs: { p50: 210, p95: 710, p99: 1400 },
    replayed: { ...DELIVERIES, waiting: 0 },
    ...fields,
  };
}

const SOURCES = [
  ['storefront-web', 'Storefront web', 96.4],
  ['ios-app', 'iOS app', 31.8],
  ['android-app', 'Android app', 27.1],
  ['orders-backend', 'Orders service', 14.6],
  ['pos-terminals-dach', 'Point-of-sale terminals, Germany, Austria and Switzerland', 5.2],
  ['marketing-site', 'Marketing site', 8.9],
  ['crm-import', 'CRM nightly import', 0],
] as const;

const DESTINATIONS: readonly (readonly [
  id: string,
  name: string,
  source: string,
  rate: number,
  fields?: Partial<DestinationOverview>,
])[] = [
  [
    'acme-crm',
    'Acme CRM',
    'storefront-web',
    0,
    {
      waiting: 1024,
      held: 48_210,
      deadLettered: { http_503: 602 },
      down: { since: '2026-11-02T10:02:11.000Z', reason: 'http_503' },
    },
  ],
  ['lumen', 'Lumen Analytics', 'storefront-web', 96.3, { waiting: 38 }],
  ['adwise', 'Adwise conversions', 'storefront-web', 11.8, { waiting: 31, discarded: { http_400: 31 } }],
  ['fraudlens', 'Fraudlens', 'storefront-web', 14.2, { waiting: 4, discarded: { http_400: 86 } }],
  ['riverbed', 'Riverbed warehouse', 'storefront-web', 60, { waiting: 41_207, throttled: { perSecond: 60 } }],
  ['lumen-ios', 'Lumen Analytics mobile', 'ios-app', 31.8, { waiting: 11 }],
  ['courier-ios', 'Courier push and in-app', 'ios-app', 6.1, { waiting: 2 }],
  ['lumen-android', 'Lumen Analytics mobile', 'android-app', 27, { waiting: 9 }],
  ['courier-android', 'Courier push and in-app', 'android-app', 5.4, { waiting: 3 }],
  ['helpline', 'Helpline tickets', 'orders-backend', 3.4, { waiting: 6, discarded: { http_400: 1240 } }],
  ['ledgerly', 'Ledgerly billing', 'orders-backend', 14.6, { waiting: 5 }],
  ['pricing', 'Pricing cache invalidation', 'orders-backend', 2.2, { deadLettered: { timeout: 4 } }],
  ['riverbed-pos', 'Riverbed warehouse', 'pos-terminals-dach', 5.1, { waiting: 14 }],
  ['adwise-site', 'Adwise conversions', 'marketing-site', 0.7, { waiting: 1 }],
  ['newsletter', 'Newsletter desk', 'marketing-site', 0, { enabled: false, held: 1906 }],
  ['acme-contacts', 'Acme CRM, contacts', 'crm-import', 0, { matched: 0 }],
];

const MINUTES = 60;
/** A curve that looks like traffic and is the same each time. */
const minutes = (perSecond: number): number[] =>
  Array.from({ length: MINUTES }, (_, index) =>
    Math.round(perSecond * 60 * (1 + 0.12 * Math.sin(index / 7) + 0.06 * Math.sin(index * 2.3))),
  );

/** What Connections asks for. */
export function anOverview() {
  const generatedAt = '2026-11-02T10:42:14.000Z';
  return {
    'GET /delivery-overview': {
      generatedAt,
      sources: SOURCES.map(([id, , rate]) =>
        aSourceOverview(id, Math.round(rate * 1_000_000), rate > 90 ? { rejected: { no_type: 1204 } } : {}),
      ),
      destinations: DESTINATIONS.map(([id, , source, , fields]) => aDestinationOverview(id, source, fields)),
    },
    'GET /delivery-overview/series': {
      ...{ startTime: '2026-11-02T09:43:00.000Z', granularity: 'MINUTE' },
      sources: SOURCES.map(([id, , rate]) => ({
        ...{ id, accepted: minutes(rate), rejected: minutes(rate / 5000) },
        sums: { accepted: 0, duplicates: 0, rejected: {}, warned: {} },
      })),
      destinations: DESTINATIONS.map(([id, , sourceId, rate]) => ({
        ...{ id, sourceId, matched: minutes(rate), delivered: minutes(rate), discarded: [], deadLettered: [] },
        sums: { ...DELIVERIES, latencyMs: { p50: 210, p95: rate === 0 ? null : 710, p99: 1400 }, replayed: DELIVERIES },
      })),
    },
    'GET /sources': { sources: SOURCES.map(([id, name]) => aSource(id, name)), pagination: {} },
    'GET /destinations': {
      destinations: DESTINATIONS.map(([id, name, sourceId]) => aDestination(id, name, sourceId)),
      pagination: {},
    },
  } satisfies Answers;
}

export function aSource(id: string, name = id): DataOf<'GET /sources/{sourceId}'>['source'] {
  return {
    ...{ id, slug: id, name, workspaceId: 'acme', enabled: true, writeKeys: [`wk_${id}`], serverWriteKeys: [] },
    settings: { acceptDeletes: false },
  };
}

export function aDestination(
  id: string,
  name: string,
  sourceId: string,
): DataOf<'GET /destinations/{destinationId}'>['destination'] {
  return {
    ...{ id, name, sourceId, workspaceId: 'acme', enabled: true, kind: 'webhook', lane: 'webhooks', replay: true },
    settings: { url: 'https://partner.example/events' },
    retry: { retries: 9, over: '4h' },
    breaker: { failingShare: 0.9, minimumAttempts: 50, window: '1m', probeAfter: '30s' },
  };
}
