// The test suite of a stream: what its sample requests, or the events that a connected source has had, say about it.

import type { Finding } from './component-tests.ts';
import { functionReasonText } from '../functions/function-reasons.ts';
import { isDeclared, labelOf, type SeenEvent, type SentEvent } from './stream.ts';

/** An event that was made of a request, and whether ingest would take it. */
export type MadeEvent = SeenEvent & { readonly isTaken: boolean; readonly reason?: string };

/** What became of one request. */
export type TriedRequest =
  | { readonly kind: 'made'; readonly events: readonly MadeEvent[]; readonly status: number }
  /** `isRetried`: production would run it again. */
  | { readonly kind: 'ended'; readonly reason: string; readonly explanation?: string; readonly isRetried: boolean }
  /** There was no time for it, or nothing could run it. */
  | { readonly kind: 'untried'; readonly why: 'no_time' | 'not_run' };

type Declared = { readonly sentEvents: readonly SentEvent[]; readonly isReplying: boolean };

/** A sample request, which is one that the partner's system makes. */
export function judgeSample(tried: TriedRequest, { sentEvents, isReplying }: Declared): Finding {
  if (tried.kind === 'untried') return untried(tried.why);
  if (tried.kind === 'ended') return { verdict: 'fail', detail: `${described(tried)} No events were made of it.` };
  const refused = tried.events.find(({ isTaken }) => !isTaken);
  if (refused !== undefined) {
    return { verdict: 'fail', detail: `${labelOf(refused)} is an event that is not taken: ${refused.reason ?? ''}.` };
  }
  if (tried.events.length === 0) {
    return isReplying
      ? { verdict: 'pass', detail: `It made no event, and is answered ${tried.status}.` }
      : { verdict: 'warn', detail: 'It made no event. Customers get nothing of such a request.' };
  }
  const others = tried.events.filter((event) => !isDeclared(sentEvents, event));
  const made = `It made ${listed(tried.events)}.`;
  if (others.length === 0) return { verdict: 'pass', detail: made };
  return { verdict: 'fail', detail: `${made} Not in sentEvents: ${listed(others)}. Add it, or do not send it.` };
}

/** A request that nobody of the partner has made: anybody who guesses the address can send one. */
export function judgeForeign(tried: TriedRequest): Finding {
  if (tried.kind === 'untried') return untried(tried.why);
  if (tried.kind === 'made') {
    if (tried.events.length === 0) return { verdict: 'pass', detail: 'It made no event.' };
    const detail = `It made ${listed(tried.events)} of a request that is none of yours. Throw a ValidationError.`;
    return { verdict: 'warn', detail };
  }
  if (!tried.isRetried) return { verdict: 'pass', detail: described(tried) };
  return { verdict: 'warn', detail: `${described(tried)} It would be run seven times. Throw a ValidationError.` };
}

/** What was declared, held against what came. `of`: of what it came, for people. */
export function judgeDeclared(sentEvents: readonly SentEvent[], seen: readonly SeenEvent[], of: string): Finding {
  const missing = sentEvents.filter((declared) => !seen.some((event) => isDeclared([declared], event)));
  if (missing.length === 0) return { verdict: 'pass', detail: `All ${sentEvents.length} were.` };
  return { verdict: 'warn', detail: `Never made of ${of}: ${listed(missing)}.` };
}

/** A stream without code: the partner sends to a source of its own workspace that is made of this version. */
export function judgeSent(sentEvents: readonly SentEvent[], seen: readonly SeenEvent[]): Finding {
  if (seen.length === 0) {
    const detail =
      'No source of your workspace that is made of this version has had an event. Connect one, and send to its write key.';
    return { verdict: 'fail', detail };
  }
  const others = seen.filter((event) => !isDeclared(sentEvents, event));
  if (others.length === 0) return { verdict: 'pass', detail: `It sent ${listed(seen)}.` };
  return { verdict: 'fail', detail: `Not in sentEvents: ${listed(others)}. Add it, or do not send it.` };
}

const MOST_LISTED = 10;

function listed(events: readonly SeenEvent[]): string {
  const names = [...new Set(events.map(labelOf))];
  const more = names.length - MOST_LISTED;
  return `${names.slice(0, MOST_LISTED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** `function_error: its code threw an error ("TypeError: …").` */
function described({ reason, explanation }: Extract<TriedRequest, { kind: 'ended' }>): string {
  const said = explanation === undefined ? '' : ` ("${explanation}")`;
  return `${reason}: ${functionReasonText(reason) ?? 'it failed'}${said}.`;
}

function untried(why: 'no_time' | 'not_run'): Finding {
  const detail =
    why === 'no_time'
      ? 'No time was left for it, because earlier requests took so long.'
      : 'Nothing could run the code at the moment: try the suite again.';
  return { verdict: 'skipped', detail };
}
