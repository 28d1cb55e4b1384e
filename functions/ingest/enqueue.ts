import type { Accepted } from '../shared/accept/accepted.ts';
import { encodeAccepted } from '../shared/accept/encode-accepted.ts';
import { SendFailedError, sendMessages, type Sqs } from '../shared/packs/queue-sender.ts';
import { gather } from './gather.ts';
import type { IngestDeps, Sent } from './ingest.ts';
import { log } from '../shared/lambda/log.ts';
import { HOUR_MS } from '../../domain/base/time-units.ts';

const THROTTLING = /thrott|overlimit|toomanyrequests/i;

type Deps = Sqs & { queueUrl: string; createId: () => string };

/**
 * Sends what a request brought to the ingest queue, in as few messages as it fits; with it what other requests brought, if
 * this instance has several at work. A function of Lambda has one at a time, and an instance on one machine up to sixteen.
 */
export function createEnqueue(deps: Deps): IngestDeps['enqueue'] {
  return gather((requests) => send(deps, requests));
}

async function send({ queueUrl, createId, ...sqs }: Deps, requests: readonly Accepted[]): Promise<Sent> {
  try {
    const bodies = [...Map.groupBy(requests, kindOf).values()].flatMap((alike) => encodeAccepted(alike, createId()));
    await sendMessages(
      sqs,
      queueUrl,
      bodies.map((body) => ({ body })),
    );
    return 'sent';
  } catch (error) {
    log.failed('the ingest queue did not take a request', { error });
    const isThrottled =
      (error instanceof SendFailedError && error.throttled) || (error instanceof Error && THROTTLING.test(error.name));
    return isThrottled ? 'throttled' : 'failed';
  }
}

/** Fan-out makes one batch of what one source got in one hour with one class of keys. */
function kindOf({ sourceId, keyClass, receivedAt }: Accepted): string {
  return `${Math.floor(receivedAt.getTime() / HOUR_MS)} ${keyClass === 'server'} ${sourceId}`;
}
