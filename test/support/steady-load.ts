import { setTimeout as wait } from 'node:timers/promises';
import type { Receiver } from '../../local/receiver.ts';
import { basic } from './test-pipeline.ts';

type SteadyLoad = {
  readonly url: string;
  readonly writeKey: string;
  /** Goes into every `messageId`. */
  readonly name: string;
  readonly requestsPerSecond: number;
  readonly eventsPerRequest: number;
  readonly durationMs: number;
};

const MS_PER_SECOND = 1000;

/**
 * Sends at a fixed rate, whatever becomes of the answers: a pipeline that slows down must not slow its measurement down
 * with it. Resolves with the epoch milliseconds at which each event was due to be sent, by its id.
 */
export async function sendSteadily(load: SteadyLoad): Promise<Map<string, number>> {
  const { requestsPerSecond, eventsPerRequest, durationMs, name } = load;
  const startedAt = Date.now();
  const total = Math.round((durationMs / MS_PER_SECOND) * requestsPerSecond);
  const sent = new Map<string, number>();
  const requests: Promise<unknown>[] = [];
  for (let request = 0; request < total; request += 1) {
    const dueAt = startedAt + (request * MS_PER_SECOND) / requestsPerSecond;
    if (dueAt > Date.now()) await wait(dueAt - Date.now());
    const ids = Array.from({ length: eventsPerRequest }, (_, index) => `${name}-${request}-${index}`);
    for (const id of ids) sent.set(id, dueAt);
    requests.push(sendBatch(load, ids));
  }
  await Promise.all(requests);
  return sent;
}

async function sendBatch({ url, writeKey }: SteadyLoad, ids: readonly string[]): Promise<void> {
  const batch = ids.map((messageId) => ({ type: 'track', event: 'Clicked', userId: 'u1', messageId }));
  const response = await fetch(`${url}/v1/batch`, {
    method: 'POST',
    headers: { authorization: basic(writeKey) },
    body: JSON.stringify({ batch }),
  });
  if (response.status !== 200) throw new Error(`a batch was answered with ${response.status}`);
  await response.arrayBuffer();
}

/** Milliseconds from when each of these events was due to be sent to when `receiver` first had it, ascending. */
export function latenciesMs(sent: ReadonlyMap<string, number>, receiver: Receiver): number[] {
  const arrivals = new Map<string, number>();
  for (const { headers, receivedAt } of receiver.requests) {
    const id = String(headers['webhook-id']);
    if (!arrivals.has(id)) arrivals.set(id, receivedAt);
  }
  return [...sent]
    .flatMap(([id, dueAt]) => {
      const arrivedAt = arrivals.get(id);
      return arrivedAt === undefined ? [] : [arrivedAt - dueAt];
    })
    .toSorted((a, b) => a - b);
}

/** The value that this share of the ascending `values` does not exceed. */
export function percentile(values: readonly number[], share: number): number {
  return values[Math.max(0, Math.ceil(values.length * share) - 1)] ?? NaN;
}
