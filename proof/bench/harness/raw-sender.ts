// Sends sample events over kept connections, at the least cost for whoever sends.
import { setTimeout as wait } from 'node:timers/promises';
import { writeKeyOf } from './pipeline.ts';
import { createRawExchange, type RawExchange } from './raw-exchange.ts';
import { sampleEvents } from './sample-events.ts';

export type RawSender = {
  /** Event id -> when it was due to be sent, on the clock of `performance.now`. */
  readonly due: Map<string, number>;
  /** How many events were sent so far. */
  sent(): number;
  /** Sends one request on whichever connection is free. */
  send(dueAt: number): Promise<void>;
  close(): void;
};

const MS_PER_SECOND = 1000;
const HEADERS = `authorization: Basic ${Buffer.from(`${writeKeyOf('web')}:`).toString('base64')}\r\ncontent-type: application/json\r\n`;

/** One event a request goes to `/v1/track`, as SDKs that do not batch send it. */
export function createRawSender(port: number, connections: number, perRequest: number): RawSender {
  const path = perRequest === 1 ? '/v1/track' : '/v1/batch';
  const sockets = Array.from({ length: connections }, () => createRawExchange(port, path));
  const free = [...sockets];
  const waiting: ((socket: RawExchange) => void)[] = [];
  const template = sampleEvents('2 KB', perRequest).map((event) => JSON.stringify(event).split(event.messageId));
  const due = new Map<string, number>();
  let requests = 0;
  return {
    due,
    sent: () => requests * perRequest,
    async send(dueAt) {
      const request = (requests += 1);
      const events = template.map((parts, index) => {
        const id = `r${request}-${index}`;
        due.set(id, dueAt);
        return parts.join(id);
      });
      const socket = free.pop() ?? (await new Promise<RawExchange>((resolve) => waiting.push(resolve)));
      await socket.send(perRequest === 1 ? events.join() : `{"batch":[${events.join()}]}`, HEADERS);
      const next = waiting.shift();
      if (next === undefined) free.push(socket);
      else next(socket);
    },
    close() {
      for (const socket of sockets) socket.close();
    },
  };
}

/** At a fixed rate, whatever becomes of the answers. */
export async function sendSteadily(
  sender: Pick<RawSender, 'send'>,
  { requestsPerSecond, requests }: { readonly requestsPerSecond: number; readonly requests: number },
): Promise<void> {
  const startedAt = performance.now();
  const sending: Promise<void>[] = [];
  for (let request = 0; request < requests; request += 1) {
    const dueAt = startedAt + (request * MS_PER_SECOND) / requestsPerSecond;
    if (dueAt > performance.now()) await wait(dueAt - performance.now());
    sending.push(sender.send(dueAt));
  }
  await Promise.all(sending);
}
