// What went wrong with the events of a function, by what has to be mended. The ledger counts by destination and reason.

import type { ItemOf } from '../../../../client/api-client.ts';
import { functionFailureClass, type FunctionFailureClass } from '../../../../domain/functions/function-reasons.ts';

export type FailureClass = FunctionFailureClass;
export const FAILURE_CLASSES: readonly FailureClass[] = ['code', 'event', 'request'];

export const CLASS_NAMES: Readonly<Record<FailureClass, string>> = {
  code: 'Errors of its code',
  event: 'Events it refused',
  request: 'Requests that failed',
};

export type Counts = Readonly<Record<string, number>>;

/** Of a destination in some time. */
export type Ended = {
  readonly discarded: Counts;
  readonly deadLettered: Counts;
  readonly filteredByFunction?: Counts | undefined;
};

export type Failure = {
  readonly outcome: 'discarded' | 'dead-lettered';
  readonly reason: string;
  readonly class: FailureClass;
  readonly count: number;
};

type Using = Pick<ItemOf<'GET /destinations'>, 'kind'>;

/** The most frequent first. What a webhook answers has nothing to do with the functions that changed its events. */
export function failuresOf({ kind }: Using, { discarded, deadLettered }: Ended): Failure[] {
  const all = [
    ...Object.entries(discarded).map((entry) => ['discarded', ...entry] as const),
    ...Object.entries(deadLettered).map((entry) => ['dead-lettered', ...entry] as const),
  ];
  return all
    .flatMap(([outcome, reason, count]): Failure[] => {
      const of = functionFailureClass(reason) ?? (kind === 'function' ? 'request' : undefined);
      return of === undefined || NOT_ITS_OWN.has(reason) || count === 0 ? [] : [{ outcome, reason, class: of, count }];
    })
    .toSorted((one, other) => other.count - one.count);
}

/** What people have done. */
const NOT_ITS_OWN: ReadonlySet<string> = new Set(['destination_deleted', 'operator', 'other']);

export function byClass(failures: readonly Failure[]): Readonly<Record<FailureClass, number>> {
  const sums: Record<FailureClass, number> = { code: 0, event: 0, request: 0 };
  for (const failure of failures) sums[failure.class] += failure.count;
  return sums;
}

export const sumOf = (counts: Counts = {}): number => Object.values(counts).reduce((sum, count) => sum + count, 0);

type Together = Ended & { readonly filteredByFunction: Counts };

/** Points of a series as one. */
export function together(points: readonly Ended[]): Together {
  const add = (of: (point: Ended) => Counts | undefined): Counts => {
    const sums: Record<string, number> = {};
    for (const [reason, count] of points.flatMap((point) => Object.entries(of(point) ?? {}))) {
      sums[reason] = (sums[reason] ?? 0) + count;
    }
    return sums;
  };
  return {
    discarded: add((point) => point.discarded),
    deadLettered: add((point) => point.deadLettered),
    filteredByFunction: add((point) => point.filteredByFunction),
  };
}
