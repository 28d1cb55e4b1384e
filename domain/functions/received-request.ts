// What a source of requests keeps of those that came: which, and what became of each, in a few words. The stage `source`
// writes them, GET /sources/{sourceId}/requests shows them.

/** `made`: its events are on their way. `again` and `waits`: it is still to be run. */
export const REQUEST_OUTCOMES = ['made', 'dropped', 'again', 'waits', 'failed', 'refused'] as const;
type RequestOutcome = (typeof REQUEST_OUTCOMES)[number];

/** A request as it is kept: nothing of its headers and its body. */
export type ReceivedRequest = {
  readonly requestId: string;
  /** ISO 8601. */
  readonly receivedAt: string;
  readonly method: string;
  /** Of the body, unpacked; absent when it was too large to be looked at. */
  readonly bytes?: number;
  /** What the sender was answered. */
  readonly status: number;
  readonly outcome: RequestOutcome;
  /** Made of it, and how many of these were refused. */
  readonly events?: number;
  readonly refused?: number;
  /** Why it made none, as it is counted. */
  readonly reason?: string;
  /** What the function said, without secrets. */
  readonly message?: string;
  /** How often it was run without success, if it is to be run again, and when that is. */
  readonly runs?: number;
  readonly runsAgainAt?: string;
};

export const RECEIVED_LIMITS = {
  keptDays: 3,
  /** Shown at once. */
  shown: 50,
  messageCharacters: 200,
  /** Writes of one machine for one source: so many at once, and then one in so many seconds. */
  burst: 20,
  everySeconds: 5,
} as const;

/** Says whether what a source received may be written down now: a busy source costs no more than a quiet one. */
export function createReceivedPace(): (sourceId: string, nowMs: number) => boolean {
  const { burst, everySeconds } = RECEIVED_LIMITS;
  const full = new Map<string, { readonly left: number; readonly atMs: number }>();
  return (sourceId, nowMs) => {
    if (full.size > MOST_SOURCES) full.clear();
    const { left, atMs } = full.get(sourceId) ?? { left: burst, atMs: nowMs };
    const earned = Math.min(burst, left + Math.max(0, nowMs - atMs) / 1_000 / everySeconds);
    const isAllowed = earned >= 1;
    full.set(sourceId, { left: isAllowed ? earned - 1 : earned, atMs: nowMs });
    return isAllowed;
  };
}

/** More than a machine has to do with within minutes. */
const MOST_SOURCES = 10_000;

/** What was written of each request last, newest first. */
export function lastOfEach(oldestFirst: readonly ReceivedRequest[]): ReceivedRequest[] {
  const byId = new Map(oldestFirst.map((request) => [request.requestId, request]));
  return [...byId.values()].toSorted((one, other) => (one.receivedAt < other.receivedAt ? 1 : -1));
}

/** What became of one, for people. */
export function becameText({ outcome, events = 0, refused = 0, runs = 0 }: Became): string {
  if (outcome === 'made') {
    const made = events === 1 ? '1 event' : `${events} events`;
    return refused === 0 ? made : `${made}, ${refused} of them refused`;
  }
  if (outcome === 'again') return runs === 1 ? 'failed once' : `failed ${runs} times`;
  return TEXTS[outcome];
}

type Became = Pick<ReceivedRequest, 'outcome'> & Partial<Record<'events' | 'refused' | 'runs', number | undefined>>;

const TEXTS = {
  dropped: 'dropped by the function',
  waits: 'waits for its function',
  failed: 'no events: the function failed',
  refused: 'refused',
} as const;
