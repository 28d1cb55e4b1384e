import { summariseDestination, summariseSource, type Counts } from '../../domain/ledger/ledger.ts';
import { reconcile } from '../../domain/ledger/reconcile.ts';
import { statesOf } from '../../domain/delivery/undelivered.ts';
import { decodePack } from '../../functions/shared/packs/pack-codec.ts';
import { CONTROL, DEAD_LETTERS } from './functions.ts';
import { countsOf, historyOf, keyOf, undeliveredLines, type Ending, type History } from './history.ts';
import type { Kind } from './program.ts';
import { DESTINATIONS, isWanted } from './workspace.ts';
import type { ModelWorld } from './world.ts';

const WINDOW_MS = 24 * 3_600_000;

/** Everything promised that does not hold; empty when all is well. */
export function brokenPromises(world: ModelWorld, kind: Kind): string[] {
  const history = historyOf(world);
  return [
    ...brokenOutcomes(world, history, kind),
    ...brokenArchive(world, history),
    ...brokenLedger(world, history, kind),
    ...brokenRecords(world, history),
    ...brokenWishes(world, history),
    ...uselessAttempts(world, history),
    ...tooFewAttempts(world, history),
    ...(kind === 'quiet' ? tooManyAttempts(world, history) : []),
    ...leftOvers(world),
  ];
}

const wrong = (name: string, found: number, expected: number): string[] =>
  found === expected ? [] : [`${name}: ${found}, expected ${expected}`];

const tooFew = (name: string, found: number, least: number): string[] =>
  found >= least ? [] : [`${name}: ${found}, expected at least ${least}`];

/**
 * One outcome for each event and destination that the archive says it goes to, and one for each redrive. These are all
 * that want it, unless they were switched off when it came. A partner has what was delivered.
 */
function brokenOutcomes({ accepted, attempts, handedTwice }: ModelWorld, history: History, kind: Kind): string[] {
  const endings = Map.groupBy(history.endings, keyOf);
  const redriven = Map.groupBy(
    history.resolved.filter(({ as }) => as === 'redriven'),
    keyOf,
  );
  const archived = Map.groupBy(history.archived, ({ eventId }) => eventId);
  const taken = Map.groupBy(
    attempts.filter(({ answer }) => answer === 'ok'),
    keyOf,
  );
  const pairs = DESTINATIONS.flatMap(({ id: destination }) =>
    [...new Set(accepted)].map((eventId) => ({ destination, eventId })),
  );
  return pairs.flatMap((pair) => {
    const key = keyOf(pair);
    const outcomes = (endings.get(key) ?? []).map(({ outcome }) => outcome);
    const copies = archived.get(pair.eventId) ?? [];
    const meant = copies.filter(({ destinations }) => destinations.includes(pair.destination));
    const isStrange = isWanted(pair.destination, pair.eventId)
      ? meant.length < copies.length && kind !== 'gone'
      : meant.length > 0;
    const most = meant.length + (redriven.get(key)?.length ?? 0);
    const least = most - meant.filter(({ isLost }) => isLost).length;
    const isTwice = handedTwice.has(pair.eventId) && outcomes.length > 0 && most > 0;
    const isWrong = (outcomes.length < least || outcomes.length > most) && !isTwice;
    const delivered = outcomes.filter((outcome) => outcome === 'delivered').length;
    return [
      ...(isStrange
        ? [`${key} is in the archive ${copies.length} times, and meant to be sent ${meant.length} times`]
        : []),
      ...(isWrong ? [`${key} ended ${outcomes.length} times (${outcomes.join()}), not ${most}`] : []),
      ...((taken.get(key)?.length ?? 0) < delivered ? [`${key} counts as delivered and never was`] : []),
    ];
  });
}

/** Each accepted event once, and once more for each dedupe window in which fan-out had it again. */
function brokenArchive({ accepted, handedOut, handedTwice }: ModelWorld, { archived }: History): string[] {
  const found = Map.groupBy(archived, ({ eventId }) => eventId);
  const strange = [...found.keys()].filter((eventId) => !accepted.includes(eventId));
  return [
    ...strange.map((eventId) => `${eventId} was archived and never accepted`),
    ...[...new Set(accepted)].flatMap((eventId) => {
      const lines = found.get(eventId) ?? [];
      const times = handedOut.get(eventId) ?? [];
      const most = handedTwice.has(eventId) ? Infinity : mostWindows(times.map(({ atMs }) => atMs));
      const last = lastOf(times);
      // A pack that comes again may have been done with before, and its copies beside it count as duplicates.
      const isNew = last.every(
        ({ pack }) => times.findIndex((time) => time.pack === pack) >= times.length - last.length,
      );
      const isMissed = isNew && lines.length > 0 && !lines.some(({ atMs }) => atMs >= (last[0]?.atMs ?? 0));
      return [
        ...(lines.length > most ? [`${eventId} was archived ${lines.length} times, at most ${most}`] : []),
        ...(lines.length === 0 ? [`${eventId} was never archived`] : []),
        ...(isMissed ? [`${eventId} came when its dedupe window was over and was not archived`] : []),
      ];
    }),
  ];
}

/** How many dedupe windows can begin at these times. */
function mostWindows(timesMs: readonly number[]): number {
  let number = 0;
  let endsAtMs = -Infinity;
  for (const timeMs of timesMs) {
    if (timeMs < endsAtMs) continue;
    number += 1;
    endsAtMs = timeMs + WINDOW_MS - 1_000;
  }
  return number;
}

/** Those after the last pause in which every claim has lost its hold. */
function lastOf<Time extends { readonly atMs: number }>(times: readonly Time[]): readonly Time[] {
  const pause = times.findLastIndex(
    ({ atMs }, index) => atMs > (times[index - 1]?.atMs ?? -Infinity) + WINDOW_MS + 1_000,
  );
  return times.slice(Math.max(pause, 0));
}

/** Sums close, nothing waits, and the numbers are those of the model. */
function brokenLedger(world: ModelWorld, history: History, kind: Kind): string[] {
  const counts = countsOf(world);
  const source = summariseSource('web', counts.get('source#web') ?? {});
  const destinations = DESTINATIONS.map(({ id }) =>
    summariseDestination(id, 'web', counts.get(`destination#${id}`) ?? {}),
  );
  const { faults, notes } = reconcile({ sources: [source], destinations });
  const { accepted, totals } = world;
  // What comes again when its claim is over is counted anew.
  const check = kind === 'days' ? tooFew : wrong;
  return [
    ...destinations.flatMap((destination) => brokenCounts(world, history, destination)),
    ...(kind === 'twice' ? [] : check('accepted in the ledger', source.accepted, accepted.length)),
    ...(kind === 'twice' ? [] : check('rejected in the ledger', total(source.rejected), totals.rejected)),
    ...(isOfTwoMinds(world, history)
      ? []
      : [
          ...[...faults, ...notes].map(({ owner, kind: what, message }) => `${owner} ${what}: ${message}`),
          ...wrong('unique events in the ledger', source.accepted - source.duplicates, history.archived.length),
          ...destinations.flatMap(({ id, waiting }) => wrong(`${id} waiting in the ledger`, waiting, 0)),
        ]),
  ];
}

/** Whether something was counted of which fan-out has lost sight, or twice. */
function isOfTwoMinds({ handedTwice }: ModelWorld, { archived }: History): boolean {
  return handedTwice.size > 0 || archived.some(({ isLost }) => isLost);
}

function brokenCounts(
  { attempts }: ModelWorld,
  { endings, resolved }: History,
  ledger: ReturnType<typeof summariseDestination>,
): string[] {
  const { id } = ledger;
  const ended = (outcome: Ending['outcome']): number =>
    endings.filter((ending) => ending.destination === id && ending.outcome === outcome).length;
  const own = resolved.filter(({ destination }) => destination === id);
  const isDead = ({ outcome }: (typeof own)[number]): boolean => outcome === 'dead-lettered';
  const redriven = own.filter(({ as }) => as === 'redriven');
  const writtenOff = own.filter(({ as }) => as === 'discarded').filter(isDead).length;
  const made = attempts.filter(({ destination }) => destination === id).length;
  const redrivenDead = redriven.filter(isDead).length;
  const discarded = ended('discard') - (redriven.length - redrivenDead) + writtenOff;
  return [
    ...wrong(`${id} delivered in the ledger`, ledger.delivered, ended('delivered')),
    ...wrong(`${id} discarded in the ledger`, total(ledger.discarded), discarded),
    ...wrong(`${id} discarded by people`, ledger.discarded['operator'] ?? 0, writtenOff),
    ...wrong(
      `${id} dead letters in the ledger`,
      total(ledger.deadLettered),
      ended('dead-letter') - redrivenDead - writtenOff,
    ),
    ...wrong(`${id} redriven in the ledger`, ledger.redriven, redriven.length),
    ...wrong(`${id} held in the ledger`, ledger.held, 0),
    ...(ledger.attempts > made ? [`the ledger has ${ledger.attempts} attempts of ${id}, made were ${made}`] : []),
  ];
}

/** What was given up can be found by people: in one object, by one index item, and as a dead letter. */
function brokenRecords(world: ModelWorld, { endings, resolved }: History): string[] {
  const given = endings.filter(({ outcome }) => outcome !== 'delivered');
  const recorded = [...world.bucket.objects.keys()]
    .filter((key) => key.startsWith('undelivered/'))
    .flatMap((key) => undeliveredLines(world, key))
    .map((line) => `${line.destinationId} ${line.messageId} ${line.reason} ${line.endedAt}`);
  const expected = given.map((ending) => `${keyOf(ending)} ${ending.reason} ${ending.decidedAt}`);
  const open = [...world.tables.items(CONTROL).values()]
    .filter((item) => item['pk']?.S?.startsWith('undelivered#'))
    .reduce((sum, item) => sum + Number(item['open']?.N ?? 0), 0);
  const letters = new Set(
    world.queues.waiting(DEAD_LETTERS).flatMap(({ body }) => {
      const { header } = decodePack(body);
      if (header.kind !== 'dead-letter') return ['a message of another kind'];
      return header.events.map(({ id }) => `${header.destinationId} ${id} ${header.deadLetteredAt}`);
    }),
  );
  const dead = given.filter(({ outcome }) => outcome === 'dead-letter');
  return [
    ...difference('records under undelivered/', recorded, expected),
    ...wrong('open events in the index', open, given.length - resolved.length),
    ...difference(
      'dead letters',
      [...letters],
      [...new Set(dead.map((ending) => `${keyOf(ending)} ${ending.decidedAt}`))],
    ),
  ];
}

/** Every line that somebody wanted resolved was resolved once, in a way that somebody wanted, and no other line was. */
function brokenWishes({ people, tables }: ModelWorld, { resolved }: History): string[] {
  const nameOf = ({
    destination,
    itemKey,
    position,
  }: Pick<(typeof resolved)[number], 'destination' | 'itemKey' | 'position'>): string =>
    `${destination} ${itemKey} ${position}`;
  const wishes = Map.groupBy(people.wishes, nameOf);
  const unwanted = resolved.filter((one) => wishes.get(nameOf(one))?.some(({ as }) => as === one.as) !== true);
  const shown = [...tables.items(CONTROL).values()].flatMap((item) => {
    const [, destination = ''] = item['pk']?.S?.split('undelivered#') ?? [];
    if (destination === '') return [];
    const parsed = { groups: item['groups']?.S ?? '[]', resolutions: item['resolutions']?.S ?? '[]' };
    const states = statesOf({
      ...{ destinationId: destination, itemKey: item['sk']?.S ?? '', objectKey: '', endedAt: '' },
      groups: JSON.parse(parsed.groups) as never[],
      resolutions: JSON.parse(parsed.resolutions) as never[],
    });
    return states.flatMap(({ state }, position) =>
      state === 'open' ? [] : [`${destination} ${item['sk']?.S ?? ''} ${position} ${state}`],
    );
  });
  return [
    ...difference('resolved events', resolved.map(nameOf), [...wishes.keys()]),
    ...unwanted.map((one) => `${nameOf(one)} was ${one.as}, and nobody wanted that`),
    ...difference(
      'resolved events in the index',
      shown,
      resolved.map((one) => `${nameOf(one)} ${one.as}`),
    ),
  ];
}

function difference(name: string, found: readonly string[], expected: readonly string[]): string[] {
  const [left, right] = [[...found].sort().join(), [...expected].sort().join()];
  return left === right ? [] : [`${name}: ${left}, expected ${right}`];
}

/** Runs that were under way when the last outcome was recorded may still attempt the event; later ones may not. */
function uselessAttempts(world: ModelWorld, { endings, resolved, archived }: History): string[] {
  const before = (happenedAt: number, all: readonly { readonly happenedAt: number }[] = []): number =>
    all.filter((one) => one.happenedAt < happenedAt).length;
  const ended = Map.groupBy(endings, keyOf);
  const begun = Map.groupBy(archived, ({ eventId }) => eventId);
  const redriven = Map.groupBy(
    resolved.filter(({ as }) => as === 'redriven'),
    keyOf,
  );
  return world.attempts
    .filter(({ eventId }) => !world.handedTwice.has(eventId))
    .filter((attempt) => {
      const { runStartedAt: at, eventId } = attempt;
      const key = keyOf(attempt);
      return before(at, ended.get(key)) >= before(at, begun.get(eventId)) + before(at, redriven.get(key));
    })
    .map((attempt) => `${keyOf(attempt)} was attempted again after its outcome was recorded`);
}

/** Nothing is given up before all its retries were made. */
function tooFewAttempts({ attempts }: ModelWorld, { endings }: History): string[] {
  const made = Map.groupBy(attempts, keyOf);
  return [...Map.groupBy(endings, keyOf)].flatMap(([key, own]) => {
    const { retries = 0 } = DESTINATIONS.find(({ id }) => key.startsWith(`${id} `))?.retry ?? {};
    const least = own.reduce((sum, { outcome }) => sum + (outcome === 'dead-letter' ? 1 + retries : 1), 0);
    const number = made.get(key)?.length ?? 0;
    return number < least ? [`${key} had ${number} attempts, at least ${least} were due`] : [];
  });
}

/** Without crashes and copies: one attempt, the retries and the probes for each round, all of them in the ledger. */
function tooManyAttempts(world: ModelWorld, { resolved }: History): string[] {
  const counts = countsOf(world);
  const probes = [...world.packs.values()].filter(({ probe }) => probe !== undefined);
  return DESTINATIONS.flatMap(({ id, retry }) => {
    const own = world.attempts.filter(({ destination }) => destination === id);
    const perEvent = [...Map.groupBy(own, ({ eventId }) => eventId)].flatMap(([eventId, made]) => {
      const asked = probes.filter((header) => header.destinationId === id && header.events[0]?.id === eventId).length;
      const again = resolved.filter((one) => keyOf(one) === `${id} ${eventId}` && one.as === 'redriven').length;
      const most = (1 + again) * (1 + retry.retries) + asked;
      return made.length <= most ? [] : [`${id} ${eventId} was attempted ${made.length} times, at most ${most}`];
    });
    return [
      ...perEvent,
      ...wrong(`${id} attempts in the ledger`, counts.get(`destination#${id}`)?.['attempts'] ?? 0, own.length),
    ];
  });
}

function leftOvers({ bucket }: ModelWorld): string[] {
  return [...bucket.objects.keys()].filter((key) => key.startsWith('held/')).map((key) => `${key} is still held`);
}

function total(counts: Counts): number {
  return Object.values(counts).reduce((sum, value) => sum + value, 0);
}
