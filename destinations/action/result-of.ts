// What the end of an action means for its event; the table in docs/actions.md says the same in words.
import { classifyAttempt, exactReason, type AttemptResult } from '../../domain/delivery/delivery-outcome.ts';
import type { EventResult } from '../runtime.ts';
import type { Ended } from './engine/ended.ts';

/** Whatever the fault of a destination's code is, it rarely passes: tried so often again, an event has had its chance. */
const RETRIES_OF_FAULTS = 2;

type When = { readonly now: Date; readonly latencyMs: number };

export function resultOf(ended: Ended, { now, latencyMs }: When): EventResult {
  const judged = (attempt: AttemptResult, answer: string): EventResult => ({
    ...{ outcome: classifyAttempt(attempt, now), reason: exactReason(attempt), latencyMs },
    ...(answer === '' ? {} : { answer }),
  });
  switch (ended.kind) {
    case 'executed':
      // Nothing was asked: the action found that it had nothing to do.
      if (ended.status === undefined) return { outcome: { kind: 'delivered' }, reason: 'no_request', latencyMs };
      return { outcome: { kind: 'delivered' }, reason: `http_${ended.status}`, latencyMs };
    case 'answer':
      return judged({ kind: 'response', status: ended.status, retryAfter: ended.retryAfter }, ended.body);
    case 'refused':
      return judged({ kind: 'response', status: ended.status }, ended.message);
    case 'failed':
      return judged({ kind: 'failed', failure: ended.failure }, ended.message);
    case 'invalid-url':
      return judged(
        { kind: 'failed', failure: 'invalid_url' },
        'An address that was made of settings or mapping is none.',
      );
    case 'invalid':
      return discarded('payload', 'mapping_invalid', { latencyMs, answer: ended.problems.join('\n') });
    case 'unknown-action':
      return discarded('setup', 'action_unknown', { latencyMs, answer: 'The catalog has no such action (any more).' });
    case 'nothing':
      return retried('no_result', { latencyMs, answer: 'The destination said nothing about this event.' });
    case 'error':
      return faulty(ended, latencyMs);
  }
}

type Rest = { readonly latencyMs: number; readonly answer: string };

function discarded(why: 'payload' | 'setup', reason: string, rest: Rest): EventResult {
  return { outcome: { kind: 'discard', class: why, reason }, reason, ...rest };
}

function retried(reason: string, rest: Rest): EventResult {
  return { outcome: { kind: 'retry', class: 'transient', reason }, reason, ...rest };
}

function faulty({ name, message }: Extract<Ended, { kind: 'error' }>, latencyMs: number): EventResult {
  const reason = 'action_error';
  const outcome = { kind: 'retry', class: 'payload', reason, mostRetries: RETRIES_OF_FAULTS } as const;
  return { outcome, reason, latencyMs, answer: `${name}: ${message}` };
}
