// What the benchmarks of calls compare with: the JSON of the same bytes, and requests made with as little as can be.
import { createHmac } from 'node:crypto';
import { Agent, request } from 'node:http';

/** Node's own client, kept connections, a signature: what a program would do that has one thing to send. */
export function createSignedPost(url: string, secret: string): { send(body: string): Promise<void>; close(): void } {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  return {
    send: (body) =>
      new Promise((resolve, reject) => {
        const signature = createHmac('sha256', secret).update(body).digest('hex');
        const headers = {
          'content-type': 'application/json',
          'content-length': String(Buffer.byteLength(body)),
          'x-signature': signature,
        };
        const sent = request(url, { method: 'POST', agent, headers }, (response) => {
          response.resume().on('end', resolve).on('error', reject);
        });
        sent.on('error', reject).end(body);
      }),
    close: () => agent.destroy(),
  };
}

/** Runs `work` for each item, at most `atOnce` at the same time. */
export async function inParallel<Item>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item) => Promise<unknown>,
): Promise<void> {
  const left = items.values();
  const lane = async (): Promise<void> => {
    for (const item of left) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, lane));
}
