// The four timestamps of an event, and the correction of a client's wrong clock, as Segment documents them:
// timestamp = receivedAt - (sentAt - originalTimestamp). https://segment.com/docs/connections/spec/common/#timestamps

import { digitsOf, isExactNumber } from '../base/exact-json.ts';
import { parseTime } from '../base/parse-time.ts';

/** The timestamps of a stored event, ISO 8601 in UTC. `sentAt` is missing when the client gave none. */
export type Timestamps = {
  readonly originalTimestamp: string;
  readonly timestamp: string;
  readonly receivedAt: string;
  readonly sentAt?: string;
};

/** Why a time of an event is not what its client meant; the event is taken all the same. */
export type TimeWarning = 'timestamp_unreadable' | 'timestamp_in_1970';

export type CorrectedTimestamps = { readonly times: Timestamps; readonly warning?: TimeWarning };

/** Values of the fields that clients send; anything that is not a date counts as absent. */
type Sent = { readonly timestamp?: unknown; readonly originalTimestamp?: unknown; readonly sentAt?: unknown };

type Reception = { readonly receivedAt: Date; readonly envelope: { readonly sentAt?: unknown } };

/**
 * An event without a time of its own happened when it was sent. Without a `sentAt` nothing can be corrected, so history
 * that is imported with a `timestamp` keeps it.
 */
export function correctedTimestamps(event: Sent, reception: Reception): CorrectedTimestamps {
  const batch = timesOf(reception);
  const ownSent = readTime(event.sentAt);
  const sent = batch.sent ?? ownSent;
  const [given, earlier] = [readTime(event.timestamp), readTime(event.originalTimestamp)];
  const original = given ?? earlier ?? sent ?? batch.received;
  const corrected = sent === undefined ? original : batch.received - (sent - original);
  const originalTimestamp = toIso(original);
  const isCorrected = corrected !== original && isRepresentable(corrected);
  const times = {
    originalTimestamp,
    timestamp: isCorrected ? toIso(corrected) : originalTimestamp,
    receivedAt: batch.receivedAt,
    ...(sent === undefined ? {} : { sentAt: batch.sentAt ?? toIso(sent) }),
  };
  const warning =
    warningOf(event.timestamp, given) ??
    (given === undefined ? warningOf(event.originalTimestamp, earlier) : undefined) ??
    batch.warning ??
    warningOf(event.sentAt, ownSent);
  return warning === undefined ? { times } : { times, warning };
}

type BatchTimes = {
  received: number;
  receivedAt: string;
  sent: number | undefined;
  sentAt: string | undefined;
  warning: TimeWarning | undefined;
};

/** The same for all events of a request. Writing a time takes longer than everything else here. */
const timesOfReceptions = new WeakMap<Reception, BatchTimes>();

function timesOf(reception: Reception): BatchTimes {
  const known = timesOfReceptions.get(reception);
  if (known !== undefined) return known;
  const [received, sent] = [reception.receivedAt.getTime(), readTime(reception.envelope.sentAt)];
  const sentAt = sent === undefined ? undefined : toIso(sent);
  const warning = warningOf(reception.envelope.sentAt, sent);
  const times = { received, receivedAt: toIso(received), sent, sentAt, warning };
  timesOfReceptions.set(reception, times);
  return times;
}

function toIso(time: number): string {
  return new Date(time).toISOString();
}

/** Years 0 to 9999: what ISO 8601 writes with four digits, and what databases of partners can hold. */
const EARLIEST = Date.parse('0000-01-01T00:00:00.000Z');
const LATEST = Date.parse('9999-12-31T23:59:59.999Z');

function isRepresentable(time: number): boolean {
  return time >= EARLIEST && time <= LATEST;
}

/** A number this small is a time in 1970, and in all likelihood one in seconds. */
const MS_IN_1970 = Date.UTC(1971);

/** `time`: what was read of the value. */
function warningOf(value: unknown, time: number | undefined): TimeWarning | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  if (time === undefined) return 'timestamp_unreadable';
  return typeof value === 'number' && time >= 0 && time < MS_IN_1970 ? 'timestamp_in_1970' : undefined;
}

/** Milliseconds since 1970, from an ISO string or from such a number. */
function readTime(value: unknown): number | undefined {
  const time = typeof value === 'string' ? parseTime(value) : isExactNumber(value) ? Number(digitsOf(value)) : value;
  return typeof time === 'number' && isRepresentable(time) ? time : undefined;
}
