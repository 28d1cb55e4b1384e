// Everything that is known of one event, as a list in the order in which it happened: for who reads rather than looks.

import type { StateName } from '../../parts/state-name.ts';
import { endingOf, reasonSentence, receivedMsOf, RESULTS, shortReason, type Trace } from './trace-view.ts';

export type Moment = {
  readonly key: string;
  /** Undefined where no time is kept: such as what was not meant for a destination. */
  readonly at: string | undefined;
  /** Kept in whole seconds, so it may seem to come before what it followed. */
  readonly isWhole?: true;
  /** A destination by its id; undefined is Penstock itself. */
  readonly destinationId: string | undefined;
  readonly state: StateName;
  readonly says: string;
  readonly detail?: string;
};

/** From first to last; what has no time comes last. */
export function momentsIn(trace: Trace, nowMs: number): Moment[] {
  const receivedMs = receivedMsOf(trace);
  const moments = [
    ...stagesIn(trace, receivedMs),
    ...trace.destinations.flatMap((destination) => atDestination(destination, { receivedMs, nowMs })),
  ];
  const timeOf = ({ at, isWhole }: Moment): number => {
    if (at === undefined) return Infinity;
    return isWhole === true && receivedMs > Date.parse(at) ? receivedMs : Date.parse(at);
  };
  return moments.toSorted((one, other) => {
    const [first, second] = [timeOf(one), timeOf(other)];
    return first === second ? 0 : first - second;
  });
}

function stagesIn({ claim, batch, keyClass }: Trace, receivedMs: number): Moment[] {
  const own = { destinationId: undefined, state: 'ok' } as const;
  const received = Number.isNaN(receivedMs) ? undefined : new Date(receivedMs).toISOString();
  return [
    { ...own, key: 'received', at: received, says: `Received with a ${keyClass} key` },
    ...(claim === null
      ? []
      : [
          {
            ...own,
            key: 'claimed',
            isWhole: true as const,
            at: claim.claimedAt,
            says: 'Claimed: the first with this id',
          },
        ]),
    ...(batch.countedAt === null
      ? []
      : [
          {
            ...own,
            key: 'counted',
            isWhole: true as const,
            at: batch.countedAt,
            says: 'Counted, and routed',
            detail: batch.id,
          },
        ]),
  ];
}

type Clock = { readonly receivedMs: number; readonly nowMs: number };

function atDestination(destination: Trace['destinations'][number], clock: Clock): Moment[] {
  const { id, subscriptionId, attempts, end } = destination;
  const about = { destinationId: id };
  const keyOf = (name: string): string => [id, subscriptionId ?? '', name].join(' ');
  const attempted = attempts.map(({ packId, retry, decidedAt, result, reason, example }) => {
    const [state, says] = RESULTS[result] ?? (['skip', result] as const);
    const why =
      reason === undefined ? undefined : [reasonSentence(reason), example?.answer ?? ''].filter(Boolean).join(': ');
    return {
      ...{ ...about, key: keyOf(`${packId} ${retry}`), at: decidedAt, state },
      says: `Attempt ${retry + 1}: ${reason === undefined ? says : `${says}, ${shortReason(reason)}`}`,
      ...(why === undefined ? {} : { detail: why }),
    };
  });
  // What a list of attempts does not say by its last line.
  const isOpen = attempts.length === 0 || ['waiting', 'redriven', 'held'].includes(end.state);
  if (!isOpen) return attempted;
  const { state, says, detail } = endingOf(destination, clock);
  const at = end.until ?? end.since ?? end.at;
  return [...attempted, { ...about, key: keyOf('end'), at, state, says, ...(detail === undefined ? {} : { detail }) }];
}
