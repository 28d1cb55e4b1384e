import type { LimitFunction } from 'p-limit';
import type { DeliveredEvent } from '../../destinations/runtime.ts';
import { batchSize, isEachAlone } from '../../domain/delivery/batch-policy.ts';
import type { Destination } from '../../domain/workspace/destination.ts';
import type { Attempt, Attempted } from '../shared/destinations/attempt.ts';

/** A pack that is not ready by then goes by itself: what is read for it is slow, say. */
const GATHER_AT_MOST_MS = 500;

/** What one of its packs allows for a batch. */
export type Bounds = {
  /** Bounds what is attempted at the same time; those that wait to go together are not yet attempted. */
  readonly limit: LimitFunction;
  /** Epoch milliseconds after which no attempt may run. */
  readonly endsAt: number;
};

/** Some events of a pack that are to be attempted together, and with others that are at hand. Left, they are not waited for. */
export type Turn = { readonly attempt: Attempt<Destination>; readonly leave: () => void };

/** A pack that is at hand. Others of its destination wait for it, until it has taken its turns and left. */
export type Seat = { readonly turn: (bounds: Bounds) => Turn; readonly leave: () => void };

export type Gatherer = {
  /** `address`: of the subscription that the pack is for. */
  seat(address: string): Seat;
};

type Batch = {
  readonly destination: Destination;
  readonly events: DeliveredEvent[];
  bytes: number;
  endsAt: number;
  /** When it is attempted, with the results of all its events. */
  readonly attempted: Promise<Attempted>;
  go(): void;
};

/** What is at hand for one subscription: who is still to come, and what waits for them. */
type Table = { coming: number; open: Batch | undefined };

type Deps = {
  readonly attempt: Attempt<Destination>;
  readonly waitMs: (milliseconds: number) => Promise<void>;
  readonly now: () => Date;
};

/**
 * Attempts that a function makes at the same time for one destination, as one, as soon as each pack at hand has added its
 * events or left: what is decided and recorded stays a matter of each pack. Who begins a batch is told of its attempt and
 * its requests, so that they are counted once.
 */
export function createGatherer(deps: Deps): Gatherer {
  const tables = new Map<string, Table>();
  return {
    seat(address) {
      const table = tables.get(address) ?? { coming: 0, open: undefined };
      tables.set(address, table);
      const comes = (): (() => void) => {
        let isComing = true;
        table.coming += 1;
        return () => {
          if (isComing) table.coming -= 1;
          isComing = false;
          if (table.coming > 0) return;
          table.open?.go();
          if (tables.get(address) === table) tables.delete(address);
        };
      };
      return {
        leave: comes(),
        turn(bounds) {
          const leave = comes();
          const attempt: Attempt<Destination> = (destination, events, timeoutMs) => {
            const joined = join(deps, table, { destination, events, timeoutMs, ...bounds });
            leave();
            return joined;
          };
          return { attempt, leave };
        },
      };
    },
  };
}

type Joining = Bounds & {
  readonly destination: Destination;
  readonly events: readonly DeliveredEvent[];
  readonly timeoutMs: number;
};

async function join(deps: Deps, table: Table, joining: Joining): Promise<Attempted> {
  const { destination, events, endsAt } = joining;
  const { maxEvents, maxBytes } = batchSize(destination);
  const bytes = events.reduce((sum, { line }) => sum + Buffer.byteLength(line), 0);
  const { open } = table;
  const hasRoom =
    open?.destination === destination &&
    open.events.length + events.length <= maxEvents &&
    open.bytes + bytes <= maxBytes;
  if (!hasRoom) open?.go();
  const batch = hasRoom ? open : begin(deps, table, joining);
  const first = batch.events.length;
  batch.events.push(...events);
  batch.bytes += bytes;
  batch.endsAt = Math.min(batch.endsAt, endsAt);
  if (batch.events.length >= maxEvents) batch.go();
  const { attempts: made, requests, results } = await batch.attempted;
  const own = results.slice(first, first + events.length);
  const shared = first === 0 ? made : 0;
  const attempts = made > 0 && isEachAlone(destination) ? events.length : shared;
  return { attempts, requests: first === 0 ? requests : 0, results: own };
}

function begin(deps: Deps, table: Table, { destination, timeoutMs, limit, endsAt }: Joining): Batch {
  const { promise: isTime, resolve } = Promise.withResolvers<undefined>();
  const events: DeliveredEvent[] = [];
  const batch: Batch = {
    ...{ destination, events, bytes: 0, endsAt },
    attempted: isTime.then(() => limit(() => attemptInTime(deps, batch, timeoutMs))),
    go() {
      if (table.open === batch) table.open = undefined;
      resolve(undefined);
    },
  };
  table.open = batch;
  void deps.waitMs(GATHER_AT_MOST_MS).then(() => batch.go());
  return batch;
}

/** What had to wait for others too long for an attempt comes again. */
async function attemptInTime(
  { attempt, now }: Deps,
  { destination, events, endsAt }: Batch,
  timeoutMs: number,
): Promise<Attempted> {
  if (now().getTime() + timeoutMs <= endsAt) return attempt(destination, events, timeoutMs);
  const none = { outcome: { kind: 'retry', class: 'transient', reason: 'timeout' }, reason: 'timeout' } as const;
  return { attempts: 0, requests: 0, results: events.map(() => ({ ...none, latencyMs: 0, isNoAttempt: true })) };
}
