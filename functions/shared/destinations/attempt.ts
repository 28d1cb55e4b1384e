import type { Actions, DeliveredEvent, EventResult, Functions, Target } from '../../../destinations/runtime.ts';
import type { KindName } from '../../../destinations/kinds.ts';
import { runtimeOf } from '../../../destinations/runtimes.ts';
import { isEachAlone } from '../../../domain/delivery/batch-policy.ts';
import { strikeSecrets } from './strike-secrets.ts';
import type { OutboundHttp } from '../outbound/outbound-http.ts';

/** What of a partner's answer is read: enough for what it says of each event of a list of a thousand. */
export const MAX_RESPONSE_BYTES = 128 * 1024;

/** Whom events are attempted for: a destination, or what the tests of a component make of one. */
export type AttemptTarget = Target & { readonly kind: KindName };

/** What became of each event, in their order. Answers have no secrets in them. */
export type Attempted = {
  /** 1, or 0 for events that went along with an attempt which others are told of; one for each where each is attempted by itself. */
  readonly attempts: number;
  readonly requests: number;
  readonly results: readonly EventResult[];
};

/** One attempt for some events together, as the destination's kind makes it. */
export type Attempt<Whom extends AttemptTarget = AttemptTarget> = (
  target: Whom,
  events: readonly DeliveredEvent[],
  timeoutMs: number,
) => Promise<Attempted>;

/** What kinds need that run something. */
export type Runners = { readonly functions?: Functions | undefined; readonly actions?: Actions | undefined };

/** Makes attempts for destinations of every kind. Those that run what nobody here can run wait. */
export function createAttempt(
  http: Pick<OutboundHttp, 'send'>,
  now: () => Date,
  { functions, actions }: Runners = {},
): Attempt {
  return async (target, events, timeoutMs) => {
    let requests = 0;
    const counted: Pick<OutboundHttp, 'send'> = {
      send(request) {
        requests += 1;
        return http.send(request);
      },
    };
    const counting = functions && countRequests(functions, (made) => (requests += made));
    const context = { http: counted, functions: counting, actions, now, timeoutMs };
    const results = await runtimeOf(target.kind).attempt(target, events, context);
    const attempts = isEachAlone(target) ? events.length : 1;
    return { attempts, requests, results: results.map((result) => withoutSecrets(result, target)) };
  };
}

/** What a function asks for counts as requests of its destination. */
function countRequests(functions: Functions, count: (requests: number) => void): Functions {
  return {
    async run(name, call) {
      const answer = await functions.run(name, call);
      if (answer.kind === 'ran') count(answer.results.reduce((sum, { requests }) => sum + requests.length, 0));
      return answer;
    },
  };
}

function withoutSecrets(result: EventResult, target: AttemptTarget): EventResult {
  return result.answer === undefined ? result : { ...result, answer: readShown(result.answer, target) };
}

/** What people are shown of an answer. */
const SHOWN_BYTES = 1024;
/** Of one unit of UTF-16, in UTF-8. */
const LONGEST_CHARACTER_BYTES = 3;

/** Enough for what is shown when some of it is struck out. */
const READ_CHARACTERS = 2 * SHOWN_BYTES;

/** The beginning of a text as people may see it. */
export function readShown(text: string, target: AttemptTarget): string {
  return beginningOf(strikeSecrets(target, text.slice(0, READ_CHARACTERS)));
}

/** Streaming leaves out a character of which the end is cut off. A short text has no end to be cut off. */
function beginningOf(text: string): string {
  if (text.length * LONGEST_CHARACTER_BYTES <= SHOWN_BYTES) return text;
  return new TextDecoder().decode(Buffer.from(text).subarray(0, SHOWN_BYTES), { stream: true });
}
