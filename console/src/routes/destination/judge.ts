// What a filter does with events that a source has really sent, by the code that fan-out runs.

import type { CompiledFql } from '../../../../domain/fql/compile.ts';
import { explainFilter, type FailingPart } from '../../../../domain/fql/explain.ts';
import type { Sample } from './fields.ts';

export type Judged = {
  readonly sample: Sample;
  /** `too costly`: it would need more steps than a filter may take, and the destination would not get the event. */
  readonly verdict: 'passes' | 'dropped' | 'too costly';
  readonly parts: readonly FailingPart[];
};

/** Undefined for no filter, which lets everything through. */
export type Filter = { readonly text: string; readonly compiled: CompiledFql & { readonly ok: true } } | undefined;

export function judge(filter: Filter, sample: Sample): Judged {
  const answer = filter === undefined ? true : filter.compiled.matches(sample);
  if (answer === true || filter === undefined) return { sample, verdict: 'passes', parts: [] };
  return {
    sample,
    verdict: answer === undefined ? 'too costly' : 'dropped',
    parts: explainFilter(filter.text, sample),
  };
}

/** `31 of 50`, as a part of 1; undefined where there is nothing to judge. */
export function passingShare(filter: Filter, samples: readonly Sample[]): number | undefined {
  if (samples.length === 0) return undefined;
  return samples.filter((sample) => judge(filter, sample).verdict === 'passes').length / samples.length;
}

/** What a sample is called in a list. */
export function nameOf({ type, event, name }: Sample): string {
  if (type === 'track' && typeof event === 'string') return event;
  const call = typeof type === 'string' ? type : 'event';
  return typeof name === 'string' && name !== '' ? `${call}: ${name}` : `${call} call`;
}

export function whoOf({ userId, anonymousId }: Sample): string {
  if (typeof userId === 'string' && userId !== '') return userId;
  return typeof anonymousId === 'string' ? `anon ${anonymousId}` : '–';
}

/** The time that it came, or that it says of itself. */
export function timeOf({ receivedAt, timestamp }: Sample): string {
  return typeof receivedAt === 'string' ? receivedAt : typeof timestamp === 'string' ? timestamp : '';
}
