import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { HEALTH_FRESH_MS } from '../../domain/delivery-capacity.ts';
import { readBreakers, type OpenBreaker } from '../shared/breaker-store.ts';
import { destinationItemKey } from '../shared/config-store.ts';

export type Health = {
  /** The open breaker of a destination, if it is open: read now, or at most two seconds ago. */
  openBreaker(destinationId: string, isFresh: boolean): Promise<OpenBreaker | undefined>;
};

/** Reads the open breakers and keeps them for two seconds. */
export function createHealth(deps: { dynamodb: DynamoDBClient; table: string; now: () => Date }): Health {
  let cached: { breakers: ReadonlyMap<string, OpenBreaker>; readAt: number } | undefined;
  let reading: Promise<ReadonlyMap<string, OpenBreaker>> | undefined;

  const read = async (): Promise<ReadonlyMap<string, OpenBreaker>> => {
    const readAt = deps.now().getTime();
    const breakers = await readBreakers(deps.dynamodb, deps.table);
    cached = { breakers, readAt };
    return breakers;
  };

  return {
    async openBreaker(destinationId, isFresh) {
      if (isFresh) return (await read()).get(destinationItemKey(destinationId));
      if (cached !== undefined && deps.now().getTime() - cached.readAt < HEALTH_FRESH_MS) {
        return cached.breakers.get(destinationItemKey(destinationId));
      }
      reading ??= read().finally(() => (reading = undefined));
      return (await reading).get(destinationItemKey(destinationId));
    },
  };
}
