import { AsyncLocalStorage } from 'node:async_hooks';
import type { OutboundFailure, OutboundHttp } from '../../../functions/shared/outbound/outbound-http.ts';

// What belongs to one call of an action, however deep in a destination's code a request is made: its way out, its limits and
// what was exchanged. Requests of a call that has ended, and such as belong to none, are refused.

/** A request that an action has made, and what came back. */
export type Exchange = {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  readonly durationMs: number;
  readonly answer:
    | {
        readonly kind: 'response';
        readonly status: number;
        readonly headers: Readonly<Record<string, string | string[] | undefined>>;
        readonly body: string;
        readonly isCut: boolean;
      }
    | { readonly kind: 'failed'; readonly failure: OutboundFailure; readonly message: string };
};

export type Call = {
  readonly http: Pick<OutboundHttp, 'send'>;
  readonly now: () => Date;
  /** When everything must have ended. */
  readonly endsAtMs: number;
  readonly maxRequests: number;
  readonly exchanges: Exchange[];
  /** Requests that were begun. */
  requests: number;
  /** Nobody waits for it any more. */
  isOver: boolean;
  /** Takes what the code of a destination throws where nobody awaits it. */
  readonly fail: (reason: unknown) => void;
};

const calls = new AsyncLocalStorage<Call>();

/** The call that the running code belongs to. */
export function currentCall(): Call | undefined {
  return calls.getStore();
}

export function runInCall<T>(call: Call, work: () => T): T {
  return calls.run(call, work);
}
