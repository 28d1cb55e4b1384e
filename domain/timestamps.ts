// The four timestamps of an event, and the correction of a client's wrong clock, as Segment documents them:
// timestamp = receivedAt - (sentAt - originalTimestamp). https://segment.com/docs/connections/spec/common/#timestamps

/** The timestamps of a stored event, ISO 8601 in UTC. `sentAt` is missing when the client gave none. */
export type Timestamps = {
  readonly originalTimestamp: string;
  readonly timestamp: string;
  readonly receivedAt: string;
  readonly sentAt?: string;
};

/** Values of the fields that clients send; anything that is not a date counts as absent. */
type Sent = { readonly timestamp?: unknown; readonly originalTimestamp?: unknown; readonly sentAt?: unknown };

type Reception = { readonly receivedAt: Date; readonly envelope: { readonly sentAt?: unknown } };

/**
 * An event without a time of its own happened when it was sent. Without a `sentAt` nothing can be corrected, so history
 * that is imported with a `timestamp` keeps it.
 */
export function correctedTimestamps(event: Sent, reception: Reception): Timestamps {
  const batch = timesOf(reception);
  const sent = batch.sent ?? readTime(event.sentAt);
  const original = readTime(event.timestamp) ?? readTime(event.originalTimestamp) ?? sent ?? batch.received;
  const corrected = sent === undefined ? original : batch.received - (sent - original);
  const originalTimestamp = toIso(original);
  const isCorrected = corrected !== original && isRepresentable(corrected);
  return {
    originalTimestamp,
    timestamp: isCorrected ? toIso(corrected) : originalTimestamp,
    receivedAt: batch.receivedAt,
    ...(sent === undefined ? {} : { sentAt: batch.sentAt ?? toIso(sent) }),
  };
}

type BatchTimes = { received: number; receivedAt: string; sent: number | undefined; sentAt: string | undefined };

/** The same for all events of a request. Writing a time takes longer than everything else here. */
const timesOfReceptions = new WeakMap<Reception, BatchTimes>();

function timesOf(reception: Reception): BatchTimes {
  const known = timesOfReceptions.get(reception);
  if (known !== undefined) return known;
  const [received, sent] = [reception.receivedAt.getTime(), readTime(reception.envelope.sentAt)];
  const sentAt = sent === undefined ? undefined : toIso(sent);
  const times = { received, receivedAt: toIso(received), sent, sentAt };
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

/** A date, or a date and a time of day, of which the second group says where it is that time. */
const ISO_8601 = /^\d{4}-\d\d(?:-\d\d)?([T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)? ?(Z|[+-]\d\d:?\d\d)?)?$/i;

/** Milliseconds since 1970, from an ISO string or from such a number. */
function readTime(value: unknown): number | undefined {
  const time = typeof value === 'string' ? parseTime(value) : value;
  return typeof time === 'number' && isRepresentable(time) ? time : undefined;
}

/** NOTE: `Date.parse` alone takes much else for a date, and reads a time without an offset in the zone of the machine. */
function parseTime(text: string): number | undefined {
  const match = ISO_8601.exec(text);
  if (match === null) return undefined;
  const [, timeOfDay, offset] = match;
  return Date.parse(timeOfDay !== undefined && offset === undefined ? `${text}Z` : text);
}
