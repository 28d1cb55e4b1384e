import { addCounts, type Counts } from '../../domain/ledger/ledger.ts';
import type { IngestPackHeader } from '../../domain/pipeline/messages.ts';
import { encodePack, encodePacks } from '../shared/packs/pack-codec.ts';
import { SendFailedError, sendMessages, type Sqs } from '../shared/packs/queue-sender.ts';
import { gather } from './gather.ts';
import type { Accepted, IngestDeps, Sent } from './ingest.ts';
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
    const bodies = [...Map.groupBy(requests, kindOf).values()].flatMap((alike) => encode(alike, createId()));
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

function encode(alike: readonly Accepted[], requestId: string): string[] {
  const { sourceId = '', keyClass, receivedAt = new Date(0) } = alike[0] ?? {};
  const rejected = alike.reduce<Counts>((sum, request) => addCounts(sum, request.rejected), {});
  const headerOf = (events: IngestPackHeader['events'], index: number): IngestPackHeader => ({
    kind: 'ingest',
    sourceId,
    receivedAt: receivedAt.toISOString(),
    ...(keyClass === 'server' ? { keyClass } : {}),
    packId: `${requestId}.${index}`,
    events,
    ...(index === 0 && Object.keys(rejected).length > 0 ? { rejected } : {}),
  });
  const events = alike.flatMap((request) => request.events);
  const lines = alike.flatMap((request) => request.lines);
  return events.length > 0
    ? encodePacks(events, lines, headerOf)
    : [encodePack({ header: headerOf([], 0), lines: [] })];
}
