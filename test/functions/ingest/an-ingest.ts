import { keysOf } from '../../../domain/events/write-keys.ts';
import type { Accepted } from '../../../functions/shared/accept/accepted.ts';
import { createIngest, type IngestDeps } from '../../../functions/ingest/ingest.ts';
import type { IngestRequest, IngestResponse } from '../../../functions/ingest/request.ts';
import { anEvent } from '../../support/an-event.ts';
import { aSource } from '../../support/a-source.ts';

export const basic = (user: string): string => `Basic ${Buffer.from(user).toString('base64')}`;

/** A track call with the write key of `aSource()`, as a server-side SDK sends it. Objects are sent as JSON. */
export function aRequest({
  body = anEvent(),
  ...overrides
}: Partial<Omit<IngestRequest, 'body'>> & { body?: unknown } = {}): IngestRequest {
  return {
    method: 'POST',
    path: '/v1/track',
    query: {},
    headers: { authorization: basic('wk_web:'), 'content-type': 'application/json' },
    body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
    ip: '198.51.100.7',
    origin: 'https://events.example.com',
    ...overrides,
  };
}

/** A batch with the write key of `aSource()`. */
export function aBatch(items: readonly unknown[], envelope: Readonly<Record<string, unknown>> = {}): IngestRequest {
  return aRequest({ path: '/v1/batch', body: { batch: items, ...envelope } });
}

export type RunningIngest = {
  readonly send: (request: IngestRequest) => Promise<IngestResponse>;
  /** What was handed to the queue, one for each request. */
  readonly enqueued: readonly Accepted[];
  /** The events among it. */
  readonly events: () => Record<string, unknown>[];
  /** How many events were refused for which reason, over all requests. */
  readonly rejected: () => Record<string, number>;
};

/** Ingest with a source `web`, a source `old` that is off and a queue that takes everything, unless told otherwise. */
export function anIngest(overrides: Partial<IngestDeps> = {}): RunningIngest {
  const sources = [
    aSource(),
    aSource({ id: 'old', enabled: false, writeKeys: ['wk_old'] }),
    aSource({ id: 'backend', acceptDeletes: true, writeKeys: ['wk_backend', { key: 'wk_secret', class: 'server' }] }),
  ];
  const enqueued: Accepted[] = [];
  let ids = 0;
  const send = createIngest({
    sourceOfWriteKey: async (writeKey) => sources.find((source) => keysOf(source).includes(writeKey)),
    enqueue: async (accepted) => {
      enqueued.push(accepted);
      return 'sent';
    },
    unknownWriteKeys: 'accept',
    now: () => new Date('2026-11-22T01:01:00.000Z'),
    createId: () => `created-${(ids += 1)}`,
    ...overrides,
  });
  return {
    send,
    enqueued,
    events: () => enqueued.flatMap(({ lines }) => lines.map((line) => JSON.parse(line) as Record<string, unknown>)),
    rejected: () => {
      const sum: Record<string, number> = {};
      for (const [reason, count] of enqueued.flatMap(({ rejected }) => Object.entries(rejected))) {
        sum[reason] = (sum[reason] ?? 0) + count;
      }
      return sum;
    },
  };
}

export function jsonOf({ body }: IngestResponse): unknown {
  return JSON.parse(Buffer.from(body).toString('utf8'));
}
