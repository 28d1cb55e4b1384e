import { hasPassed, newJob, type ArchivedEvent, type JobPart } from '../../domain/replay/archive-job.ts';
import type { Destination } from '../../domain/workspace/destination.ts';
import type { Event } from '../../domain/events/event.ts';
import { addCounts, type Counts } from '../../domain/ledger/ledger.ts';
import { REPLAY, replayRanges, type ReplayJob, type ReplaySpec } from '../../domain/replay/replay.ts';
import type { UndeliveredItem, UndeliveredRecord } from '../../domain/delivery/undelivered.ts';
import { parseJobStepKey } from '../../domain/tables/table-keys.ts';
import { createReplay, type ReplayDeps } from '../../functions/replay/replay.ts';
import type { JobStep } from '../../functions/shared/jobs/job-steps.ts';
import { createRunStep, type RunStepDeps } from '../../functions/shared/jobs/run-step.ts';
import type { Obstacle } from '../../functions/shared/jobs/verb.ts';
import { aDestination } from './a-destination.ts';
import { createCrashingCalls, type Crash } from './crash.ts';

type Message = { readonly step: JobStep & { jobId: string }; readonly dueMs: number; receives: number };
type Redriven = { readonly resolveId: string; readonly itemKey: string; readonly positions: readonly number[] };

/** An event as the archive has it: a track call of the user `u1`. */
export function anArchived(id: string, receivedAt: string, overrides: Record<string, unknown> = {}): ArchivedEvent {
  const { destinations, ...fields } = overrides;
  const event: Event = {
    ...{ type: 'track', event: 'Order Completed', userId: 'u1', messageId: id, receivedAt },
    ...{ timestamp: '2026-01-02T03:04:05.000Z', originalTimestamp: '2026-01-02T03:04:04.000Z' },
    ...{ context: {}, integrations: {} },
    ...fields,
  };
  return { event, destinations: destinations as readonly string[] | undefined };
}

/** A job for everything of the source `web` on the day of the tests. */
export function aReplaySpec(overrides: Partial<ReplaySpec> = {}): ReplaySpec {
  return {
    sources: ['web'],
    destination: 'crm',
    from: '2026-11-22T00:00:00.000Z',
    to: '2026-11-23T00:00:00.000Z',
    onlyUndelivered: false,
    ratePerSecond: 500,
    dryRun: false,
    ...overrides,
  };
}

/** The services around the replay function, in memory: single writes are atomic, all else may stop in the middle. */
export function createReplayWorld(objects: Readonly<Record<string, readonly ArchivedEvent[]>>) {
  const jobs = new Map<string, ReplayJob>();
  const parts = new Map<string, JobPart>();
  const claims = new Map<string, { owner: string; batchId: string }>();
  const marks = new Map<string, string>();
  const undelivered: { item: UndeliveredItem; records: readonly UndeliveredRecord[] }[] = [];
  const state = {
    queue: [] as Message[],
    /** What delivery takes for new: packs by their ids. */
    packs: new Map<string, { ids: readonly string[]; lines: readonly string[]; atMs: number }>(),
    redriven: new Map<string, Redriven>(),
    counts: {} as Counts,
    destination: aDestination() as Destination | undefined,
    obstacle: undefined as Obstacle | undefined,
    nowMs: Date.parse('2026-11-23T10:00:00.000Z'),
    waits: [] as number[],
    /** How long each call of a service takes: on a busy machine a step comes less far than on an idle one. */
    msPerCall: 0,
  };
  const { call: callService, begin, count } = createCrashingCalls();
  const call = <T>(effect: () => T): Promise<T> => {
    state.nowMs += state.msPerCall;
    return callService(effect);
  };
  let unique = 0;

  const partKey = (id: string, part: number): string => `${id}#${part}`;
  const change = (id: string, when: readonly ReplayJob['state'][], to: Partial<ReplayJob>): void => {
    const job = jobs.get(id);
    if (job !== undefined && when.includes(job.state)) jobs.set(id, { ...job, ...to });
  };
  const partOf = (id: string, number: number): JobPart => {
    const part = parts.get(partKey(id, number));
    if (part === undefined) throw new Error('no such part');
    return part;
  };

  const replayDeps: ReplayDeps = {
    jobs: { find: (id) => call(() => jobs.get(id)) },
    undelivered: {
      async *list({ to }) {
        const found = await call(() => undelivered.filter(({ item }) => item.itemKey <= to));
        for (const { item } of found) yield item;
      },
      read: ({ itemKey }) => call(() => undelivered.find(({ item }) => item.itemKey === itemKey)?.records),
      redrive: (_destination, request) => call(() => void state.redriven.set(request.resolveId, request)),
    },
    claims: {
      claim: (requests, batchId) =>
        call(() =>
          requests.map(({ key, owners: [owner] }) => {
            const held = claims.get(key);
            if (held === undefined) claims.set(key, { owner, batchId });
            if (held === undefined || (held.owner === owner && held.batchId === batchId))
              return { kind: 'fresh', owner };
            return held.owner === owner ? { kind: 'own', owner, batchId: held.batchId } : { kind: 'taken' };
          }),
        ),
      adopt: (key, from, to) =>
        call(() => {
          const held = claims.get(key);
          if (held?.batchId !== from) return false;
          claims.set(key, { ...held, batchId: to });
          return true;
        }),
      holds: (wanted, batchId) =>
        call(() =>
          wanted.map(({ key, owner }) => {
            const held = claims.get(key);
            return held?.owner === owner && held.batchId === batchId;
          }),
        ),
    },
    hasPassed: (stepKey, { key, offset }) =>
      call(() => {
        const step = parseJobStepKey(REPLAY, stepKey);
        return step !== undefined && hasPassed(partOf(step.jobId, step.part).cursor, key, offset);
      }),
    send: (_destination, { packPrefix, events, lines }) =>
      call(() => {
        const ids = events.map(({ id }) => id);
        state.packs.set(`${packPrefix}-${ids.join()}`, { ids, lines, atMs: state.nowMs });
      }),
    destination: async () => state.destination,
    obstacle: async () => state.obstacle,
    now: () => new Date(state.nowMs),
  };
  const deps: RunStepDeps<ReplaySpec> = {
    verb: createReplay(replayDeps),
    jobs: {
      find: (id) => call(() => jobs.get(id)),
      part: (id, number) => call(() => parts.get(partKey(id, number))),
      start: (id) => call(() => change(id, ['queued'], { state: 'running' })),
      fail: (id, reason) => call(() => change(id, ['queued', 'running', 'paused'], { state: 'failed', reason })),
      finish: (id) =>
        call(() => {
          if (jobs.get(id)?.partsLeft === 0) change(id, ['queued', 'running', 'paused'], { state: 'done' });
        }),
      tell: (id, waitingFor) => call(() => change(id, ['queued', 'running'], { waitingFor } as { waitingFor: string })),
      commit: (job, after, { run, counts }) =>
        call(() => {
          const key = `${job.id}#${after.number}#${after.sequence - 1}`;
          const mark = marks.get(key);
          if (mark !== undefined) return mark;
          if (partOf(job.id, after.number).sequence !== after.sequence - 1) return 'refused';
          marks.set(key, run);
          parts.set(partKey(job.id, after.number), after);
          const now = jobs.get(job.id) ?? job;
          if (after.isDone) jobs.set(job.id, { ...now, partsLeft: now.partsLeft - 1 });
          state.counts = addCounts(state.counts, counts);
          return run;
        }),
    },
    archive: {
      list: ({ after, until }) =>
        call(() =>
          Object.keys(objects)
            .filter((key) => key > after && key < until)
            .sort()
            .slice(0, 2)
            .map((key) => ({ key, sizeBytes: 100 })),
        ),
      read: (key) =>
        call(() => {
          const events = objects[key];
          if (events === undefined) return undefined;
          return { count: events.length, at: (index) => events[index] ?? anArchived('missing', '') };
        }),
    },
    next: (jobId, { number, sequence }, delaySeconds) =>
      call(() => {
        const dueMs = state.nowMs + delaySeconds * 1000;
        state.queue.push({ step: { jobId, number, sequence }, dueMs, receives: 0 });
      }),
    waitMs: async (milliseconds) => {
      state.waits.push(milliseconds);
      state.nowMs += milliseconds;
    },
    now: () => new Date(state.nowMs),
    createUnique: () => `run${(unique += 1)}`,
  };
  const runStep = createRunStep(deps);

  return {
    state,
    jobs,
    undelivered,
    /** Creates a job as the control API does. */
    create(spec: ReplaySpec, id = 'job1'): void {
      const createdAt = new Date(state.nowMs).toISOString();
      const created = newJob({ id, spec, createdAt }, replayRanges(spec, createdAt));
      jobs.set(id, created.job);
      for (const part of created.parts) parts.set(partKey(id, part.number), part);
      this.sendSteps(id);
    },
    /** `again`: for the steps that are recorded, whose messages were lost. */
    sendSteps(jobId = 'job1', repeat: Pick<JobStep, 'again'> = {}): void {
      for (const { number, sequence: next, isDone } of parts.values()) {
        const sequence = repeat.again === true ? next - 1 : next;
        const step = { jobId, number, sequence, ...repeat };
        if (!isDone) state.queue.push({ step, dueMs: state.nowMs, receives: 0 });
      }
    },
    setState: (to: ReplayJob['state'], id = 'job1') => change(id, ['queued', 'running', 'paused'], { state: to }),
    /** Hands out the message that is due first. It stays in the queue when the function dies at it. */
    async runNext(crashAt?: Crash): Promise<number> {
      const message = state.queue.reduce((first, other) => (other.dueMs < first.dueMs ? other : first));
      message.receives += 1;
      state.nowMs = Math.max(state.nowMs, message.dueMs);
      begin(crashAt);
      await runStep(message.step, message.receives > 1).then(
        () => void (state.queue = state.queue.filter((other) => other !== message)),
        (error: unknown) => {
          if (!(error instanceof Error && error.message === 'crashed')) throw error;
        },
      );
      const calls = count();
      begin(undefined);
      return calls;
    },
    /** Runs until no message is left. Returns how many runs that took. */
    async runAll(limit = 1_000): Promise<number> {
      let runs = 0;
      for (; state.queue.length > 0 && runs < limit; runs += 1) await this.runNext();
      return runs;
    },
    /** Every event that delivery gets, as often as it gets it. */
    sentIds: (): string[] => [...state.packs.values()].flatMap(({ ids }) => ids).sort(),
  };
}
