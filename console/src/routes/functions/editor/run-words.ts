// What a run means, in words: what became of the event, and what production would do with it.

import type { DataOf } from '../../../../../client/api-client.ts';
import { FUNCTION_LIMITS } from '../../../../../domain/functions/function-limits.ts';
import { functionFailureClass } from '../../../../../domain/functions/function-reasons.ts';
import type { StateName } from '../../../parts/state-name.ts';
import type { FunctionType } from '../function.ts';

export type FunctionTest = DataOf<'POST /functions/{functionId}/test'>;
export type Run = FunctionTest['runs'][number];

const VERDICTS: Readonly<Record<Run['result'], readonly [StateName, string]>> = {
  delivered: ['ok', 'Delivered'],
  passed: ['ok', 'Handed on'],
  filtered: ['off', 'Dropped'],
  retried: ['waiting', 'Tried again'],
  discarded: ['failed', 'Discarded'],
  'not-run': ['skip', 'Not run'],
};

export const verdictOf = ({ result }: Run): readonly [StateName, string] => VERDICTS[result];

/** Whose turn it is. */
const CLASSES: Readonly<Record<string, string>> = {
  setup: 'setup: somebody has to change something',
  payload: 'payload: this event, whatever is tried',
  transient: 'transient: it may go well later',
  throttled: 'throttled: fewer requests at a time',
};

/** The class of the failure, with what it says. */
export const classText = ({ class: of }: Run): string | undefined =>
  of === undefined ? undefined : (CLASSES[of] ?? of);

/** A request is no event yet: nothing counts it as one. */
const OF_A_SOURCE: Readonly<Record<Run['result'], string>> = {
  delivered: 'Its events would be taken in as any others are.',
  passed: 'Its events would be taken in as any others are.',
  filtered: 'No event would come of it.',
  retried: 'The request would be tried again later. What it made before counts for nothing.',
  discarded: 'No event would come of it, and it would not be tried again.',
  'not-run': 'There was no attempt: it would come again.',
};

const KEPT = 'It is kept as undelivered, from where it can be redriven.';

/** What production would do with the event. */
export function productionText({ result, reason }: Run, type: FunctionType): string {
  if (type === 'source') return OF_A_SOURCE[result];
  switch (result) {
    case 'delivered':
      return 'It would count as delivered.';
    case 'passed':
      return 'It would go on to the next function, or be sent.';
    case 'filtered':
      return 'The destination would not get it, and that would count as dropped, not as lost.';
    case 'retried':
      return `It would be tried again, from the beginning of the function, with waits that double. After the last retry of its destination: ${KEPT.toLowerCase()}`;
    case 'discarded':
      return functionFailureClass(reason) === 'code'
        ? `It would not be tried again. ${KEPT} Where a fifth of the events fail so, the destination gets a notice, and a long run of them switches it off.`
        : `It would not be tried again. ${KEPT}`;
    case 'not-run':
      return 'There was no attempt: it would come again after five seconds.';
  }
}

/** What it took, of what it may take at most. */
export type Measure = {
  readonly name: string;
  readonly value: number;
  readonly most: number;
  readonly as: 'cpu' | 'duration' | 'bytes' | 'count';
};

export function measuresOf({ cpuMs, ms, requests }: Run, memoryBytes: number): readonly Measure[] {
  const { eventCpuMs, eventMs, heapBytes, fetches } = FUNCTION_LIMITS;
  return [
    { name: 'Computing', value: cpuMs, most: eventCpuMs, as: 'cpu' },
    { name: 'In all', value: ms, most: eventMs, as: 'duration' },
    { name: 'Memory', value: memoryBytes, most: heapBytes, as: 'bytes' },
    { name: 'Requests', value: requests.length, most: fetches, as: 'count' },
  ];
}

/** From this part of a limit on it is worth a look. */
const NEAR = 0.5;

export const isNear = ({ value, most }: Measure): boolean => value >= most * NEAR;
