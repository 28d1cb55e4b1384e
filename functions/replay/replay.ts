import type { Destination } from '../../domain/workspace/destination.ts';
import { addCounts, addEntries, deliveryEntry, type Counts, type LedgerEntry } from '../../domain/ledger/ledger.ts';
import { createSelects } from '../../domain/replay/replay-selection.ts';
import {
  refusesReplay,
  REPLAY,
  REPLAY_STEP_SECONDS,
  shareOfRate,
  type ReplayJob,
  type ReplaySpec,
} from '../../domain/replay/replay.ts';
import type { Begun, Obstacle, Verb, Work } from '../shared/jobs/verb.ts';
import { packsAgain, planChunk, type ChunkDeps, type Recipient, type ReplayPacks } from './plan-chunk.ts';
import { replayUndelivered, type UndeliveredDeps } from './replay-undelivered.ts';

export type ReplayDeps = ChunkDeps &
  UndeliveredDeps & {
    readonly destination: (id: string) => Promise<Destination | undefined>;
    /** Sends events to the replay queue of their lane. */
    readonly send: (destination: Recipient, packs: ReplayPacks) => Promise<void>;
    /** What the job has to wait for before it may send more, and for how long before it asks again. */
    readonly obstacle: (job: ReplayJob, destination: Destination) => Promise<Obstacle | undefined>;
  };

/** Lines that become packs together at most: about one full pack. A step that is done again makes the same packs. */
const MAX_LINES_TOGETHER = 250;

/** What one step sends at most, which it has in memory until it is recorded. */
const MAX_BYTES_SENT = 16 * 1024 * 1024;

/** The verb of a job that sends events to a destination once more: which of them, what it claims, sends and counts. */
export function createReplay(deps: ReplayDeps): Verb<ReplaySpec> {
  return {
    name: REPLAY,

    // At a low rate they are few, because they are sent at once.
    linesTogether: ({ spec }) =>
      Math.min(Math.max(Math.ceil(spec.ratePerSecond * REPLAY_STEP_SECONDS), 1), MAX_LINES_TOGETHER),

    async begin(job) {
      const destination = await deps.destination(job.spec.destination);
      return destination === undefined
        ? { kind: 'impossible', reason: `The destination ${job.spec.destination} does not exist any more.` }
        : beginFor(deps, job, destination);
    },

    // Delivery says of a destination that was deleted what became of its events, and they are counted.
    async again({ spec: { destination: id, subscriptions, dryRun } }) {
      if (dryRun) return undefined;
      const destination: Recipient = (await deps.destination(id)) ?? { id };
      return async (chunk) => {
        const again = (subscriptionId?: string) => packsAgain(deps, { ...chunk, destination, subscriptionId });
        const packs = (await Promise.all((subscriptions ?? [undefined]).map(again))).flatMap((found) => found ?? []);
        return packs.length === 0 ? undefined : () => sendAll(deps, destination, packs);
      };
    },

    entry: ledgerEntry,
  };
}

async function sendAll(deps: ReplayDeps, to: Recipient, packs: readonly ReplayPacks[]): Promise<void> {
  await Promise.all(packs.map((each) => deps.send(to, each)));
}

async function beginFor(deps: ReplayDeps, job: ReplayJob, destination: Destination): Promise<Begun<ReplaySpec>> {
  // It was asked when the job was created; meanwhile its customer may have taken another version of the component.
  if (refusesReplay(destination, job.spec)) {
    return { kind: 'impossible', reason: `The destination ${destination.id} takes no events a second time any more.` };
  }
  const obstacle = job.spec.dryRun ? undefined : await deps.obstacle(job, destination);
  return obstacle === undefined
    ? { kind: 'work', work: createWork(deps, job, destination) }
    : { kind: 'wait', ...obstacle };
}

function createWork(deps: ReplayDeps, job: ReplayJob, destination: Destination): Work<ReplaySpec> {
  const { dryRun } = job.spec;
  const selects = createSelects(job.spec, destination);
  const budget = dryRun ? Infinity : Math.max(shareOfRate(job) * REPLAY_STEP_SECONDS, 1);
  const mostBytes = dryRun ? Infinity : MAX_BYTES_SENT;
  return {
    async plan(chunk) {
      const plans = await Promise.all(
        selects.map(async ({ subscriber, verdictOf: select }) => {
          const subscriptionId = subscriber.subscription?.id;
          const { counts, packs } = await planChunk(deps, { ...chunk, destination, subscriptionId, select });
          return { counts: withOwn(counts, subscriptionId), packs };
        }),
      );
      const counts = plans.map((plan) => plan.counts).reduce<Counts>(addCounts, {});
      const packs = plans.flatMap((plan) => plan.packs ?? []);
      return { counts, ...(packs.length === 0 ? {} : { effect: () => sendAll(deps, destination, packs) }) };
    },

    // What is redriven is counted by delivery, and asking for it twice does no harm: that is done at once.
    planOwn: (part, range) => replayUndelivered(deps, { job, part, range, destination, budget }),

    isEnough: ({ sent = 0, bytes = 0 }) => sent >= budget || bytes >= mostBytes,

    paceMs: ({ sent = 0, redriven = 0 }) => (dryRun ? 0 : ((sent + redriven) / shareOfRate(job)) * 1000),
  };
}

/** What the counts of a subscription carry before their names, beside the sums of all. */
const prefixOf = (subscriptionId: string): string => `${subscriptionId}.`;

function withOwn(counts: Counts, subscriptionId: string | undefined): Counts {
  if (subscriptionId === undefined) return counts;
  const own = Object.entries(counts).map(([name, value]) => [prefixOf(subscriptionId) + name, value] as const);
  return { ...counts, ...Object.fromEntries(own) };
}

/** What a step sent, and what the destination did not want, under the destination's replays and under the job. */
function ledgerEntry({ id, spec }: ReplayJob, counts: Counts): LedgerEntry {
  if (spec.dryRun) return new Map();
  const entryOf = (subscriptionId?: string): LedgerEntry => {
    const prefix = subscriptionId === undefined ? '' : prefixOf(subscriptionId);
    const filtered = Object.entries(counts).flatMap(([name, value]) =>
      name.startsWith(`${prefix}filtered:`) ? [[name.slice(prefix.length), value] as const] : [],
    );
    const counted = { matched: counts[`${prefix}sent`] ?? 0, ...Object.fromEntries(filtered) };
    return deliveryEntry({ destinationId: spec.destination, subscriptionId, replay: id }, counted);
  };
  return addEntries((spec.subscriptions ?? [undefined]).map(entryOf));
}
