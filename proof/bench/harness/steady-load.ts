import { setTimeout as wait } from 'node:timers/promises';

type SteadyLoad = {
  readonly port: number;
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
 * with it. Resolves with when each event was due to be sent, by its id, on the clock of `performance.now`.
 */
export async function sendAtRate(load: SteadyLoad): Promise<Map<string, number>> {
  const { requestsPerSecond, eventsPerRequest, durationMs, name } = load;
  const startedAt = performance.now();
  const total = Math.max(1, Math.round((durationMs / MS_PER_SECOND) * requestsPerSecond));
  const due = new Map<string, number>();
  const requests: Promise<unknown>[] = [];
  for (let request = 0; request < total; request += 1) {
    const dueAt = startedAt + (request * MS_PER_SECOND) / requestsPerSecond;
    if (dueAt > performance.now()) await wait(dueAt - performance.now());
    const ids = Array.from({ length: eventsPerRequest }, (_, index) => `${name}-${request}-${index}`);
    for (const id of ids) due.set(id, dueAt);
    requests.push(sendBatch(load, ids));
  }
  await Promise.all(requests);
  return due;
}

async function sendBatch({ port, writeKey }: SteadyLoad, ids: readonly string[]): Promise<void> {
  const batch = ids.map((messageId) => ({ type: 'track', event: 'Clicked', userId: 'u1', messageId }));
  const response = await fetch(`http://127.0.0.1:${port}/v1/batch`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}` },
    body: JSON.stringify({ batch }),
  });
  if (response.status !== 200) throw new Error(`a batch was answered with ${response.status}`);
  await response.arrayBuffer();
}
