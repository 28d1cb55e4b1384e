// Waits for an event of a source, and then for what becomes of it. What was found is kept: it does not move while it is read.

import { useState } from 'react';
import type { ApiCallError } from '../../../../client/call-error.ts';
import { isSettled, type Trace } from '../events/trace-view.ts';
import { useRead } from '../../data/read.ts';
import { awaitedIn, refusedIn, type Awaited, type SeenEvent } from './first-event.ts';

const EVERY_MS = 1000;

export type Waiting = {
  readonly since: Date;
  readonly event: SeenEvent | undefined;
  /** How the event came to be shown: it was there already, is the first, came while one waited, or the console sent it. */
  readonly how: 'before' | 'first' | 'arrived' | 'sent';
  /** Nothing had come when one began to wait. */
  readonly isFirst: boolean;
  readonly refused: SeenEvent | undefined;
  readonly trace: Trace | undefined;
  readonly error: ApiCallError | undefined;
  /** Looks for another one; of the given id, or whatever comes next. */
  readonly await: (messageId?: string) => void;
};

export function useFirstEvent(sourceId: string, may: boolean): Waiting {
  const [since, setSince] = useState(() => new Date());
  const [awaited, setAwaited] = useState<Awaited>({});
  const [found, setFound] = useState<{ readonly event: SeenEvent; readonly how: Waiting['how'] }>();
  const [hasWaited, setHasWaited] = useState(false);
  const [isFirst, setFirst] = useState(true);
  const params = { sourceId };
  const events = useRead(
    'GET /sources/{sourceId}/events',
    { params },
    { every: EVERY_MS, when: may && found === undefined },
  );
  const seen = events.data?.events;
  if (found === undefined && seen !== undefined) {
    const event = awaitedIn(seen, awaited);
    if (event !== undefined) {
      const how = awaited.messageId !== undefined ? 'sent' : !hasWaited ? 'before' : isFirst ? 'first' : 'arrived';
      setFound({ event, how });
    } else if (!hasWaited) setHasWaited(true);
  }
  const trace = useTrace(sourceId, found?.event.messageId);
  return {
    since,
    event: found?.event,
    how: found?.how ?? 'before',
    isFirst,
    refused: seen === undefined ? undefined : refusedIn(seen, awaited),
    trace,
    error: found === undefined ? events.error : undefined,
    await(messageId) {
      const last = seen?.at(-1)?.receivedAt;
      setAwaited({ ...(messageId === undefined ? {} : { messageId }), ...(last === undefined ? {} : { after: last }) });
      setFirst(seen === undefined || awaitedIn(seen, {}) === undefined);
      setSince(new Date());
      setHasWaited(true);
      setFound(undefined);
    },
  };
}

/** Until nothing more is to come. That it is not known yet is no failure: it was sent a moment ago. */
function useTrace(sourceId: string, messageId = ''): Trace | undefined {
  const [settled, setSettled] = useState<string>();
  const isOver = settled === messageId;
  const asked = { params: { sourceId }, query: { messageId } };
  const { data } = useRead('GET /sources/{sourceId}/trace', asked, {
    every: EVERY_MS,
    when: messageId !== '' && !isOver,
  });
  if (data !== undefined && !isOver && isSettled(data.trace)) setSettled(messageId);
  return data?.trace;
}
