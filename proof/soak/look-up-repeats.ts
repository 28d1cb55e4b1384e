import pLimit from 'p-limit';
import { FUNCTION_LIMITS } from '../../domain/functions/function-limits.ts';
import { DELIVERY_TIMEOUT_SECONDS } from '../../domain/pipeline/time-budget.ts';
import { traceDelivery, type TracedAttempt, type TracedDelivery } from './control-api.ts';
import type { DestinationVerdict } from './judge-destination.ts';
import { DESTINATIONS, SOURCE_ID } from './plan.ts';
import type { KillTimes, Repeat } from './repeats.ts';

/** What the traces say about events that reached a partner again after it had taken them. */
export type LookedUp = {
  /** Explained by a kill: so many were looked up, and the attempt had not been recorded as delivered. */
  readonly confirmed: number;
  /** Recorded as failed although the partner had answered, by the reason that was recorded: the answer came too late. */
  readonly recordedAsFailed: Readonly<Record<string, number>>;
  /** A kill came between sending a pack on and telling the queue so: the pack was there twice, and both at once. */
  readonly twins: number;
  /** A function that never ended took down its thread, in which others were at work: they ran again at once. */
  readonly neighbours: number;
  /** What nothing explains, in words. */
  readonly unexplained: readonly string[];
};

type Explanation =
  | { readonly kind: 'missed'; readonly reason: string }
  | { readonly kind: 'twin' }
  | { readonly kind: 'neighbour' }
  | { readonly kind: 'none' };

/** A trace reads the archive, so that not each of thousands is looked up. */
const LOOKED_UP_PER_KILL = 50;
const MOST_WITHOUT_KILL = 10_000;
const AT_ONCE = 4;

/** An answer that the partner has written may reach nobody in these ways. */
const MISSED: ReadonlySet<string> = new Set([
  'timeout',
  'connection_reset',
  'connection_failed',
  'function_crashed',
  'function_timeout',
]);

export type NamedRepeat = Repeat & { readonly destination: string; readonly messageId: string };
type Trace = (repeat: NamedRepeat) => Promise<TracedDelivery>;

type Causes = {
  readonly kills: readonly KillTimes[];
  /** When a function was made to compute for ever; epoch milliseconds. */
  readonly hangsAt: readonly number[];
};

export function lookUpRepeats(
  url: string,
  destinations: readonly DestinationVerdict[],
  causes: Causes,
): Promise<LookedUp> {
  const repeats = destinations.flatMap(({ id, repeats: found }) => found.map((each) => ({ ...each, destination: id })));
  return explain(repeats, causes, ({ messageId, destination }) => {
    const { source = SOURCE_ID } = DESTINATIONS.find(({ id }) => id === destination) ?? {};
    return traceDelivery(url, { source, messageId, destination });
  });
}

/** Explains repeats by what was recorded about them. Every one without a kill is looked up, and some of the others. */
export async function explain(repeats: readonly NamedRepeat[], causes: Causes, trace: Trace): Promise<LookedUp> {
  const { kills } = causes;
  const limit = pLimit(AT_ONCE);
  const unexplained: string[] = [];
  const recordedAsFailed: Record<string, number> = {};
  let confirmed = 0;
  let twins = 0;
  let neighbours = 0;

  const confirm = async (repeat: NamedRepeat): Promise<void> => {
    const traced = await trace(repeat);
    if (isDeliveredBefore(traced, repeat)) unexplained.push(describe(repeat, traced));
    else confirmed += 1;
  };
  const lookUp = async (repeat: NamedRepeat): Promise<void> => {
    const traced = await trace(repeat);
    const explanation = explanationOf(traced, repeat, causes);
    if (explanation.kind === 'none') unexplained.push(describe(repeat, traced));
    else if (explanation.kind === 'twin') twins += 1;
    else if (explanation.kind === 'neighbour') neighbours += 1;
    else recordedAsFailed[explanation.reason] = (recordedAsFailed[explanation.reason] ?? 0) + 1;
  };

  const killed = kills.flatMap((_, index) =>
    spread(
      repeats.filter(({ kill }) => kill === index),
      LOOKED_UP_PER_KILL,
    ),
  );
  const rest = repeats.filter(({ kill }) => kill === undefined);
  await Promise.all([
    ...killed.map((repeat) => limit(confirm, repeat)),
    ...rest.slice(0, MOST_WITHOUT_KILL).map((repeat) => limit(lookUp, repeat)),
  ]);
  if (rest.length > MOST_WITHOUT_KILL) unexplained.push(`${rest.length - MOST_WITHOUT_KILL} more, not looked up`);
  return { confirmed, recordedAsFailed, twins, neighbours, unexplained };
}

function explanationOf(traced: TracedDelivery, repeat: NamedRepeat, { kills, hangsAt }: Causes): Explanation {
  if (kills.some((kill) => isTwinSince(kill, traced, repeat))) return { kind: 'twin' };
  if (isDeliveredBefore(traced, repeat)) return { kind: 'none' };
  const missed = traced.attempts.find(
    ({ decidedAt, reason = '' }) =>
      MISSED.has(reason) &&
      secondsOf(decidedAt) >= repeat.takenSeconds &&
      secondsOf(decidedAt) <= repeat.againSeconds + 1,
  );
  if (missed?.reason !== undefined) return { kind: 'missed', reason: missed.reason };
  const isNeighbour = repeat.destination === 'function' && hangsAt.some((at) => isWithNeighbour(at, traced, repeat));
  return { kind: isNeighbour ? 'neighbour' : 'none' };
}

/** What must never be, but for copies: a record that it was delivered, made before it was sent again. */
function isDeliveredBefore({ attempts }: TracedDelivery, { againSeconds }: Repeat): boolean {
  return attempts.some(({ result, decidedAt }) => result === 'delivered' && secondsOf(decidedAt) < againSeconds);
}

/**
 * Whether the attempts were made after the kill, of a pack of which the kill made a copy: delivery had sent on what it had
 * decided, or what had no place in the line yet, or fan-out had published it, and the message that told them to was handed
 * out again. What one copy met is recorded; so an event that only the other copy delivered is tried again.
 */
function isTwinSince({ at, endedAt }: KillTimes, traced: TracedDelivery, repeat: Repeat): boolean {
  const [killed, ended] = [at / 1000, endedAt / 1000];
  const { previousSeconds, takenSeconds, againSeconds } = repeat;
  const isAfter = killed <= takenSeconds + 1;
  const isTwice =
    areCopies(traced, takenSeconds, againSeconds) ||
    (previousSeconds !== undefined &&
      killed <= previousSeconds + 1 &&
      areCopies(traced, previousSeconds, takenSeconds)) ||
    isCopyHeld(traced, takenSeconds);
  return isAfter && isTwice && (traced.batchState === 'recovered' || isOnItsWay(traced, ended));
}

/**
 * Whether the first attempt went with the thread, which was ended because another event had the function compute for ever.
 * What goes so is no attempt: it runs again within its call, or is postponed when the call has no time left for it.
 */
function isWithNeighbour(hungAt: number, traced: TracedDelivery, repeat: Repeat): boolean {
  const { takenSeconds, againSeconds } = repeat;
  const hung = hungAt / 1000;
  const isBetween = takenSeconds <= hung + FUNCTION_LIMITS.fetchMs / 1000 && hung <= againSeconds + 1;
  const attempts = traced.attempts.filter(({ result }) => result !== 'postpone');
  return (
    isBetween && areCopies({ ...traced, attempts }, takenSeconds, againSeconds) && !isDeliveredBefore(traced, repeat)
  );
}

/** Whether fan-out had published the event by then, and nobody had recorded that it was delivered. */
function isOnItsWay({ countedAt, attempts }: TracedDelivery, seconds: number): boolean {
  const isPublished = countedAt !== null && secondsOf(countedAt) <= seconds;
  return (
    isPublished && !attempts.some(({ result, decidedAt }) => result === 'delivered' && secondsOf(decidedAt) <= seconds)
  );
}

/**
 * Whether two attempts were made of copies of one pack: within the life of a function, and without the record of a
 * failure between them, which a retry comes about a second after. What one copy delivered may be recorded while the other
 * is at work.
 */
function areCopies({ attempts }: TracedDelivery, firstSeconds: number, secondSeconds: number): boolean {
  const isBetween = ({ decidedAt, result }: TracedAttempt): boolean =>
    result !== 'delivered' && secondsOf(decidedAt) >= firstSeconds && secondsOf(decidedAt) <= secondSeconds - 1;
  return secondSeconds - firstSeconds <= DELIVERY_TIMEOUT_SECONDS && !attempts.some(isBetween);
}

/** Whether one copy was held, because the breaker was open, while the other was attempted. What is held is sent on later. */
function isCopyHeld({ attempts }: TracedDelivery, takenSeconds: number): boolean {
  return attempts.some(
    ({ decidedAt, result }) =>
      result === 'hold' && Math.abs(secondsOf(decidedAt) - takenSeconds) <= DELIVERY_TIMEOUT_SECONDS,
  );
}

function secondsOf(isoTime: string): number {
  return Date.parse(isoTime) / 1000;
}

function describe({ destination, messageId, takenSeconds, againSeconds }: NamedRepeat, traced: TracedDelivery): string {
  const [taken, again] = [takenSeconds, againSeconds].map((seconds) => new Date(seconds * 1000).toISOString());
  const records = traced.attempts.map(({ decidedAt, result, reason }) => `${result} ${reason ?? ''} at ${decidedAt}`);
  return `${destination} took ${messageId}, sent at ${taken}, and got it again, sent at ${again}; recorded: ${records.join(', ')} (batch ${traced.batchState})`;
}

/** Some of them, from all over the list. */
function spread<Item>(items: readonly Item[], most: number): Item[] {
  const step = Math.max(1, items.length / most);
  return Array.from({ length: Math.min(items.length, most) }, (_, index) => items[Math.floor(index * step)]).filter(
    (item) => item !== undefined,
  );
}
