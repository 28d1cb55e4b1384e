// The functions of the soak: what its workspace has of customers' code, and how the partner makes it fail.
import { chance } from './chance.ts';
import type { FaultKind } from './faults.ts';

type Dice = { readonly seed: string; readonly faultShare: number; readonly events: number };

/** By this header of an answer the partner asks the function never to end. */
const HANG_HEADER = 'x-soak-hang';
export const HANG_HEADERS: Readonly<Record<string, string>> = { [HANG_HEADER]: 'yes' };

/** What the insert function writes into each event that it lets through. */
export const MARK = { soakedBy: 'mark' } as const;
export const DROPPED = 'function_dropped';
const DROP_EVERY = 40;
const DROP_AT = 7;

/** Whether the insert function drops an event: it goes by the number at the end of the id. */
export function isDropped(messageId: string): boolean {
  return Number(messageId.slice(messageId.lastIndexOf('-') + 1)) % DROP_EVERY === DROP_AT;
}

export const INSERT_CODE = `
function mark(event) {
  if (Number(event.messageId.split('-').at(-1)) % ${DROP_EVERY} === ${DROP_AT}) throw new DropEvent('one in ${DROP_EVERY}');
  event.context = { ...event.context, ...${JSON.stringify(MARK)} };
  return event;
}
const onTrack = mark;
const onIdentify = mark;
const onPage = mark;
`;

/** Sends as a webhook does, so that the partner judges both alike. */
export const DESTINATION_CODE = `
async function send(event, { url, secret }) {
  const body = JSON.stringify(event);
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'webhook-id': event.messageId,
      'webhook-timestamp': String(Math.floor(Date.now() / 1000)),
      'x-signature': crypto.createHmac('sha1', secret).update(body).digest('hex'),
    },
    body,
  });
  if (answer.headers.has('${HANG_HEADER}')) {
    const endless = [];
    endless.length = 1e9;
    endless.join();
  }
  if (answer.status >= 500 || answer.status === 429) throw new RetryError('the partner says ' + answer.status);
  if (!answer.ok) throw new ValidationError('the partner says ' + answer.status);
}
const onTrack = send;
const onIdentify = send;
const onPage = send;
`;

/** Requests name the event that they are about, so that one which is sent twice makes one event. */
export const SOURCE_CODE = `
async function onRequest(request) {
  const { id, user, number } = request.json();
  Segment.track({ messageId: id, userId: user, event: 'Hook Received', properties: { number } });
}
`;

/** How often each occurs among the faults of the destination function, in percent; the first ends an event. */
const FAULTS: readonly { readonly kind: FaultKind; readonly percent: number }[] = [
  { kind: 'status-500', percent: 35 },
  { kind: 'status-503', percent: 20 },
  { kind: 'too-many-requests', percent: 10 },
  { kind: 'reset-before-reading', percent: 10 },
  { kind: 'reset-after-reading', percent: 10 },
  { kind: 'no-http', percent: 5 },
  { kind: 'late-answer', percent: 5 },
];
const FINAL_PERCENT = 5;
export const FINAL_REASON = 'function_invalid_event';

/** Whether the partner never takes an event: it answers 400, and the function says that the event is invalid. */
export function isRefused({ seed, faultShare }: Dice, messageId: string): boolean {
  return chance(seed, 'function', messageId, 'final') * 100 < FINAL_PERCENT * faultShare;
}

/** What happens to one attempt of the destination function. `attempt` is 1 for the first. */
export function functionFaultOf(
  dice: Dice,
  { messageId, attempt }: { messageId: string; attempt: number },
): FaultKind | undefined {
  if (isRefused(dice, messageId)) return 'bad-request';
  const percent = chance(dice.seed, 'function', messageId, attempt) * 100;
  let upTo = 0;
  return FAULTS.find((fault) => percent < (upTo += fault.percent * dice.faultShare))?.kind;
}

/** A function that never ends costs a second of a core and all that its thread has at work: a few are enough. */
const HANGS = 3;

/** Has a few first attempts hang, spread over the run. `progress` is 0 to 1. */
export function createHangs(dice: Dice, progress: () => number) {
  let hangs = 0;
  return (event: { messageId: string; attempt: number }): FaultKind | undefined => {
    const isDue = dice.faultShare > 0 && progress() >= (hangs + 0.5) / (HANGS + 1);
    if (!isDue || hangs >= HANGS || event.attempt > 1 || isRefused(dice, event.messageId)) {
      return functionFaultOf(dice, event);
    }
    hangs += 1;
    return 'function-hangs';
  };
}
