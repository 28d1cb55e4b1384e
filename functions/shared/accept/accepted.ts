import type { EventRoute } from '../../../domain/events/event-route.ts';
import type { RejectionReason } from '../../../domain/events/event.ts';
import type { KeyClass } from '../../../domain/events/write-keys.ts';

/** What one request brought for one source (`sourceId` is empty when its write key is unknown). */
export type Accepted = {
  readonly sourceId: string;
  /** Absent when nothing is accepted. */
  readonly keyClass?: KeyClass;
  readonly receivedAt: Date;
  readonly events: readonly EventRoute[];
  readonly lines: readonly string[];
  readonly rejected: Readonly<Record<string, number>>;
};

/** An event that was refused, as the client sent it; absent when it could not be read. */
export type Rejected = { readonly reason: RejectionReason; readonly item?: unknown };

/** For who looks at the source. Never throws. */
export type ShowRejected = (sourceId: string, receivedAt: Date, rejected: readonly Rejected[]) => Promise<void>;
