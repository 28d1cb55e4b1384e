// The body of an HTTP request, within what API Gateway and Lambda take, and all bodies together within this machine's memory.
import type { IncomingMessage } from 'node:http';

/** API Gateway's limit, https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
const MAX_BODY_BYTES = 10 * 1024 * 1024;
/** Lambda's limit for an event as JSON, https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_EVENT_BYTES = 6 * 1024 * 1024;
/** JSON writes a byte in six at most (`\u0000`). */
const MOST_GROWTH = 6;

/** Bodies at work or waiting for a function: 32 of the largest that ingest takes. */
const MAX_BYTES_AT_ONCE = 128 * 1024 * 1024;

/** What bodies take at the same time; each is given back when its request was answered. */
export class BodyBudget {
  #left: number;
  constructor(bytes = MAX_BYTES_AT_ONCE) {
    this.#left = bytes;
  }

  take(bytes: number): boolean {
    if (bytes > this.#left) return false;
    this.#left -= bytes;
    return true;
  }

  giveBack(bytes: number): void {
    this.#left += bytes;
  }
}

export type RequestBody = {
  readonly body: Buffer;
  /** To be called once the request was answered. */
  readonly release: () => void;
};

/** `no room` when the bodies that are here already are all that this machine keeps: the sender may come again. */
export async function readBody(
  request: Pick<IncomingMessage, 'headers' | 'iterator'>,
  budget: BodyBudget,
): Promise<RequestBody | 'too large' | 'no room'> {
  if (Number(request.headers['content-length']) > MAX_BODY_BYTES) return 'too large';
  const chunks: Buffer[] = [];
  let size = 0;
  let isKept = false;
  const release = (): void => budget.giveBack(size);
  try {
    // Left early, the plain iterator would destroy the connection, and the client never hear why.
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      if (size + chunk.length > MAX_BODY_BYTES) return 'too large';
      if (!budget.take(chunk.length)) return 'no room';
      size += chunk.length;
      chunks.push(chunk);
    }
    isKept = true;
    return { body: Buffer.concat(chunks, size), release };
  } finally {
    if (!isKept) release();
  }
}

/** Whether Lambda refuses an event for its size. Most bodies are so small that it need not be measured. */
export function isTooLongForLambda(event: object, body: Buffer): boolean {
  return body.length * MOST_GROWTH > MAX_EVENT_BYTES && Buffer.byteLength(JSON.stringify(event)) > MAX_EVENT_BYTES;
}
