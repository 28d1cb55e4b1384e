import * as z from 'zod/mini';
import { resourceId } from '../../../domain/workspace/destination.ts';
import { SERIES_STEPS } from '../../../domain/ledger/ledger-series.ts';
import { instant } from '../http/instant.ts';
import { fittingCheck, pageOfReport } from '../http/report-page.ts';
import { cursorQuery, pageOf, pageQuery, pagination } from '../http/pages.ts';
import { wideRoute } from '../http/route.ts';
import { servicesOf } from '../use-cases/services.ts';
import { counts } from './replay-view.ts';

// What became of events, in numbers: docs/ledger.md says what each of them counts and which sums close.

const percentile = z.nullable(z.number());
const latencyMs = z.object({ p50: percentile, p95: percentile, p99: percentile });

const sourceCounts = { accepted: z.number(), duplicates: z.number(), rejected: counts, warned: counts };

/** Of one period; `waiting` is missing because what matched in one minute may end in another. */
const deliveryCounts = {
  matched: z.number(),
  filtered: counts,
  delivered: z.number(),
  /** What code of the customer or partner dropped; absent where it dropped nothing. */
  filteredByFunction: z.optional(counts),
  attempts: z.number(),
  held: z.number(),
  discarded: counts,
  deadLettered: counts,
  redriven: z.number(),
};

const sourceOverview = z.object({ id: z.string(), ...sourceCounts });

/** What became of the events for one subscription. `removed`: it is there no more. */
export const subscriptionCounts = z.object({
  id: z.string(),
  ...deliveryCounts,
  waiting: z.number(),
  latencyMs,
  replayed: z.object({ ...deliveryCounts, waiting: z.number() }),
  removed: z.optional(z.literal(true)),
});

const destinationOverview = z.object({
  id: z.string(),
  sourceId: z.string(),
  enabled: z.boolean(),
  ...deliveryCounts,
  waiting: z.number(),
  latencyMs,
  /** Deliveries of replays, which are in none of the sums beside. */
  replayed: z.object({ ...deliveryCounts, waiting: z.number() }),
  /** Where it names them; what it counts itself are their sums. */
  subscriptions: z.optional(z.readonly(z.array(subscriptionCounts))),
  notice: z.optional(z.string()),
  down: z.optional(z.object({ since: z.string(), reason: z.string() })),
  throttled: z.optional(z.object({ perSecond: z.number() })),
});

/** Absent from an answer that has everything. */
const more = { pagination: z.optional(pagination) };
const moreAt = (next: string | undefined) => (next === undefined ? {} : { pagination: { next } });

const getDeliveryOverview = wideRoute({
  method: 'GET',
  path: '/delivery-overview',
  operationId: 'getDeliveryOverview',
  summary: 'What became of all events, by source and destination',
  description:
    'For each destination, `matched` = `delivered` + `filteredByFunction` + `discarded` + `deadLettered` + `held` + `waiting`. Deliveries of replays are counted apart, in `replayed`. Where not all have room in one answer, `pagination.next` leads to the rest: first come the sources, then the destinations, each by id.',
  permission: 'delivery-overview:read',
  query: cursorQuery,
  response: z.object({
    /** ISO 8601. */
    generatedAt: z.string(),
    sources: z.array(sourceOverview),
    destinations: z.array(destinationOverview),
    /** For operators who name no workspace: an unknown write key belongs to none. */
    unattributed: z.optional(z.object({ rejected: counts })),
    ...more,
  }),
  async answer(context, { query: { cursor } }) {
    const { report, next } = pageOfReport(await servicesOf(context).report(), cursor);
    const { generatedAt, sources, destinations, unattributed } = report;
    const shown = destinations.map(({ source: sourceId, ...rest }) => ({ ...rest, sourceId }));
    const ofNobody = context.workspace === undefined ? { unattributed } : {};
    return { data: { generatedAt, sources: [...sources], destinations: shown, ...ofNobody, ...moreAt(next) } };
  },
});

/** As Segment's Public API calls steps. */
const GRANULARITIES = ['MINUTE', 'HOUR'] as const;

const time = z.optional(instant);

const query = z.strictObject({
  granularity: z._default(z.enum(GRANULARITIES, { error: `must be one of ${GRANULARITIES.join(', ')}` }), 'MINUTE'),
  startTime: time,
  endTime: time,
  cursor: pageQuery.shape.cursor,
});
type SeriesQuery = z.output<typeof query>;

const stepOf = ({ granularity, startTime: from, endTime: to }: SeriesQuery) => ({
  ...{ from, to, called: { from: 'startTime', to: 'endTime' } },
  step: SERIES_STEPS[GRANULARITIES.indexOf(granularity)],
});

const description =
  'Minutes are kept for a day, hours for 35 days; one answer has 750 points at most. Without `startTime`, the last hour of minutes or day of hours.';

const sourceSeries = z.object({ series: z.array(z.object({ time: z.string(), ...sourceCounts })), ...more });

function pageOfSeries<Point extends { readonly at: string }>(points: readonly Point[], { cursor }: SeriesQuery) {
  const { items, pagination: page } = pageOf(points, { cursor }, ({ at }) => at);
  return { series: items.map(({ at, ...point }) => ({ time: at, ...point })), ...moreAt(page.next) };
}

const sum = (counted: Readonly<Record<string, number>>): number =>
  Object.values(counted).reduce((all, one) => all + one, 0);
const numbers = z.array(z.number());

const getSeries = wideRoute({
  method: 'GET',
  path: '/delivery-overview/series',
  operationId: 'getDeliveryOverviewSeries',
  summary: 'What became of all events, minute by minute or hour by hour, of all sources and destinations at once',
  description:
    'One request instead of one for each. The numbers of each list are of periods one after the other, of which the first begins at `startTime`; `sums` are of all of them together. Minutes are kept for a day, hours for 35 days; a series has 750 periods at most. One answer has 20 sources and destinations at most, and 6,000 periods of all of them together, so fewer of a long range: `pagination.next` leads to the rest. To follow what happens, ask for the last two minutes. `rejected`, `discarded` and `deadLettered` are of all reasons together here.',
  permission: 'delivery-overview:read',
  errors: ['range_empty', 'range_too_long', 'range_too_old.series'],
  query,
  response: z.object({
    startTime: z.nullable(z.string()),
    granularity: z.enum(GRANULARITIES),
    sources: z.array(z.object({ id: z.string(), accepted: numbers, rejected: numbers, sums: z.object(sourceCounts) })),
    destinations: z.array(
      z.object({
        ...{ id: z.string(), sourceId: z.string() },
        ...{ matched: numbers, delivered: numbers, discarded: numbers, deadLettered: numbers },
        sums: z.object({ ...deliveryCounts, latencyMs, replayed: z.object(deliveryCounts) }),
      }),
    ),
    ...more,
  }),
  async answer(context, { query: wanted }) {
    const { allSeries } = servicesOf(context);
    const periods = allSeries.periods(stepOf(wanted));
    const page = { cursor: wanted.cursor, limit: periods.ownersAtOnce };
    const { items, pagination: after } = pageOf(await allSeries.owners(), page, ({ key }) => key);
    const { sources, destinations } = await allSeries.ofOwners(items, periods);
    const [startMs] = periods.startsMs;
    return {
      data: {
        startTime: startMs === undefined ? null : new Date(startMs).toISOString(),
        granularity: wanted.granularity,
        sources: sources.map(({ id, points, sums }) => ({
          ...{ id, sums, accepted: points.map(({ accepted }) => accepted) },
          rejected: points.map(({ rejected }) => sum(rejected)),
        })),
        destinations: destinations.map(({ id, sourceId, points, sums }) => ({
          ...{ id, sourceId, sums },
          ...{ matched: points.map(({ matched }) => matched), delivered: points.map(({ delivered }) => delivered) },
          discarded: points.map(({ discarded }) => sum(discarded)),
          deadLettered: points.map(({ deadLettered }) => sum(deadLettered)),
        })),
        ...moreAt(after.next),
      },
    };
  },
});

const getSourceSeries = wideRoute({
  method: 'GET',
  path: '/delivery-overview/sources/{sourceId}',
  operationId: 'getSourceDeliveryOverview',
  summary: 'What came in at a source, minute by minute or hour by hour',
  description,
  permission: 'delivery-overview:read',
  errors: ['unknown_source', 'range_empty', 'range_too_long', 'range_too_old.series'],
  params: z.object({ sourceId: resourceId }),
  query,
  response: sourceSeries,
  async answer(context, { params: { sourceId }, query: wanted }) {
    return { data: pageOfSeries(await servicesOf(context).series.ofSource(sourceId, stepOf(wanted)), wanted) };
  },
});

const getDestinationSeries = wideRoute({
  method: 'GET',
  path: '/delivery-overview/destinations/{destinationId}',
  operationId: 'getDestinationDeliveryOverview',
  summary: 'What became of the events for a destination, minute by minute or hour by hour',
  description,
  permission: 'delivery-overview:read',
  errors: ['unknown_destination', 'unknown_subscription', 'range_empty', 'range_too_long', 'range_too_old.series'],
  params: z.object({ destinationId: resourceId }),
  query: z.extend(query, { subscriptionId: z.optional(resourceId) }),
  response: z.object({
    series: z.array(z.object({ time: z.string(), ...deliveryCounts, latencyMs, replayed: z.object(deliveryCounts) })),
    ...more,
  }),
  async answer(context, { params: { destinationId }, query: wanted }) {
    const points = await servicesOf(context).series.ofDestination(destinationId, stepOf(wanted), wanted.subscriptionId);
    return { data: pageOfSeries(points, wanted) };
  },
});

const getUnattributedSeries = wideRoute({
  method: 'GET',
  path: '/delivery-overview/unattributed',
  operationId: 'getUnattributedDeliveryOverview',
  summary: 'What came with write keys that nobody has, minute by minute or hour by hour',
  description,
  permission: 'installation:read',
  reach: 'installation',
  errors: ['range_empty', 'range_too_long', 'range_too_old.series'],
  query,
  response: sourceSeries,
  async answer(context, { query: wanted }) {
    return { data: pageOfSeries(await servicesOf(context).series.ofUnattributed(stepOf(wanted)), wanted) };
  },
});

const finding = z.object({ owner: z.string(), kind: z.string(), message: z.string() });

const checkLedger = wideRoute({
  method: 'GET',
  path: '/delivery-overview/check',
  operationId: 'checkLedger',
  summary: 'Whether the sums of the ledger close',
  description: 'What does not close is looked at twice, two seconds apart.',
  permission: 'installation:read',
  reach: 'installation',
  response: z.object({
    generatedAt: z.string(),
    closes: z.boolean(),
    faults: z.array(finding),
    notes: z.array(finding),
    /** How many there are beside those that have room here. */
    more: z.optional(z.number()),
  }),
  async answer(context) {
    const { faults, notes, ...check } = fittingCheck(await servicesOf(context).check());
    return { data: { ...check, faults: [...faults], notes: [...notes] } };
  },
});

export const deliveryOverviewRoutes = [
  ...[getDeliveryOverview, getSeries, getSourceSeries, getDestinationSeries],
  ...[getUnattributedSeries, checkLedger],
] as const;
