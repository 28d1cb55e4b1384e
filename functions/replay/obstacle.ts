import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { summariseDeliveries } from '../../domain/ledger/ledger.ts';
import { destinationItemKey, replayLedgerKey } from '../../domain/tables/table-keys.ts';
import { readHealth } from '../shared/stores/health-store.ts';
import type { Outside } from '../shared/lambda/outside.ts';
import { laneQueueOf } from '../shared/packs/lane-queue.ts';
import { readLedgerOf } from '../shared/ledger/ledger-store.ts';
import type { ReplayDeps } from './replay.ts';

/** Packs that may wait in the replay queue of a lane: some seconds of work for its functions. */
const MAX_PACKS_WAITING = 50;

/** Events of a job that may be on their way, retries included, however they wait. */
const MAX_EVENTS_WAITING = 20_000;

const LOOK_AGAIN_SECONDS = 5;

/** A destination that is down is asked after half a minute at first, and then ever more seldom. */
const DOWN_LOOK_AGAIN_SECONDS = 15;

/** A slow destination must not make the job pile events up in queues, where nobody can pause them. */
export function createObstacle(
  deps: Pick<Outside, 'waitMs'> & {
    readonly dynamodb: DynamoDBClient;
    readonly controlTable: string;
    readonly shards?: number | undefined;
    readonly sqs: SQSClient;
    /** Lane name -> URL of its replay queue. */
    readonly queueUrls: Readonly<Record<string, string>>;
  },
): ReplayDeps['obstacle'] {
  return async ({ id }, destination) => {
    const [{ breakers }, waiting, counts] = await Promise.all([
      readHealth({ dynamodb: deps.dynamodb, table: deps.controlTable }),
      packsWaiting(deps.sqs, laneQueueOf(deps.queueUrls, destination.lane)),
      readLedgerOf(deps, replayLedgerKey(id)),
    ]);
    const down = breakers.get(destinationItemKey(destination.id));
    if (down !== undefined) {
      const waitingFor = `the destination, which is down since ${down.since} (${down.reason})`;
      return { waitingFor, askAgainSeconds: DOWN_LOOK_AGAIN_SECONDS };
    }
    if (waiting > MAX_PACKS_WAITING) {
      return { waitingFor: 'its lane, which has replays enough to deliver', askAgainSeconds: LOOK_AGAIN_SECONDS };
    }
    if (summariseDeliveries(counts).waiting > MAX_EVENTS_WAITING) {
      const waitingFor = `deliveries: more than ${MAX_EVENTS_WAITING} of its events are on their way`;
      return { waitingFor, askAgainSeconds: LOOK_AGAIN_SECONDS };
    }
    return undefined;
  };
}

async function packsWaiting(sqs: SQSClient, queueUrl: string): Promise<number> {
  const { Attributes: attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['ApproximateNumberOfMessages'] }),
  );
  return Number(attributes?.['ApproximateNumberOfMessages'] ?? 0);
}
