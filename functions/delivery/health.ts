import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { HEALTH_FRESH_MS } from '../../domain/delivery/delivery-capacity.ts';
import type { Throttle } from '../../domain/delivery/pace.ts';
import type { SetupRun } from '../../domain/delivery/setup-failures.ts';
import { destinationItemKey } from '../../domain/tables/table-keys.ts';
import type { OpenBreaker } from '../shared/stores/breaker-store.ts';
import { readHealth, type Health as Stored } from '../shared/stores/health-store.ts';

export type Health = {
  /** The open breaker of a destination, if it is open: read now, or at most two seconds ago. */
  openBreaker(destinationId: string, isFresh: boolean): Promise<OpenBreaker | undefined>;
  /** What a destination gets that answered 429, as of at most two seconds ago. */
  throttle(destinationId: string): Promise<Throttle | undefined>;
  /** The run of setup failures that a destination is in, as of at most two seconds ago. */
  setupRun(destinationId: string): Promise<SetupRun | undefined>;
  /** Forgets what was read, because it has just been changed. */
  forget(): void;
};

/** Reads what is out of order and keeps it for two seconds. */
export function createHealth(deps: { dynamodb: DynamoDBClient; table: string; now: () => Date }): Health {
  let cached: { health: Stored; readAt: number } | undefined;
  let reading: Promise<Stored> | undefined;

  const read = async (): Promise<Stored> => {
    const readAt = deps.now().getTime();
    const health = await readHealth(deps);
    cached = { health, readAt };
    return health;
  };

  const current = (): Promise<Stored> => {
    if (cached !== undefined && deps.now().getTime() - cached.readAt < HEALTH_FRESH_MS) {
      return Promise.resolve(cached.health);
    }
    reading ??= read().finally(() => (reading = undefined));
    return reading;
  };

  return {
    async openBreaker(destinationId, isFresh) {
      const { breakers } = await (isFresh ? read() : current());
      return breakers.get(destinationItemKey(destinationId));
    },
    throttle: async (destinationId) => (await current()).throttles.get(destinationItemKey(destinationId)),
    setupRun: async (destinationId) => (await current()).setupRuns.get(destinationItemKey(destinationId)),
    forget() {
      cached = undefined;
    },
  };
}
