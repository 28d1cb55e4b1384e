import { chance } from './chance.ts';

/** How a pretend partner fails at one request. */
export type FaultKind =
  | 'status-500'
  | 'status-503'
  | 'too-many-requests'
  | 'too-many-requests-retry-after'
  | 'reset-before-reading'
  | 'reset-after-reading'
  | 'reset-within-answer'
  | 'no-http'
  | 'no-answer'
  | 'slow-drip'
  | 'late-answer'
  | 'huge-answer'
  | 'wrong-content'
  | 'bad-request'
  | 'redirect-to-metadata'
  | 'redirect-to-private'
  | 'function-hangs';

type Fault = {
  readonly kind: FaultKind;
  /** How often it occurs among the faults of a mixed destination, in percent. */
  readonly percent: number;
  readonly text: string;
  readonly meaning: 'tried again' | 'delivered' | 'discarded';
  /** The reason that the ledger must give for an event that ends by this fault. */
  readonly reason?: string;
};

/**
 * NOTE: requests that are not answered in time cost the pipeline five seconds of a place each, so they are few; 429 is
 * less than the tenth of all answers from which on a destination would be slowed down as a whole.
 */
export const FAULTS: readonly Fault[] = [
  { kind: 'status-500', percent: 15, text: 'status 500', meaning: 'tried again' },
  { kind: 'status-503', percent: 15, text: 'status 503', meaning: 'tried again' },
  { kind: 'too-many-requests', percent: 7, text: 'status 429', meaning: 'tried again' },
  {
    kind: 'too-many-requests-retry-after',
    percent: 7,
    text: 'status 429 with `Retry-After: 1`',
    meaning: 'tried again',
  },
  {
    kind: 'reset-before-reading',
    percent: 10,
    text: 'connection reset, body not read',
    meaning: 'tried again',
  },
  { kind: 'reset-after-reading', percent: 10, text: 'connection reset, body read', meaning: 'tried again' },
  {
    kind: 'reset-within-answer',
    percent: 10,
    text: 'connection reset in the middle of an answer with status 200',
    meaning: 'tried again',
  },
  { kind: 'no-http', percent: 8, text: 'an answer that is no HTTP', meaning: 'tried again' },
  { kind: 'no-answer', percent: 1, text: 'no answer (timeout)', meaning: 'tried again' },
  {
    kind: 'slow-drip',
    percent: 1,
    text: 'status 200 and then a byte every 400 ms for 40 s (timeout)',
    meaning: 'tried again',
  },
  { kind: 'late-answer', percent: 2, text: 'status 200 after a second', meaning: 'delivered' },
  { kind: 'huge-answer', percent: 4, text: 'status 200 with 10 MB', meaning: 'delivered' },
  { kind: 'wrong-content', percent: 4, text: 'status 200 with a page of HTML', meaning: 'delivered' },
  { kind: 'bad-request', percent: 3, text: 'status 400', meaning: 'discarded', reason: 'http_400' },
  {
    kind: 'redirect-to-metadata',
    percent: 1.5,
    text: 'redirect to 169.254.169.254',
    meaning: 'discarded',
    reason: 'redirect_refused',
  },
  {
    kind: 'redirect-to-private',
    percent: 1.5,
    text: 'redirect to 10.0.0.1',
    meaning: 'discarded',
    reason: 'redirect_refused',
  },
];

/** Of the destination function alone, beside others that it shares with webhooks. */
export const FUNCTION_FAULT: Pick<Fault, 'kind' | 'text' | 'meaning'> = {
  kind: 'function-hangs',
  text: 'status 200, upon which the function computes for ever',
  meaning: 'tried again',
};

const FINAL = FAULTS.filter(({ meaning }) => meaning === 'discarded');
const PASSING = FAULTS.filter(({ meaning }) => meaning !== 'discarded');

/**
 * Only first attempts go unanswered. A retry that does holds up the other small packs that a retrying function has, and
 * on one machine there are two such functions: the run would take many times as long.
 */
const INSTEAD_AT_RETRIES: Readonly<Partial<Record<FaultKind, FaultKind>>> = {
  'no-answer': 'status-500',
  'slow-drip': 'status-503',
};

type Dice = { readonly seed: string; readonly faultShare: number };

/** The fault that belongs to an event, whatever the attempt: a partner that will never take it. */
export function finalFault({ seed, faultShare }: Dice, destination: string, messageId: string): Fault | undefined {
  return pick(FINAL, chance(seed, destination, messageId, 'final') * 100, faultShare);
}

/** What happens to one attempt of an event at a mixed destination. `attempt` is 1 for the first. */
export function faultOf(
  dice: Dice,
  destination: string,
  event: { messageId: string; attempt: number },
): FaultKind | undefined {
  const { messageId, attempt } = event;
  const fault =
    finalFault(dice, destination, messageId) ??
    pick(PASSING, chance(dice.seed, destination, messageId, attempt) * 100, dice.faultShare);
  if (attempt === 1 || fault === undefined) return fault?.kind;
  return INSTEAD_AT_RETRIES[fault.kind] ?? fault.kind;
}

function pick(faults: readonly Fault[], percent: number, faultShare: number): Fault | undefined {
  let upTo = 0;
  return faults.find((fault) => percent < (upTo += fault.percent * faultShare));
}
