import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { ReplayJob } from '../../../domain/replay/replay.ts';
import { transact } from '../../shared/dynamo/document-store.ts';
import type { Note } from '../http/context.ts';
import type { StoredOutside } from '../http/installation.ts';
import type { ReplayJobsDeps } from './replay-jobs.ts';
import type { Replays } from './replays.ts';
import type { UndeliveredDeps } from './undelivered-events.ts';

// What use cases about events are given for who may see those of one workspace, or of all.

export type Reach = {
  readonly note: Note;
  readonly owns: (destinationId: string) => Promise<boolean>;
  /** In whose audit log a change of it belongs; undefined for a destination that nobody has had. */
  readonly ownerOf: (destinationId: string) => Promise<string | undefined>;
};

/** Jobs read at once where only some may be of the workspace. */
const JOBS_PER_PAGE = 100;

export function ownReplays(deps: Replays, { note, owns, ownerOf }: Reach): ReplayJobsDeps {
  const { jobs } = deps;
  const notes = async (job: Pick<ReplayJob, 'id' | 'spec'> | undefined, after: unknown) => {
    const owner = job && (await ownerOf(job.spec.destination));
    return job === undefined || owner === undefined ? [] : [note({ type: 'replay', id: job.id }, { after }, owner)];
  };
  const isOurs = ({ spec }: ReplayJob): Promise<boolean> => owns(spec.destination);
  return {
    ...deps,
    jobs: {
      ...jobs,
      async find(id) {
        const job = await jobs.find(id);
        return job !== undefined && (await isOurs(job)) ? job : undefined;
      },
      async list(limit, before) {
        const found: ReplayJob[] = [];
        let last = before;
        for (;;) {
          const page = await jobs.list(JOBS_PER_PAGE, last);
          for (const job of page) if (found.length < limit && (await isOurs(job))) found.push(job);
          if (page.length < JOBS_PER_PAGE || found.length === limit) return found;
          last = page.at(-1)?.id;
        }
      },
      create: async (created) => jobs.create(created, await notes(created.job, created.job.spec)),
      change: async (change) => jobs.change(change, await notes(await jobs.find(change.id), change.set)),
    },
  };
}

/** A transaction of DynamoDB has no more. */
const NOTES_AT_ONCE = 100;

export function ownUndelivered(
  deps: UndeliveredDeps,
  { reach: { note, owns, ownerOf }, outside }: { readonly reach: Reach; readonly outside: StoredOutside },
): UndeliveredDeps {
  return {
    ...deps,
    async *query(range) {
      if (await owns(range.destinationId)) yield* deps.query(range);
    },
    async resolve({ requestId, as, matches }) {
      const counts = Object.entries(Object.groupBy(matches, ({ item }) => item.destinationId));
      const notes: TransactWriteItem[] = [];
      for (const [id, found = []] of counts) {
        const owner = await ownerOf(id);
        const after = { requestId, as, events: found.length };
        if (owner !== undefined) notes.push(note({ type: 'destination', id }, { after }, owner));
      }
      // First, because the rest cannot be part of it: what is done is always in the log.
      while (notes.length > 0) await transact(outside, notes.splice(0, NOTES_AT_ONCE));
      await deps.resolve({ requestId, as, matches });
    },
  };
}
