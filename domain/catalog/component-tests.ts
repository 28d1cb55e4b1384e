// The test suite of a partner's endpoint: which requests it sends, and what the answers say about it. Segment's checklist
// for partners with what else goes wrong in production. The control API runs it; a review asks for its result.

import { answerText } from '../delivery/answer-texts.ts';
import { classifyAttempt, type DeliveryOutcome } from '../delivery/delivery-outcome.ts';
import { functionReasonText } from '../functions/function-reasons.ts';
import { EVENT_TYPES, type EventType } from '../events/event.ts';

/** How long results are kept. */
export const COMPONENT_TEST_DAYS = 90;

/** `warn`: works, and people should know. `skipped`: could not be tried. */
export type Verdict = 'pass' | 'warn' | 'fail' | 'skipped';
export type Finding = { readonly verdict: Verdict; readonly detail: string };

/** What one request came to. */
export type Answer = {
  readonly latencyMs: number;
  /** `message` of a JSON body. */
  readonly message?: string;
} & (
  | { readonly kind: 'response'; readonly status: number; readonly retryAfter?: string }
  /** `no_time`: it was not made, because the time for the whole suite was over; `not_run`: nothing could run the function. */
  | { readonly kind: 'failed'; readonly failure: string }
  /** Code of the partner ran, and this is what delivery would make of it. */
  | { readonly kind: 'ran'; readonly outcome: DeliveryOutcome; readonly reason: string }
);

/** What an endpoint knows its caller by. A kind of destination says which of its settings each is. */
export type Credential = 'key' | 'signature';

/** One request of a case. */
export type Probe = {
  /** What is sent wrongly. */
  readonly wrong?: Credential;
  readonly isLarge?: true;
  /** Has the messageId of the first probe of its case. */
  readonly isRepeat?: true;
};

/** One thing that is tried. */
export type ComponentCase = {
  readonly name: string;
  readonly title: string;
  /** What it sends; without, an event of a type that the endpoint has taken. */
  readonly type?: EventType;
  readonly probes: readonly Probe[];
  /** How often a second its requests are made, whatever became of those before. @default one after the other */
  readonly perSecond?: number;
  judge(answers: readonly Answer[]): Finding;
};

export const BURST_PER_SECOND = 20;
const BURST_SECONDS = 3;

/** The checklist: an endpoint has to take each type or to say that it does not support it. */
export function callTypeCases(types: readonly EventType[] = EVENT_TYPES): ComponentCase[] {
  return types.map((type) => ({
    ...{ name: `call-${type}`, title: `${/^[aeiou]/.test(type) ? 'An' : 'A'} ${type} call`, type, probes: [{}] },
    judge: ([answer]) => (answer === undefined ? UNTRIED : judgeCall(answer)),
  }));
}

/** What is tried with a call type that the endpoint takes. */
export const BEHAVIOUR_CASES: readonly ComponentCase[] = [
  {
    ...{ name: 'wrong-key', title: 'A wrong API key', probes: [{ wrong: 'key' }] },
    judge: ([answer]) => (answer === undefined ? UNTRIED : judgeRefusal(answer, 'key')),
  },
  {
    ...{ name: 'wrong-signature', title: 'A wrong signature' },
    probes: [{ wrong: 'signature' }],
    judge: ([answer]) => (answer === undefined ? UNTRIED : judgeRefusal(answer, 'signature')),
  },
  {
    ...{ name: 'repeated', title: 'The same event again', probes: [{}, { isRepeat: true }] },
    judge: judgeRepeat,
  },
  {
    ...{ name: 'large', title: 'An event of more than 32 KB', probes: [{ isLarge: true }] },
    judge: ([answer]) => (answer === undefined ? UNTRIED : judgeLarge(answer)),
  },
];

/** Twenty events a second. `recovery`: after answers of 429, one more request once the wait that was asked for is over. */
export const BURST_CASE: ComponentCase & { judge(answers: readonly Answer[], recovery?: Answer): Finding } = {
  ...{ name: 'burst', title: `${BURST_PER_SECOND} events a second for ${BURST_SECONDS} seconds` },
  probes: Array.from({ length: BURST_PER_SECOND * BURST_SECONDS }, () => ({})),
  perSecond: BURST_PER_SECOND,
  judge: judgeBurst,
};

const UNTRIED: Finding = { verdict: 'skipped', detail: 'It was not tried.' };

export function isTaken(answer: Answer | undefined): boolean {
  if (answer?.kind === 'ran') return answer.outcome.kind === 'delivered';
  return answer?.kind === 'response' && answer.status >= 200 && answer.status < 300;
}

export function isThrottled(answer: Answer): boolean {
  return answer.kind === 'response' && answer.status === 429;
}

/** It says that it does not take this type of event. */
function isUnsupported(answer: Answer): boolean {
  if (answer.kind === 'ran') return answer.reason === 'function_event_not_supported';
  return answer.kind === 'response' && answer.status === 501;
}

/** A function asks to be tried again, as it does when the partner answers 429. */
function isPutOff(answer: Answer): boolean {
  return answer.kind === 'ran' && answer.outcome.kind === 'retry' && answer.reason === 'function_retry';
}

function reasonOf(answer: Exclude<Answer, { kind: 'ran' }>): string {
  return answer.kind === 'failed' ? answer.failure : `http_${answer.status}`;
}

/** `Answered 400: it says that the event is malformed ("no email").` */
function describe(answer: Answer): string {
  if (answer.kind === 'ran') return describeRun(answer);
  const what = answer.kind === 'response' ? `Answered ${answer.status}` : 'No answer';
  const said = answer.message === undefined ? '' : ` ("${answer.message}")`;
  return `${what}: ${answerText(reasonOf(answer))}${said}.`;
}

/** `function_error: its code threw an error ("TypeError: …").` */
function describeRun({ outcome, reason, message }: Extract<Answer, { kind: 'ran' }>): string {
  if (outcome.kind === 'delivered') return 'It returned.';
  const said = message === undefined ? '' : ` ("${message}")`;
  return `${reason}: ${functionReasonText(reason) ?? answerText(reason)}${said}.`;
}

function untriedOf(answer: Answer): Finding | undefined {
  if (answer.kind !== 'failed') return undefined;
  if (answer.failure === 'not_run') {
    return { verdict: 'skipped', detail: 'Nothing could run the function at the moment: try the suite again.' };
  }
  if (answer.failure !== 'no_time') return undefined;
  return { verdict: 'skipped', detail: 'No time was left for it, because earlier answers took so long.' };
}

function judgeCall(answer: Answer): Finding {
  const untried = untriedOf(answer);
  if (untried !== undefined) return untried;
  if (isTaken(answer)) {
    return { verdict: 'pass', detail: answer.kind === 'response' ? `Answered ${answer.status}.` : describe(answer) };
  }
  if (isUnsupported(answer)) {
    const what = answer.kind === 'response' ? `Answered ${answer.status}` : 'It says so';
    return { verdict: 'warn', detail: `${what}: this type is not supported, and customers are told so.` };
  }
  if (answer.kind === 'ran' && answer.outcome.kind === 'filtered') {
    return { verdict: 'warn', detail: `${describe(answer)} In production the event would go nowhere.` };
  }
  // Seven requests at once are few, and yet no reason to say that it does not work.
  const verdict = isThrottled(answer) ? 'warn' : 'fail';
  return { verdict, detail: `${describe(answer)} ${consequenceOf(answer)}` };
}

/** What it would mean in production, told by the rules that delivery goes by. */
function consequenceOf(answer: Answer): string {
  const outcome = answer.kind === 'ran' ? answer.outcome : classifyAttempt(answer, new Date(0));
  if (outcome.kind === 'hold') return 'In production events would be held until the code is another.';
  if (outcome.kind === 'retry') return 'In production the event would be tried again for hours.';
  if (outcome.kind !== 'discard') return '';
  return outcome.switchOff === true
    ? "In production a customer's destination would be switched off by this."
    : 'In production the event would be lost.';
}

function judgeRefusal(answer: Answer, what: 'key' | 'signature'): Finding {
  const untried = untriedOf(answer);
  if (untried !== undefined) return untried;
  if (isTaken(answer)) {
    const risk =
      what === 'key'
        ? "so customers' events go nowhere when they mistype theirs"
        : 'so anybody who knows the address can send events';
    return {
      verdict: 'warn',
      detail: `A wrong ${what} was accepted, ${risk}. ${answer.kind === 'ran' ? 'Throw an error' : 'Answer 401'}.`,
    };
  }
  if (answer.kind === 'ran') return judgeRefusalByCode(answer);
  const isRefused = answer.kind === 'response' && [400, 401, 403].includes(answer.status);
  if (!isRefused) {
    return { verdict: 'warn', detail: `${describe(answer)} A wrong ${what} is better answered by 401, at once.` };
  }
  const advice = answer.message === undefined ? ' A JSON body with "message" would be shown to customers.' : '';
  return { verdict: 'pass', detail: `${describe(answer)}${advice}` };
}

function judgeRefusalByCode(answer: Extract<Answer, { kind: 'ran' }>): Finding {
  if (answer.outcome.kind === 'discard') return { verdict: 'pass', detail: describe(answer) };
  const advice = 'A wrong key is better an error than another try: no try will be right.';
  return { verdict: 'warn', detail: `${describe(answer)} ${advice}` };
}

function judgeRepeat([first, second]: readonly Answer[]): Finding {
  if (first === undefined || second === undefined) return UNTRIED;
  const untried = untriedOf(second);
  if (untried !== undefined) return untried;
  if (!isTaken(first)) return { verdict: 'fail', detail: `Already the first was not taken. ${describe(first)}` };
  if (isTaken(second))
    return { verdict: 'pass', detail: 'Taken both times. Do count it once: the messageId is the same.' };
  return {
    verdict: 'fail',
    detail: `${describe(second)} Events may arrive twice: answer 2xx to one that you have, or it counts as failed.`,
  };
}

function judgeLarge(answer: Answer): Finding {
  const untried = untriedOf(answer);
  if (untried !== undefined) return untried;
  if (isTaken(answer)) return { verdict: 'pass', detail: 'Taken.' };
  return { verdict: 'warn', detail: `${describe(answer)} Events can be somewhat larger than 32 KB and would be lost.` };
}

function judgeBurst(answers: readonly Answer[], recovery?: Answer): Finding {
  const made = answers.filter((answer) => untriedOf(answer) === undefined);
  if (made.length < answers.length / 2) {
    return { verdict: 'warn', detail: 'It could not be tried, because earlier answers took so long.' };
  }
  const taken = made.filter(isTaken).length;
  const throttled = made.filter(isThrottled);
  const putOff = made.filter(isPutOff).length;
  const isFailed = (answer: Answer): boolean => !isTaken(answer) && !isThrottled(answer) && !isPutOff(answer);
  const failed = made.find(isFailed);
  if (failed !== undefined) {
    const count = made.filter(isFailed).length;
    return { verdict: 'fail', detail: `${count} of ${made.length} failed. ${describe(failed)}` };
  }
  if (putOff > 0) {
    return {
      verdict: 'warn',
      detail: `${putOff} of ${made.length} would be tried again later. Say how many you take.`,
    };
  }
  if (throttled.length === 0) return { verdict: 'pass', detail: `All ${taken} were taken.` };
  return judgeThrottling({ made: made.length, throttled, recovery });
}

/** 429 is no failure, if it says how long to wait and means it. */
function judgeThrottling(seen: {
  readonly made: number;
  readonly throttled: readonly Answer[];
  readonly recovery: Answer | undefined;
}): Finding {
  const { made, throttled, recovery } = seen;
  const said = `${throttled.length} of ${made} were answered 429`;
  const names = throttled.some((answer) => answer.kind === 'response' && answer.retryAfter !== undefined);
  if (!names) {
    return { verdict: 'warn', detail: `${said} without Retry-After: say how long to wait, or Penstock has to guess.` };
  }
  if (recovery === undefined || untriedOf(recovery) !== undefined) {
    return { verdict: 'warn', detail: `${said}, with a Retry-After too long to be tried here. Penstock waits for it.` };
  }
  return isTaken(recovery)
    ? { verdict: 'pass', detail: `${said} with Retry-After, and it was ready again when that was over.` }
    : { verdict: 'warn', detail: `${said}, and again once Retry-After was over. ${describe(recovery)}` };
}

const SLOW_MS = 2_000;
const TOO_SLOW_MS = 5_000;
const PERCENTILE = 0.95;

/** Of all requests that were right: 5 s is what a delivery waits for. */
export function judgeLatency(answers: readonly Answer[]): Finding {
  const isTimed = (answer: Answer): boolean => answer.kind !== 'failed' || answer.failure === 'timeout';
  const made = answers.filter(isTimed).map(({ latencyMs }) => latencyMs);
  const sorted = made.toSorted((one, other) => one - other);
  const p95 = sorted[Math.ceil(sorted.length * PERCENTILE) - 1];
  if (p95 === undefined) return UNTRIED;
  const detail = `95 % of ${sorted.length} answers came within ${p95} ms`;
  if (p95 >= TOO_SLOW_MS) return { verdict: 'fail', detail: `${detail}. A delivery waits ${TOO_SLOW_MS} ms.` };
  if (p95 > SLOW_MS) return { verdict: 'warn', detail: `${detail}. Answer first and work afterwards: 202 says so.` };
  return { verdict: 'pass', detail: `${detail}.` };
}
