import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { statesOf, type UndeliveredItem } from '../../domain/delivery/undelivered.ts';
import { createResolveRequests } from '../../functions/control-api/use-cases/undelivered-resolve.ts';
import { queryUndelivered } from '../../functions/shared/stores/undelivered-store.ts';
import { CONTROL, RETRY_QUEUE } from './functions.ts';
import { DESTINATIONS } from './workspace.ts';
import { withoutWaits } from '../support/without-waits.ts';

type Resolved = 'redriven' | 'discarded';
type Service = { execute(command: object, isHalf: boolean): object };

/** A line of an object under `undelivered/` that somebody wants resolved, and how. */
export type Wish = { readonly destination: string; readonly itemKey: string; readonly position: number; as: Resolved };

/** People at the control API, who find undelivered events and have them resolved. */
export function createModelPeople(around: {
  readonly tables: Service;
  readonly queues: Service;
  readonly random: () => number;
  readonly unique: () => string;
}) {
  const client = (service: Service) => ({ send: async (command: object) => service.execute(command, false) });
  const dynamodb = client(around.tables) as unknown as DynamoDBClient;
  const request = createResolveRequests(
    withoutWaits({
      sqs: client(around.queues) as unknown as SQSClient,
      queueUrls: { webhooks: RETRY_QUEUE },
      destination: async (id: string) => DESTINATIONS.find((destination) => destination.id === id),
    }),
  );
  const wishes: Wish[] = [];

  return {
    wishes: wishes as readonly Wish[],

    /** Everybody in `as` has seen the same list and wants the same lines of it resolved: all, or some. */
    async resolve(destinationId: string, as: readonly Resolved[], isAll: boolean): Promise<void> {
      const range = { destinationId, from: '0', to: '~', onlyOpen: true };
      const items: UndeliveredItem[] = [];
      for await (const item of queryUndelivered(dynamodb, CONTROL, range)) items.push(item);
      const matches = items.flatMap((item) =>
        statesOf(item).flatMap(({ state }, position) =>
          state === 'open' && (isAll || around.random() < 0.5) ? [{ item, position, state }] : [],
        ),
      );
      for (const one of as) {
        await request({ requestId: around.unique(), as: one, matches });
        for (const { item, position } of matches) {
          wishes.push({ destination: destinationId, itemKey: item.itemKey, position, as: one });
        }
      }
    },
  };
}
