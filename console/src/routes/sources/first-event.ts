// Which event the set-up of a source follows: the first that comes, or the one that the console has sent.

import type { DataOf } from '../../../../client/api-client.ts';

export type SeenEvent = DataOf<'GET /sources/{sourceId}/events'>['events'][number];

export type Awaited = {
  /** That of the event which the console has sent. */
  readonly messageId?: string;
  /** Only what came after this (ISO 8601), for who waits for another one. */
  readonly after?: string;
};

/** The newest accepted event that is waited for. */
export function awaitedIn(events: readonly SeenEvent[], { messageId, after = '' }: Awaited): SeenEvent | undefined {
  return events.findLast(
    (event) =>
      event.verdict === 'accepted' &&
      event.messageId !== undefined &&
      (messageId === undefined || event.messageId === messageId) &&
      event.receivedAt > after,
  );
}

/** The newest event that was refused, if nothing was accepted after it. */
export function refusedIn(events: readonly SeenEvent[], { after = '' }: Awaited): SeenEvent | undefined {
  const last = events.findLast(({ receivedAt, verdict }) => receivedAt > after && verdict !== 'duplicate');
  return last?.verdict === 'rejected' ? last : undefined;
}
