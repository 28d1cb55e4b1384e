import type { SQSClient } from '@aws-sdk/client-sqs';
import type { IngestPackHeader } from '../../domain/messages.ts';
import { encodePack, encodePacks } from '../shared/pack-codec.ts';
import { SendFailedError, sendMessages } from '../shared/queue-sender.ts';
import type { IngestDeps } from './ingest.ts';

const THROTTLING = /thrott|overlimit|toomanyrequests/i;

/** Sends what a request brought to the ingest queue, in as few messages as it fits. */
export function createEnqueue(deps: {
  sqs: SQSClient;
  queueUrl: string;
  createId: () => string;
}): IngestDeps['enqueue'] {
  return async ({ sourceId, keyClass, receivedAt, events, lines, rejected }) => {
    const header = {
      ...({ kind: 'ingest', sourceId, receivedAt: receivedAt.toISOString() } as const),
      ...(keyClass === 'server' ? { keyClass } : {}),
    };
    const hasRejected = Object.keys(rejected).length > 0;
    const requestId = deps.createId();
    const headerOf = (part: IngestPackHeader['events'], index: number): IngestPackHeader => ({
      ...header,
      packId: `${requestId}.${index}`,
      events: part,
      ...(index === 0 && hasRejected ? { rejected } : {}),
    });
    const bodies =
      events.length > 0 ? encodePacks(events, lines, headerOf) : [encodePack({ header: headerOf([], 0), lines: [] })];
    try {
      await sendMessages(
        deps.sqs,
        deps.queueUrl,
        bodies.map((body) => ({ body })),
      );
      return 'sent';
    } catch (error) {
      console.error(JSON.stringify({ message: 'the ingest queue did not take a request', error: String(error) }));
      const isThrottled =
        (error instanceof SendFailedError && error.throttled) ||
        (error instanceof Error && THROTTLING.test(error.name));
      return isThrottled ? 'throttled' : 'failed';
    }
  };
}
