import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { deliveryEntry, type Counts, type LedgerEntry } from '../../domain/ledger.ts';
import { hasPassed, parseReplayStepKey, replayStepKey, type ReplayJob } from '../../domain/replay.ts';
import type { LedgerStore } from '../shared/ledger-store.ts';
import { changeReplay, movePartItems, readReplay, readReplayPart } from '../shared/replay-store.ts';
import type { ReplayDeps } from './replay.ts';

type Tables = { readonly dynamodb: DynamoDBClient; readonly controlTable: string };

/** Jobs and their parts in the control table. */
export function createJobs({
  dynamodb,
  controlTable: table,
  store,
  now,
}: Tables & { store: LedgerStore; now: () => Date }): ReplayDeps['jobs'] {
  const timestamp = (): string => now().toISOString();
  const change = async (...args: [Parameters<typeof changeReplay>[2]]): Promise<void> => {
    await changeReplay(dynamodb, table, ...args);
  };
  const unfinished = ['queued', 'running', 'paused'] as const;
  return {
    find: (id) => readReplay(dynamodb, table, id),
    part: (replayId, part) => readReplayPart(dynamodb, table, { replayId, part }),
    start: (id) => change({ id, when: ['queued'], set: { state: 'running', startedAt: timestamp() } }),
    fail: (id, reason) =>
      change({ id, when: unfinished, set: { state: 'failed', reason, endedAt: timestamp(), waitingFor: undefined } }),
    finish: (id) =>
      change({
        id,
        when: unfinished,
        whenNoneLeft: true,
        set: { state: 'done', endedAt: timestamp(), waitingFor: undefined },
      }),
    tell: (id, waitingFor) => change({ id, when: ['queued', 'running'], set: { waitingFor } }),

    async commit(job, after, { run, counts }) {
      const committed = await store.commit({
        key: replayStepKey(job.id, after.number, after.sequence - 1),
        decision: run,
        entry: ledgerEntry(job, counts),
        along: movePartItems(table, job.id, after),
      });
      return committed === 'refused' ? committed : committed.decision;
    },
  };
}

/** What a step sent, and what the destination did not want, under the destination's replays and under the job. */
function ledgerEntry({ id, spec }: ReplayJob, counts: Counts): LedgerEntry {
  if (spec.dryRun) return new Map();
  const filtered = Object.entries(counts).filter(([name]) => name.startsWith('filtered:'));
  const counted = { matched: counts['sent'] ?? 0, ...Object.fromEntries(filtered) };
  return deliveryEntry({ destinationId: spec.destination, replay: id }, counted);
}

/** Claims name the step that they were made for; where its part stands tells whether that step has sent the line. */
export function createHasPassed({ dynamodb, controlTable }: Tables): ReplayDeps['hasPassed'] {
  return async (stepKey, { key, offset }) => {
    const step = parseReplayStepKey(stepKey);
    if (step === undefined) return true;
    const part = await readReplayPart(dynamodb, controlTable, step);
    // Parts are kept for longer than claims.
    return part === undefined || hasPassed(part.cursor, key, offset);
  };
}
