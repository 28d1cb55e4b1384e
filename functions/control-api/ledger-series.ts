import {
  destinationLedgerKey,
  sourceLedgerKey,
  summariseDestination,
  summariseSource,
  UNATTRIBUTED_LEDGER_KEY,
  type Counts,
  type DestinationLedger,
  type SourceLedger,
} from '../../domain/ledger.ts';
import {
  SERIES_KEPT_MS,
  SERIES_MAX_POINTS,
  SERIES_STEPS,
  seriesPeriods,
  type SeriesPeriods,
  type SeriesStep,
} from '../../domain/ledger-series.ts';
import type { Config } from '../shared/config-store.ts';
import { parseTime } from './parse-time.ts';
import { ApiError } from './router.ts';

/** Without `waiting`: what matched in one minute may end in another. `held` is how many more or fewer are held since. */
type DestinationPoint = Omit<DestinationLedger, 'id' | 'source' | 'waiting' | 'replayed'> & {
  readonly replayed: Omit<DestinationLedger['replayed'], 'waiting'>;
};
type SourcePoint = Omit<SourceLedger, 'id'>;

/** What was counted in the period that begins at `at` (ISO 8601). */
export type SeriesPoint = { readonly at: string } & (DestinationPoint | SourcePoint);

/** The answer to GET /api/ledger/series. */
export type LedgerSeries = {
  readonly owner: string;
  readonly step: SeriesStep;
  readonly points: readonly SeriesPoint[];
};

export type SeriesQuery = Readonly<Record<'owner' | 'step' | 'from' | 'to', string | undefined>>;

type Owner = { readonly key: string; readonly toPoint: (counts: Counts) => DestinationPoint | SourcePoint };

/** Reads what one source or destination counted, minute by minute or hour by hour. */
export function createLedgerSeries(deps: {
  config: () => Promise<Config>;
  read: (request: { owner: string; step: SeriesStep; startsMs: readonly number[] }) => Promise<readonly Counts[]>;
  now: () => Date;
}): (query: SeriesQuery) => Promise<LedgerSeries> {
  return async (query) => {
    const owner = findOwner(query.owner ?? '', await deps.config());
    const step = parseStep(query.step);
    const startsMs = parseRange(query, step, deps.now());
    const counts = await deps.read({ owner: owner.key, step, startsMs });
    const points = startsMs.map((startMs, index) => ({
      at: new Date(startMs).toISOString(),
      ...owner.toPoint(counts[index] ?? {}),
    }));
    return { owner: query.owner ?? '', step, points };
  };
}

function findOwner(text: string, config: Config): Owner {
  if (text === 'unattributed') return { key: UNATTRIBUTED_LEDGER_KEY, toPoint: pointOfSource };
  const [, kind, id] = /^(source|destination):(.+)$/.exec(text) ?? [];
  if (kind === undefined || id === undefined) {
    throw new ApiError(400, 'bad_owner', 'owner must be such as source:web, destination:crm or unattributed.');
  }
  const isKnown = kind === 'source' ? config.sources.has(id) : config.destinations.has(id);
  if (!isKnown) throw new ApiError(404, `unknown_${kind}`, `There is no ${kind} "${id}".`);
  return kind === 'source'
    ? { key: sourceLedgerKey(id), toPoint: pointOfSource }
    : { key: destinationLedgerKey(id), toPoint: pointOfDestination };
}

function pointOfSource(counts: Counts): SourcePoint {
  const { id: _id, ...point } = summariseSource('', counts);
  return point;
}

function pointOfDestination(counts: Counts): DestinationPoint {
  const { id: _id, source: _source, waiting: _waiting, replayed: all, ...point } = summariseDestination('', '', counts);
  const { waiting: _alsoWaiting, ...replayed } = all;
  return { ...point, replayed };
}

function parseStep(text = 'minute'): SeriesStep {
  const step = SERIES_STEPS.find((known) => known === text);
  if (step === undefined) throw new ApiError(400, 'bad_step', 'step must be minute or hour.');
  return step;
}

function parseRange({ from, to }: SeriesQuery, step: SeriesStep, now: Date): readonly number[] {
  const fromMs = parseTime('from', from);
  const toMs = parseTime('to', to);
  const periods = seriesPeriods(
    { step, ...(fromMs === undefined ? {} : { fromMs }), ...(toMs === undefined ? {} : { toMs }) },
    now.getTime(),
  );
  if (periods.ok) return periods.startsMs;
  throw new ApiError(400, `range_${periods.problem}`, explain(periods.problem, step));
}

function explain(problem: Extract<SeriesPeriods, { ok: false }>['problem'], step: SeriesStep): string {
  switch (problem) {
    case 'empty':
      return 'from must be before to.';
    case 'too_long':
      return `A series has ${SERIES_MAX_POINTS} points at most: ask for less at once, or for hours.`;
    case 'too_old':
      return `from lies too far back: ${step}s are kept for ${SERIES_KEPT_MS[step] / (60 * 60 * 1000)} hours.`;
  }
}
