import { HOPS_HEADER, hopsOfHeader } from '../../domain/base/function-hops.ts';
import { isObject } from '../../domain/events/event.ts';
import type { LogLine } from '../../domain/functions/function-call.ts';
import type { FunctionOutcome } from '../../domain/functions/function-outcome.ts';
import { rejectionOf, sourceMessageId } from '../../domain/functions/source-run.ts';
import type { RejectionReason } from '../../domain/events/event.ts';
import type { SourceRequestHeader } from '../../domain/pipeline/messages.ts';
import type { Source } from '../../domain/workspace/workspace.ts';
import type { Accepted, Rejected, ShowRejected } from '../shared/accept/accepted.ts';
import { encodeAccepted } from '../shared/accept/encode-accepted.ts';
import { normaliseItems } from '../shared/accept/normalise-items.ts';

/** A request, and for which source it was run. */
export type Asked = {
  readonly source: Source;
  readonly header: Pick<SourceRequestHeader, 'requestId' | 'receivedAt' | 'runs' | 'request'>;
};

export type Refusal = {
  readonly result: Pick<FunctionOutcome, 'reason' | 'answer'>;
  readonly logs: readonly LogLine[];
};

export type HandOn = {
  /** Resolves when the ingest queue has the events that were made of a request, to how many were refused and counted as that. */
  made(asked: Asked, events: readonly unknown[]): Promise<number>;
  /** Counts a request that made no events, and shows it to who looks at the source. */
  failed(asked: Asked, refusal: Refusal): Promise<void>;
  /** The same of a request for which no function ran. */
  refused(asked: Omit<Asked, 'source'> & { readonly sourceId: string }, reason: RejectionReason): Promise<void>;
};

type HandOnDeps = {
  readonly send: (bodies: readonly string[]) => Promise<void>;
  readonly showRejected: ShowRejected;
  /** What of a text may be shown. */
  readonly strikerOf: (asked: Asked) => Promise<(text: string) => string>;
};

const SHOWN_CHARACTERS = 2_000;

/**
 * The way of events into the pipeline: from here on they are as any others. A request that is run again makes the same packs
 * with the same ids, so what is done twice counts once.
 */
export function createHandOn({ send, showRejected, strikerOf }: HandOnDeps): HandOn {
  const sendAll = async (asked: { readonly header: Asked['header'] }, parts: readonly Accepted[]): Promise<void> => {
    const { requestId, runs } = asked.header;
    await send(parts.flatMap((part, index) => encodeAccepted([part], `${requestId}-${runs}-${index}`)));
  };
  const count = async (
    { header, sourceId }: { readonly header: Asked['header']; readonly sourceId: string },
    rejected: Rejected,
  ): Promise<void> => {
    const receivedAt = new Date(header.receivedAt);
    const about = { sourceId, keyClass: 'server', receivedAt, events: [], lines: [] } as const;
    const shown = sourceId === '' ? undefined : showRejected(sourceId, receivedAt, [rejected]);
    await Promise.all([sendAll({ header }, [{ ...about, rejected: { [rejected.reason]: 1 } }]), shown]);
  };

  return {
    async made(asked, events) {
      if (events.length === 0) return 0;
      const { source, header } = asked;
      const receivedAt = new Date(header.receivedAt);
      const parts = [
        ...normaliseItems(
          events.map((event, index) => withId(event, sourceMessageId(header.requestId, index))),
          {
            // Who knows the address is a server: an id that a page makes up is no copy of one of these.
            ...{ sourceId: source.id, keyClass: 'server', receivedAt, envelope: {}, allowDelete: false },
            hops: hopsOfHeader(header.request.headers[HOPS_HEADER]),
            createId: () => header.requestId,
          },
        ),
      ];
      await Promise.all([
        sendAll(
          asked,
          parts.map(({ accepted }) => accepted),
        ),
        ...parts.map(({ refused }) =>
          refused.length === 0 ? undefined : showRejected(source.id, receivedAt, refused),
        ),
      ]);
      return parts.reduce((sum, { refused }) => sum + refused.length, 0);
    },
    async failed(asked, { result, logs }) {
      const strike = await strikerOf(asked);
      const { request } = asked.header;
      const item = {
        error: strike(result.answer ?? result.reason),
        logs: logs.map(({ level, text }) => strike(`${level}: ${text}`)),
        body: strike(request.text?.slice(0, SHOWN_CHARACTERS) ?? ''),
      };
      await count({ header: asked.header, sourceId: asked.source.id }, { reason: rejectionOf(result.reason), item });
    },
    refused: (asked, reason) => count(asked, { reason }),
  };
}

function withId(event: unknown, messageId: string): unknown {
  if (!isObject(event)) return event;
  const { messageId: own } = event;
  return own === undefined || own === null || own === '' ? { ...event, messageId } : event;
}
