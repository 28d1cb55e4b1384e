// One request and its answer on one connection, with one deadline and a limit on what is read.
import type { Dispatcher, Pool } from 'undici';
import { answerTextOf, plainBytesOf } from './answer-text.ts';
import type { WireRequest } from './outbound-request.ts';

/** How far it came. `waiting`: no connection yet; `sent`: nothing of an answer yet; `answering`: a status line arrived. */
export type ExchangePhase = 'waiting' | 'sent' | 'answering';

export type ResponseHeaders = Readonly<Record<string, string | string[] | undefined>>;

export type Exchange =
  | {
      kind: 'answer';
      status: number;
      headers: ResponseHeaders;
      body: string;
      bytes?: Uint8Array;
      bodyTruncated: boolean;
    }
  | { kind: 'timeout'; phase: ExchangePhase }
  | { kind: 'error'; phase: ExchangePhase; error: Error };

/** For undici alone: tells it to drop a request or a connection that nobody waits for any more. */
class AbandonedError extends Error {
  override readonly name = 'AbandonedError';
}

/**
 * `Pool.dispatch` with a handler of our own, not `request()`: no stream per body, and the deadline covers the wait for a
 * connection and the body alike. Chunks are bytes of the connection, so the rest of a long body is never read: the
 * connection is closed instead.
 */
export function exchange(
  pool: Pool,
  request: WireRequest,
  limits: { remainingMs: number; maxResponseBytes: number; keepsBytes: boolean },
): Promise<Exchange> {
  const { url, method, headers, body } = request;
  return new Promise((resolve) => {
    const settle = (result: Exchange): void => {
      clearTimeout(deadline);
      resolve(result);
    };
    const receiver = createReceiver(limits, settle);
    const deadline = setTimeout(receiver.giveUp, limits.remainingMs);
    const path = url.pathname + url.search;
    pool.dispatch({ origin: url.origin, path, method, headers, body }, receiver.handler);
  });
}

function createReceiver(
  { maxResponseBytes: maxBytes, keepsBytes }: { maxResponseBytes: number; keepsBytes: boolean },
  settleOnce: (result: Exchange) => void,
) {
  let settled = false;
  let phase: ExchangePhase = 'waiting';
  let controller: Dispatcher.DispatchController | undefined;
  let status = 0;
  let headers: ResponseHeaders = {};
  let chunks: Buffer[] = [];
  let sizeBytes = 0;

  function settle(result: Exchange): void {
    if (settled) return;
    settled = true;
    settleOnce(result);
  }

  function answer(bodyTruncated: boolean): Exchange {
    const received = Buffer.concat(chunks);
    const bytes = keepsBytes ? plainBytesOf(received, headers, maxBytes) : undefined;
    const body = answerTextOf(received, headers, maxBytes);
    return { kind: 'answer', status, headers, body, ...(bytes === undefined ? {} : { bytes }), bodyTruncated };
  }

  const handler: Dispatcher.DispatchHandler = {
    onRequestStart(started) {
      // Timed out while it waited. Throwing drops it unsent; aborting would also close the good connection it was given.
      if (settled) throw new AbandonedError('timed out before it was sent');
      controller = started;
      phase = 'sent';
    },
    onResponseStart(_controller, statusCode, responseHeaders) {
      // Interim answers come before the real one; outbound-interim.ts makes a 102 of a 100.
      if (statusCode < 200) return;
      status = statusCode;
      headers = responseHeaders;
      phase = 'answering';
    },
    onResponseData(receiving, chunk) {
      chunks.push(chunk.subarray(0, maxBytes - sizeBytes));
      sizeBytes += chunk.length;
      if (sizeBytes <= maxBytes) return;
      settle(answer(true));
      chunks = [];
      receiving.abort(new AbandonedError('the response is longer than it may be'));
    },
    onResponseEnd() {
      settle(answer(false));
    },
    onResponseError(_controller, error) {
      settle({ kind: 'error', phase, error });
    },
  };

  function giveUp(): void {
    settle({ kind: 'timeout', phase });
    chunks = [];
    controller?.abort(new AbandonedError('timed out'));
  }

  return { handler, giveUp };
}
