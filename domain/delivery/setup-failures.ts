// Failures that only a person can put right: a key that is not valid any more, a host that is gone. A run of them, without
// any answer of another kind in between, is announced and at last switches the destination off.

import { answerText } from './answer-texts.ts';
import { formatDuration } from '../base/duration.ts';

/**
 * How long a run must have become for its destination to be switched off: so many failures, and no sooner than so long
 * after the first of them. A busy destination has a thousand failures within a second, and may be well again in the next.
 */
export type SwitchOffLimit = { readonly failures: number; readonly overMs: number };

/** Unless the destination says otherwise. */
export const DEFAULT_SWITCH_OFF_LIMIT: SwitchOffLimit = { failures: 1_000, overMs: 10 * 60_000 };

/** People are told at the first failure and at these shares of the run. */
const WARNING_SHARES: readonly number[] = [0.5, 0.7, 0.9, 1];

/** Setup failures in a row. */
export type SetupRun = {
  readonly count: number;
  /** ISO 8601. */
  readonly since: string;
  readonly reason: string;
};

/**
 * What a run that grows from `before` to `after` failures means, `ageMs` after the first of them. `limit` is undefined for
 * a destination that stays on.
 */
export function judgeRun(
  { before, after, ageMs }: { before: number; after: number; ageMs: number },
  limit: SwitchOffLimit | undefined,
): 'nothing' | 'warn' | 'switch-off' {
  if (limit !== undefined && after >= limit.failures && ageMs >= limit.overMs) return 'switch-off';
  const marks = [1, ...(limit === undefined ? [] : WARNING_SHARES.map((share) => Math.ceil(share * limit.failures)))];
  return marks.some((mark) => before < mark && after >= mark) ? 'warn' : 'nothing';
}

/** What a person is told about a reason, and what to do. */
const EXPLANATIONS: Readonly<Record<string, string>> = {
  http_401: 'it answers with status 401: check its key and secret',
  http_402: 'it answers with status 402: check the account at the partner',
  http_403: 'it answers with status 403: check what its key is allowed to do',
  blocked_address: 'its address is in a network that may not be called: check its URL',
  invalid_url: 'its URL cannot be called: check it',
  invalid_request: 'a header of its settings cannot be sent: take it out',
  // Said in one place: the same reason must not have two explanations.
  tls_invalid: answerText('tls_invalid'),
  dns_not_found: answerText('dns_not_found'),
  redirect_refused: answerText('redirect_refused'),
};

/** Reasons for which events are held, and no attempt has failed. */
const HELD_FOR: Readonly<Record<string, string>> = {
  function_broken: answerText('function_broken'),
  function_missing: answerText('function_missing'),
};

const GONE = 'http_410';

function explain(reason: string): string {
  return EXPLANATIONS[reason] ?? `it fails with ${reason}: check its settings`;
}

/** The notice of a run that goes on. */
export function warningText({ count, since, reason }: SetupRun, limit: SwitchOffLimit | undefined): string {
  const held = HELD_FOR[reason];
  if (held !== undefined) return `Its events are held since ${since}: ${held}. Then they are sent by themselves.`;
  const events = count === 1 ? '1 event has' : `${count} events in a row have`;
  return `${events} failed since ${since}: ${explain(reason)}.${limit === undefined ? '' : outlook({ count, since }, limit)}`;
}

function outlook({ count, since }: Pick<SetupRun, 'count' | 'since'>, { failures, overMs }: SwitchOffLimit): string {
  const share = Math.min(100, Math.floor((100 * count) / failures));
  const earliest = new Date(Date.parse(since) + overMs).toISOString();
  const time = overMs === 0 ? '' : `, and not before ${earliest},`;
  return ` After ${failures}${time} it is switched off (${share} % by now).`;
}

/** The notice of a destination that was switched off. `at`: ISO 8601. */
export function switchedOffText(
  destination: { id: string; limit: SwitchOffLimit | undefined },
  reason: string,
  at: string,
): string {
  const why =
    reason === GONE
      ? 'it answered with status 410, which says that it is gone for good.'
      : `${howMany(destination.limit)} events in a row have failed: ${explain(reason)}.`;
  const replay = `npm run penstock -- replay create --destination ${destination.id} --from ${at} --only-undelivered`;
  return `Switched off: ${why} Events since then are in the archive. Once it is on again, send them with: ${replay}`;
}

function howMany(limit: SwitchOffLimit | undefined): string {
  if (limit === undefined) return 'too many';
  const { failures, overMs } = limit;
  return overMs === 0 ? `at least ${failures}` : `for ${formatDuration(overMs)} or longer, at least ${failures}`;
}
