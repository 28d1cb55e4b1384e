import {
  firstPart,
  MAX_UNFINISHED_REPLAYS,
  REPLAY_START_DELAY_SECONDS,
  replayRanges,
  type ReplayJob,
  type ReplayPart,
  type ReplaySpec,
} from '../../domain/replay.ts';
import { reportReplay, type ReplayReport } from '../../domain/replay-report.ts';
import type { Counts } from '../../domain/ledger.ts';
import type { ReplayStep } from '../shared/replay-steps.ts';
import type { ReplayChange } from '../shared/replay-store.ts';
import { ApiError } from './router.ts';

export type ReplayJobsDeps = {
  /** Reads and completes a request. Throws `ApiError`. */
  readonly parse: (body: unknown) => Promise<ReplaySpec>;
  readonly jobs: {
    create(job: ReplayJob, parts: readonly ReplayPart[]): Promise<void>;
    find(id: string): Promise<ReplayJob | undefined>;
    /** Newest first, of those before an id. */
    list(limit: number, before?: string): Promise<readonly ReplayJob[]>;
    parts(id: string): Promise<readonly ReplayPart[]>;
    change(change: ReplayChange): Promise<boolean>;
  };
  /** Has steps done. */
  readonly sendSteps: (id: string, steps: { parts: readonly ReplayStep[]; delaySeconds: number }) => Promise<void>;
  /** What the ledger counted under a job. */
  readonly deliveries: (id: string) => Promise<Counts>;
  /** Where people find the ids of jobs. */
  readonly listedAt: string;
  readonly createId: () => string;
  readonly waitMs: (milliseconds: number) => Promise<void>;
  readonly now: () => Date;
};

/** A dry run that takes no longer is answered at once. */
const DRY_RUN_ANSWERED_WITHIN_MS = 5_000;
const LOOK_AGAIN_MS = 150;

/** Unfinished jobs are among the newest. */
const NEWEST = 50;

/** A message that waits to be handed out is late at most by this; a part that has not moved for longer is asked again. */
const STALLED_MS = 30 * 60 * 1000;

/** What was decided about a pack is remembered for a day longer. */
const DELIVERY_KNOWS_MS = 14 * 24 * 60 * 60 * 1000;

/** What people do with replays, whoever they are and whatever way they come. */
export type ReplayJobs = {
  /** A dry run is waited for, for a while. */
  create(body: unknown): Promise<ReplayReport>;
  /** Newest first, of those before an id. */
  list(limit: number, before?: string): Promise<ReplayReport[]>;
  show(id: string | undefined): Promise<ReplayReport>;
  control(id: string | undefined, verb: ReplayVerb): Promise<ReplayReport>;
};

export const REPLAY_VERBS = ['pause', 'resume', 'cancel'] as const;
export type ReplayVerb = (typeof REPLAY_VERBS)[number];

export function createReplayJobs(deps: ReplayJobsDeps): ReplayJobs {
  const control = createControl(deps);
  const show = async (id: string | undefined): Promise<ReplayReport> => reportOf(deps, await find(deps, id));
  return {
    async create(body) {
      const job = await create(deps, await deps.parse(body));
      return job.spec.dryRun ? whenDone(deps, job) : reportOf(deps, job);
    },
    async list(limit, before) {
      const jobs = await deps.jobs.list(limit, before);
      return Promise.all(jobs.map((job) => reportOf(deps, job)));
    },
    show,
    async control(id, verb) {
      const job = await find(deps, id);
      await control[verb](job);
      return show(job.id);
    },
  };
}

async function create(deps: ReplayJobsDeps, spec: ReplaySpec): Promise<ReplayJob> {
  if (!spec.dryRun) await refuseTooMany(deps, spec);
  const createdAt = deps.now().toISOString();
  const ranges = replayRanges(spec, createdAt);
  const parts = ranges.map((range, number) => firstPart(range, number, createdAt));
  const sum = { parts: parts.length, partsLeft: parts.length };
  const job: ReplayJob = { id: deps.createId(), spec, state: 'queued', createdAt, pausedMs: 0, ...sum };
  await deps.jobs.create(job, parts);
  await deps.sendSteps(job.id, { parts, delaySeconds: spec.dryRun ? 0 : REPLAY_START_DELAY_SECONDS });
  return job;
}

const isUnfinished = ({ state }: ReplayJob): boolean => state === 'queued' || state === 'running' || state === 'paused';

async function refuseTooMany({ jobs }: ReplayJobsDeps, spec: ReplaySpec): Promise<void> {
  const unfinished = (await jobs.list(NEWEST)).filter((job) => isUnfinished(job) && !job.spec.dryRun);
  if (unfinished.length >= MAX_UNFINISHED_REPLAYS) {
    const detail = `There are ${unfinished.length} unfinished replays. Wait for one to end, or cancel one: ${idsOf(unfinished)}.`;
    throw new ApiError(409, 'too_many_replays', detail);
  }
  const same = unfinished.filter((job) => job.spec.onlyUndelivered && job.spec.destination === spec.destination);
  if (spec.onlyUndelivered && same.length > 0) {
    const detail = `A replay of what ${spec.destination} did not get is going on: ${idsOf(same)}. Wait for it to end, or cancel it.`;
    throw new ApiError(409, 'replay_going_on', detail);
  }
}

const idsOf = (jobs: readonly ReplayJob[]): string => jobs.map(({ id }) => id).join(', ');

async function find({ jobs, listedAt }: ReplayJobsDeps, id = ''): Promise<ReplayJob> {
  const job = await jobs.find(id);
  if (job !== undefined) return job;
  throw new ApiError(404, 'unknown_replay', `There is no replay "${id.slice(0, 100)}". GET ${listedAt} lists them.`);
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

function createControl(deps: ReplayJobsDeps): Record<ReplayVerb, (job: ReplayJob) => Promise<void>> {
  const timestamp = (): string => deps.now().toISOString();
  return {
    async pause(job) {
      const set = { state: 'paused', pausedAt: timestamp(), waitingFor: undefined } as const;
      await changeOrRefuse(deps, job, { verb: 'paused', when: ['queued', 'running'], set });
    },

    async cancel(job) {
      const set = { state: 'cancelled', endedAt: timestamp(), waitingFor: undefined } as const;
      await changeOrRefuse(deps, job, { verb: 'cancelled', when: ['queued', 'running', 'paused'], set });
    },

    async resume(job) {
      const parts = await deps.jobs.parts(job.id);
      const isStalled = isUnfinished(job) && parts.every(({ movedAt }) => isLongAgo(deps.now(), movedAt));
      const nowMs = deps.now().getTime();
      const pausedMs = job.pausedMs + (job.pausedAt === undefined ? 0 : nowMs - Date.parse(job.pausedAt));
      const state = job.startedAt === undefined ? 'queued' : 'running';
      if (job.state === 'paused' || !isStalled) {
        const set = { state, pausedAt: undefined, pausedMs } as const;
        await changeOrRefuse(deps, job, { verb: 'resumed', when: ['paused'], set });
      }
      const isLost = isStalled && job.state !== 'paused';
      const steps = isLost
        ? parts.flatMap((part) => latestStep(part, deps.now()))
        : parts.filter(({ isDone }) => !isDone);
      await deps.sendSteps(job.id, { parts: steps, delaySeconds: 0 });
    },
  };
}

/** Messages that were lost may have been for what is recorded and not sent; delivery knows it if it was sent. */
function latestStep(part: ReplayPart, now: Date): ReplayStep[] {
  const { number, sequence, isDone, movedAt } = part;
  const isKnown = now.getTime() - Date.parse(movedAt) < DELIVERY_KNOWS_MS;
  if (sequence > 0 && isKnown) return [{ number, sequence: sequence - 1, again: true }];
  return isDone ? [] : [{ number, sequence }];
}

function isLongAgo(now: Date, time: string): boolean {
  return now.getTime() - Date.parse(time) > STALLED_MS;
}

async function changeOrRefuse(
  { jobs }: ReplayJobsDeps,
  { id, state }: ReplayJob,
  { verb, ...change }: Omit<ReplayChange, 'id'> & { verb: string },
): Promise<void> {
  if (await jobs.change({ id, ...change })) return;
  const now = (await jobs.find(id))?.state ?? state;
  const wanted = change.when.join(' or ');
  throw new ApiError(409, 'wrong_state', `The replay ${id} is ${now}. Only one that is ${wanted} can be ${verb}.`);
}
