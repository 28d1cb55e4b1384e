import { isUnfinished, type JobPart, type JobState } from '../../../domain/replay/archive-job.ts';
import {
  MAX_UNFINISHED_REPLAYS,
  REPLAY_START_DELAY_SECONDS,
  replayRanges,
  type ReplayJob,
  type ReplaySpec,
} from '../../../domain/replay/replay.ts';
import { reportReplay, type ReplayReport } from '../../../domain/replay/replay-report.ts';
import type { Counts } from '../../../domain/ledger/ledger.ts';
import type { JobChange } from '../../shared/jobs/job-items.ts';
import type { JobStep } from '../../shared/jobs/job-steps.ts';
import { createSteerJobs, type Refusal, type Steering, type SteerJobs } from '../../shared/jobs/steer-jobs.ts';
import { apiError, type ApiError } from '../http/api-error.ts';

export type ReplayJobsDeps = {
  /** Reads and completes a request. Throws `ApiError`. */
  readonly parse: (body: unknown) => Promise<ReplaySpec>;
  readonly jobs: {
    create(created: { readonly job: ReplayJob; readonly parts: readonly JobPart[] }): Promise<void>;
    find(id: string): Promise<ReplayJob | undefined>;
    /** Newest first, of those before an id. */
    list(limit: number, before?: string): Promise<readonly ReplayJob[]>;
    parts(id: string): Promise<JobPart[]>;
    change(change: JobChange): Promise<boolean>;
  };
  /** Has steps done. */
  readonly sendSteps: (id: string, steps: { parts: readonly JobStep[]; delaySeconds: number }) => Promise<void>;
  /** What the ledger counted under a job. */
  readonly deliveries: (id: string) => Promise<Counts>;
  readonly createId: () => string;
  readonly waitMs: (milliseconds: number) => Promise<void>;
  readonly now: () => Date;
};

/** A dry run that takes no longer is answered at once. */
const DRY_RUN_ANSWERED_WITHIN_MS = 5_000;
const LOOK_AGAIN_MS = 150;

/** Unfinished jobs, and those that have failed lately, are among the newest. */
const NEWEST = 50;

/** What was decided about a pack is remembered for a day longer. */
const DELIVERY_KNOWS_MS = 14 * 24 * 60 * 60 * 1000;

/** What is not said does not matter. */
export type ReplayFilter = { readonly destinationId?: string | undefined; readonly state?: JobState | undefined };

/** Looked at by one request with a filter, which ends with a cursor then, whether or not it has found enough. */
const LOOKED_AT = 100;

/** What people do with replays, whoever they are and whatever way they come. */
export type ReplayJobs = {
  /** A dry run is waited for, for a while. */
  create(body: unknown): Promise<ReplayReport>;
  /** Newest first, of those before an id. `next` is where to go on: there may be more. */
  list(wanted: {
    readonly limit: number;
    readonly before?: string | undefined;
    readonly filter?: ReplayFilter;
  }): Promise<{ readonly replays: ReplayReport[]; readonly next?: string | undefined }>;
  /** The latest, without how far they are. */
  newest(): Promise<readonly ReplayJob[]>;
  show(id: string | undefined): Promise<ReplayReport>;
  control(id: string | undefined, steering: Steering): Promise<ReplayReport>;
};

export function createReplayJobs(deps: ReplayJobsDeps): ReplayJobs {
  const steer = createSteerJobs<ReplaySpec>({ ...deps, effectsKnownMs: DELIVERY_KNOWS_MS });
  const show = async (id: string | undefined): Promise<ReplayReport> => reportOf(deps, await find(deps, id));
  return {
    async create(body) {
      const job = await create(deps, steer, await deps.parse(body));
      return job.spec.dryRun ? whenDone(deps, job) : reportOf(deps, job);
    },
    async list({ limit, before, filter: { destinationId, state } = {} }) {
      const isFiltered = destinationId !== undefined || state !== undefined;
      const lookedAt = isFiltered ? LOOKED_AT : limit + 1;
      const jobs = await deps.jobs.list(lookedAt, before);
      const fitting = jobs.filter(
        (job) => (destinationId ?? job.spec.destination) === job.spec.destination && (state ?? job.state) === job.state,
      );
      const page = fitting.slice(0, limit);
      const isMore = jobs.length === lookedAt || fitting.length > limit;
      const last = fitting.length > limit ? page.at(-1) : jobs.at(-1);
      return {
        replays: await Promise.all(page.map((job) => reportOf(deps, job))),
        next: isMore ? last?.id : undefined,
      };
    },
    newest: () => deps.jobs.list(NEWEST),
    show,
    async control(id, steering) {
      const job = await find(deps, id);
      const refusal = await steer[steering](job);
      if (refusal !== undefined) throw await wrongState(deps, job, { steering, ...refusal });
      return show(job.id);
    },
  };
}

async function create(deps: ReplayJobsDeps, steer: SteerJobs<ReplaySpec>, spec: ReplaySpec): Promise<ReplayJob> {
  if (!spec.dryRun) await refuseTooMany(deps, spec);
  const createdAt = deps.now().toISOString();
  const delaySeconds = spec.dryRun ? 0 : REPLAY_START_DELAY_SECONDS;
  return steer.start(spec, { ranges: replayRanges(spec, createdAt), createdAt, delaySeconds });
}

async function refuseTooMany({ jobs }: ReplayJobsDeps, spec: ReplaySpec): Promise<void> {
  const unfinished = (await jobs.list(NEWEST)).filter((job) => isUnfinished(job) && !job.spec.dryRun);
  if (unfinished.length >= MAX_UNFINISHED_REPLAYS) {
    throw apiError('too_many_replays', { count: unfinished.length, ids: idsOf(unfinished) });
  }
  const same = unfinished.filter((job) => job.spec.onlyUndelivered && job.spec.destination === spec.destination);
  if (spec.onlyUndelivered && same.length > 0) {
    throw apiError('replay_going_on', { destination: spec.destination, ids: idsOf(same) });
  }
}

const idsOf = (jobs: readonly ReplayJob[]): string => jobs.map(({ id }) => id).join(', ');

async function find({ jobs }: ReplayJobsDeps, id = ''): Promise<ReplayJob> {
  const job = await jobs.find(id);
  if (job !== undefined) return job;
  throw apiError('unknown_replay', { id: id.slice(0, 100), listedAt: '/api/v1/replays' });
}

async function reportOf(deps: ReplayJobsDeps, job: ReplayJob): Promise<ReplayReport> {
  const [parts, deliveries] = await Promise.all([deps.jobs.parts(job.id), deps.deliveries(job.id)]);
  return reportReplay({ job, parts, deliveries }, deps.now());
}

async function whenDone(deps: ReplayJobsDeps, { id }: ReplayJob): Promise<ReplayReport> {
  const endsAt = deps.now().getTime() + DRY_RUN_ANSWERED_WITHIN_MS;
  for (;;) {
    const job = await find(deps, id);
    if (!isUnfinished(job) || deps.now().getTime() >= endsAt) return reportOf(deps, job);
    await deps.waitMs(LOOK_AGAIN_MS);
  }
}

const STEERED: Readonly<Record<Steering, string>> = { pause: 'paused', resume: 'resumed', cancel: 'cancelled' };

async function wrongState(
  { jobs }: ReplayJobsDeps,
  { id, state }: ReplayJob,
  { steering, onlyWhen }: Refusal & { readonly steering: Steering },
): Promise<ApiError> {
  const now = (await jobs.find(id))?.state ?? state;
  const wanted = onlyWhen.join(' or ');
  return apiError('wrong_state.replay', { id, state: now, wanted, done: STEERED[steering] });
}
