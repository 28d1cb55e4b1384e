import { expect } from 'vitest';
import type { WorkspaceInput } from '../../domain/workspace/workspace.ts';
import { startReceiver, type Receiver } from '../../local/receiver.ts';
import { aWebhook, aWorkspace, startTestPipeline, type TestPipeline } from '../support/test-pipeline.ts';

export type DeliveredEvent = Readonly<Record<string, unknown>>;

/** A running pipeline whose source `web` feeds the webhook `crm` at `/hook` of the receiver. */
export type ClientWorld = {
  readonly pipeline: TestPipeline;
  readonly receiver: Receiver;
  /** Where a client has to send, by IPv4: IPv6 addresses of senders are not recorded. */
  readonly url: string;
  /** Lets a client send, waits until the pipeline is idle, and returns what a path of the receiver got meanwhile. */
  deliveredFrom(send: () => Promise<unknown>, path?: string): Promise<DeliveredEvent[]>;
  close(): Promise<void>;
};

export async function startClientWorld(
  destinations: (url: string) => NonNullable<WorkspaceInput['destinations']> = (url) => [aWebhook(url)],
): Promise<ClientWorld> {
  const receiver = await startReceiver();
  const pipeline = await startTestPipeline(aWorkspace(destinations(receiver.url)));
  return {
    pipeline,
    receiver,
    url: pipeline.url.replace('localhost', '127.0.0.1'),
    async deliveredFrom(send, path = '/hook') {
      const before = receiver.requests.length;
      await send();
      await pipeline.drain();
      return receiver.requests
        .slice(before)
        .filter((request) => request.path === path)
        .map(({ body }) => JSON.parse(body) as DeliveredEvent);
    },
    async close() {
      await pipeline.close();
      await receiver.close();
    },
  };
}

const isoTime: unknown = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

/** What every delivered event of the source `web` has, whoever sent it. */
export const ENRICHED = {
  projectId: 'web',
  version: 2,
  receivedAt: isoTime,
  originalTimestamp: isoTime,
  timestamp: isoTime,
  messageId: expect.stringMatching(/./) as unknown,
};

/** The event of the given type; fails unless there is exactly one. */
export function theOne(events: readonly DeliveredEvent[], type: string): DeliveredEvent {
  const found = events.filter((event) => event['type'] === type);
  expect(found).toHaveLength(1);
  return found[0] ?? {};
}

/** Milliseconds by which ingest moved the client's clock, as a delivered event shows it. */
export function correctionMs(event: DeliveredEvent): number {
  return Date.parse(String(event['timestamp'])) - Date.parse(String(event['originalTimestamp']));
}
