import {
  addCounts,
  summariseDestination,
  summariseSource,
  type Counts,
  type DestinationLedger,
  type SourceLedger,
} from '../../../domain/ledger/ledger.ts';
import {
  SERIES_KEPT_MS,
  SERIES_MAX_POINTS,
  SERIES_STEPS,
  seriesPeriods,
  type SeriesPeriods,
  type SeriesStep,
} from '../../../domain/ledger/ledger-series.ts';
import { UNATTRIBUTED_LEDGER_KEY, destinationLedgerKey, sourceLedgerKey } from '../../../domain/tables/table-keys.ts';
import type { Config } from '../../shared/stores/config-store.ts';
import { ledgerOwnersOf, subscriberOf } from '../../../domain/workspace/subscription.ts';
import { readTimeParameter } from '../http/parse-time.ts';
import { apiError, type ApiError } from '../http/api-error.ts';

/** Without `waiting`: what matched in one minute may end in another. `held` is how many more or fewer are held since. */
export type DestinationPoint = Omit<DestinationLedger, 'id' | 'source' | 'waiting' | 'replayed'> & {
  readonly replayed: Omit<DestinationLedger['replayed'], 'waiting'>;
};
export type SourcePoint = Omit<SourceLedger, 'id'>;

/** What was counted in the period that begins at `at` (ISO 8601). */
type At<Point> = { readonly at: string } & Point;

/** The answer to GET /api/ledger/series. */
export type LedgerSeries = {
  readonly owner: string;
  readonly step: SeriesStep;
  readonly points: readonly At<DestinationPoint | SourcePoint>[];
};

export type SeriesRange = Readonly<Record<'step' | 'from' | 'to', string | undefined>> & {
  /** What whoever asks calls the two times. */
  readonly called?: Readonly<Record<'from' | 'to', string>>;
};

/** Reads what one source or destination counted, minute by minute or hour by hour. */
export type ReadLedgerSeries = {
  ofSource(id: string, range: SeriesRange): Promise<At<SourcePoint>[]>;
  /** Of all its subscriptions, or of one. */
  ofDestination(id: string, range: SeriesRange, subscriptionId?: string): Promise<At<DestinationPoint>[]>;
  /** Events with a write key that nobody has. */
  ofUnattributed(range: SeriesRange): Promise<At<SourcePoint>[]>;
  /** `source:web`, `destination:crm`, `destination:crm.orders` or `unattributed`. */
  ofOwner(owner: string | undefined, range: SeriesRange): Promise<LedgerSeries>;
};

export function createLedgerSeries(deps: {
  config: () => Promise<Config>;
  read: (request: { owner: string; step: SeriesStep; startsMs: readonly number[] }) => Promise<readonly Counts[]>;
  now: () => Date;
}): ReadLedgerSeries {
  async function read<Point>(owners: readonly string[], range: SeriesRange, toPoint: (counts: Counts) => Point) {
    const step = parseStep(range.step);
    const startsMs = parseRange(range, step, deps.now());
    const series = await Promise.all(owners.map((owner) => deps.read({ owner, step, startsMs })));
    return startsMs.map((startMs, index) => ({
      at: new Date(startMs).toISOString(),
      ...toPoint(series.map((counts) => counts[index] ?? {}).reduce<Counts>(addCounts, {})),
    }));
  }

  const ofSource: ReadLedgerSeries['ofSource'] = async (id, range) => {
    if (!(await deps.config()).sources.has(id)) throw unknown('source', id);
    return read([sourceLedgerKey(id)], range, pointOfSource);
  };

  const ofDestination: ReadLedgerSeries['ofDestination'] = async (id, range, subscriptionId) => {
    const destination = (await deps.config()).destinations.get(id);
    if (destination === undefined) throw unknown('destination', id);
    if (subscriptionId === undefined) return read(ledgerOwnersOf(destination), range, pointOfDestination);
    if (subscriberOf(destination, subscriptionId) === undefined) {
      throw apiError('unknown_subscription', { id: subscriptionId, destination: id });
    }
    return read([destinationLedgerKey(id, subscriptionId)], range, pointOfDestination);
  };

  const ofUnattributed = (range: SeriesRange) => read([UNATTRIBUTED_LEDGER_KEY], range, pointOfSource);

  function pointsOf(owner: string, range: SeriesRange): Promise<At<DestinationPoint | SourcePoint>[]> {
    if (owner === 'unattributed') return ofUnattributed(range);
    const [, kind, id, subscriptionId] = /^(source|destination):([^.]+)(?:\.(.+))?$/.exec(owner) ?? [];
    if (kind === 'source' && id !== undefined && subscriptionId === undefined) return ofSource(id, range);
    if (kind === 'destination' && id !== undefined) return ofDestination(id, range, subscriptionId);
    throw apiError('bad_owner');
  }

  return {
    ...{ ofSource, ofDestination, ofUnattributed },
    async ofOwner(owner = '', range) {
      const points = await pointsOf(owner, range);
      return { owner, step: parseStep(range.step), points };
    },
  };
}

function unknown(kind: 'source' | 'destination', id: string): ApiError {
  return apiError(`unknown_${kind}`, { id });
}

export function pointOfSource(counts: Counts): SourcePoint {
  const { id: _id, ...point } = summariseSource('', counts);
  return point;
}

export function pointOfDestination(counts: Counts): DestinationPoint {
  const { id: _id, source: _source, waiting: _waiting, replayed: all, ...point } = summariseDestination('', '', counts);
  const { waiting: _alsoWaiting, ...replayed } = all;
  return { ...point, replayed };
}

export function parseStep(text = 'minute'): SeriesStep {
  const step = SERIES_STEPS.find((known) => known === text);
  if (step === undefined) throw apiError('bad_step');
  return step;
}

export function parseRange(
  { from, to, called = { from: 'from', to: 'to' } }: SeriesRange,
  step: SeriesStep,
  now: Date,
): readonly number[] {
  const fromMs = readTimeParameter('from', from);
  const toMs = readTimeParameter('to', to);
  const periods = seriesPeriods(
    { step, ...(fromMs === undefined ? {} : { fromMs }), ...(toMs === undefined ? {} : { toMs }) },
    now.getTime(),
  );
  if (periods.ok) return periods.startsMs;
  throw refusal(periods.problem, step, called);
}

function refusal(
  problem: Extract<SeriesPeriods, { ok: false }>['problem'],
  step: SeriesStep,
  called: Readonly<Record<'from' | 'to', string>>,
): ApiError {
  switch (problem) {
    case 'empty':
      return apiError('range_empty', called);
    case 'too_long':
      return apiError('range_too_long', { most: SERIES_MAX_POINTS });
    case 'too_old':
      return apiError('range_too_old.series', {
        from: called.from,
        step,
        hours: SERIES_KEPT_MS[step] / (60 * 60 * 1000),
      });
  }
}
