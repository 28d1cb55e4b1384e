import type { DeliveredEvent } from '../../destinations/runtime.ts';
import { batchSize, isEachAlone } from '../../domain/delivery/batch-policy.ts';
import type { Destination } from '../../domain/workspace/destination.ts';
import type { Attempt, Attempted } from '../shared/destinations/attempt.ts';

/** Packs that a function has got at once come to their attempts within about so long. */
const GATHER_MS = 20;

type Batch = {
  readonly events: DeliveredEvent[];
  bytes: number;
  /** When it is attempted, with the results of all its events. */
  readonly attempted: Promise<Attempted>;
  go(): void;
};

type Deps = { readonly attempt: Attempt<Destination>; readonly waitMs: (milliseconds: number) => Promise<void> };

/**
 * Attempts that a function makes at the same time for one destination, as one: what is decided and recorded stays a matter
 * of each pack. Who begins a batch is told of its attempt and its requests, so that they are counted once.
 */
export function gatherAttempts({ attempt, waitMs }: Deps): Attempt<Destination> {
  const open = new Map<Destination, Batch>();

  const begin = (destination: Destination, timeoutMs: number): Batch => {
    let go = (): void => undefined;
    const isTime = new Promise<void>((resolve) => {
      go = () => {
        if (open.get(destination) === batch) open.delete(destination);
        resolve();
      };
    });
    const events: DeliveredEvent[] = [];
    const batch: Batch = {
      events,
      bytes: 0,
      attempted: isTime.then(() => attempt(destination, events, timeoutMs)),
      go,
    };
    open.set(destination, batch);
    void waitMs(GATHER_MS).then(go);
    return batch;
  };

  return async (destination, events, timeoutMs) => {
    const { maxEvents, maxBytes } = batchSize(destination);
    if (maxEvents === 1) return attempt(destination, events, timeoutMs);
    const bytes = events.reduce((sum, { line }) => sum + Buffer.byteLength(line), 0);
    const found = open.get(destination);
    const hasRoom =
      found !== undefined && found.events.length + events.length <= maxEvents && found.bytes + bytes <= maxBytes;
    if (!hasRoom) found?.go();
    const batch = hasRoom ? found : begin(destination, timeoutMs);
    const first = batch.events.length;
    batch.events.push(...events);
    batch.bytes += bytes;
    if (batch.events.length >= maxEvents) batch.go();
    const { requests, results } = await batch.attempted;
    const own = results.slice(first, first + events.length);
    const attempts = isEachAlone(destination) ? events.length : first === 0 ? 1 : 0;
    return { attempts, requests: first === 0 ? requests : 0, results: own };
  };
}
