import * as z from 'zod/mini';
import type { MadeRequest } from '../../domain/functions/function-call.ts';
import { HOPS_HEADER, nextHops } from '../../domain/base/function-hops.ts';
import { FUNCTION_LIMITS } from '../../domain/functions/function-limits.ts';
import { isLonger, readMessage } from './hostile-text.ts';

const MAX_HEADERS = 100;
const SHOWN_CHARACTERS = 2_048;

/** A request as a guest asks for it. */
export const guestRequest = z.strictObject({
  id: z.int(),
  url: z.string().check(z.maxLength(8_192)),
  method: z.string().check(z.maxLength(20)),
  redirect: z.string(),
  headers: z.array(z.tuple([z.string(), z.string()])).check(z.maxLength(MAX_HEADERS)),
  text: z.optional(z.string()),
  base64: z.optional(z.string()),
});
export type GuestRequest = z.infer<typeof guestRequest>;

/** What became of it, as the half of the runner that has sockets says. */
export const guestAnswer = z.union([
  z.strictObject({
    status: z.number(),
    statusText: z.string(),
    headers: z.array(z.tuple([z.string(), z.string()])),
    url: z.string(),
    text: z.optional(z.string()),
    base64: z.optional(z.string()),
  }),
  z.strictObject({ failure: z.string(), message: z.string() }),
]);
export type GuestAnswer = z.infer<typeof guestAnswer>;

export type SendFetch = (request: GuestRequest) => Promise<GuestAnswer>;

type Deps = {
  readonly send: SendFetch;
  readonly nowMs: () => number;
  /** Tells the guest. */
  readonly deliver: (text: string) => void;
};

/** In base64. */
const MAX_BODY_CHARACTERS = Math.ceil((FUNCTION_LIMITS.requestBytes * 4) / 3) + 4;

/** The requests of one guest: so many, and so many at a time. */
export function createFetches({ send, nowMs, deliver }: Deps) {
  let turn = 0;
  let begun = 0;
  let underWay = 0;
  let about = { isTest: false, hops: 1 };
  let waiting: (() => void)[] = [];
  let open = 0;

  const refuse = (failure: string, message: string): string => JSON.stringify({ failure, message });

  const perform = async (request: GuestRequest, made: MadeRequest): Promise<void> => {
    const mine = turn;
    const beganMs = nowMs();
    underWay += 1;
    const answer = await send(withHops(request, about.hops));
    if (mine !== turn) return;
    underWay -= 1;
    open -= 1;
    waiting.shift()?.();
    Object.assign(made, { ms: nowMs() - beganMs, ...shownAnswer(answer, about.isTest) });
    deliver(JSON.stringify({ id: request.id, ...answer }));
  };

  return {
    /** Undefined when it is under way; otherwise why it is refused, as JSON. */
    begin(text: string, requests: MadeRequest[]): string | undefined {
      if (isLonger(text, MAX_BODY_CHARACTERS + 64 * 1024)) {
        return refuse('request_too_large', `a request may have ${FUNCTION_LIMITS.requestBytes} bytes`);
      }
      const request = readMessage(guestRequest, text);
      if (request === undefined) return refuse('invalid_request', 'the request cannot be made');
      if (isLonger(request.text ?? '', FUNCTION_LIMITS.requestBytes)) {
        return refuse('request_too_large', `a request may have ${FUNCTION_LIMITS.requestBytes} bytes`);
      }
      if (begun >= FUNCTION_LIMITS.fetches) {
        return refuse('too_many_requests', `a function may make ${FUNCTION_LIMITS.fetches} requests for an event`);
      }
      begun += 1;
      open += 1;
      const made: MadeRequest = {
        ...{ method: request.method, url: request.url.slice(0, SHOWN_CHARACTERS), ms: 0 },
        ...(about.isTest && request.text !== undefined ? { body: request.text.slice(0, SHOWN_CHARACTERS) } : {}),
      };
      requests.push(made);
      const go = (): void => void perform(request, made);
      if (underWay < FUNCTION_LIMITS.fetchesAtOnce) go();
      else waiting.push(go);
      return undefined;
    },
    /** `given`: what the function was given, as JSON. */
    reset(isTest: boolean, given: string): void {
      begun = 0;
      about = { isTest, hops: nextHops(given) };
    },
    /** Forgets all of them. Returns how many had no answer. */
    clear(): number {
      const left = open;
      turn += 1;
      underWay = 0;
      open = 0;
      waiting = [];
      return left;
    },
  };
}

/** Says how often functions have sent on what this comes of, whatever the guest says of that. */
function withHops(request: GuestRequest, hops: number): GuestRequest {
  const others = request.headers.filter(([name]) => name.trim().toLowerCase() !== HOPS_HEADER);
  return { ...request, headers: [...others, [HOPS_HEADER, String(hops)]] };
}

function shownAnswer(answer: GuestAnswer, isTest: boolean): Partial<MadeRequest> {
  if ('failure' in answer) return { failure: answer.failure.slice(0, 64), message: answer.message.slice(0, 1_024) };
  const body = isTest && answer.text !== undefined ? { answer: answer.text.slice(0, SHOWN_CHARACTERS) } : {};
  return { status: answer.status, ...body };
}
