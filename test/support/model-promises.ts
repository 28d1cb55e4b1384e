import type { Decision } from '../../domain/delivery-decision.ts';
import { summariseDestination, summariseSource, addCounts, type Counts } from '../../domain/ledger.ts';
import { reconcile } from '../../domain/reconcile.ts';
import { countsOfItem } from '../../functions/shared/ledger-counts.ts';
import { decodePack, decompressLines } from '../../functions/shared/pack-codec.ts';
import { CONTROL, DEAD_LETTERS, DEDUPE } from './model-functions.ts';
import { DESTINATIONS, isWanted, type ModelWorld } from './model-world.ts';

/** How the delivery of an event to a destination ended, by the records of what was decided. */
export type Ending = {
  readonly destination: string;
  readonly eventId: string;
  readonly outcome: 'delivered' | 'discard' | 'dead-letter';
  readonly reason: string;
  /** When it was recorded, in the order of all that happens. */
  readonly recordedAt: number;
};

export function endingsOf(world: ModelWorld): Ending[] {
  return [...world.packs].flatMap(([key, header]) => {
    const text = world.tables.item(DEDUPE, key)?.['decision']?.S;
    if (text === undefined) return [];
    const decision = JSON.parse(text) as Decision;
    return header.events.flatMap(({ id: eventId }, position): Ending[] => {
      const group = decision.groups.find(({ positions }) => positions.includes(position));
      const common = { destination: header.destinationId, eventId, recordedAt: world.writtenAt.get(key) ?? 0 };
      if (group === undefined) return [{ ...common, outcome: 'delivered', reason: '' }];
      if (group.kind !== 'discard' && group.kind !== 'dead-letter') return [];
      return [{ ...common, outcome: group.kind, reason: group.reason }];
    });
  });
}

/** The counters of all owners. */
export function countsOf(world: ModelWorld): Map<string, Counts> {
  const totals = new Map<string, Counts>();
  for (const item of world.tables.items(CONTROL).values()) {
    if (item['pk']?.S?.startsWith('ledger#') !== true) continue;
    const owner = item['sk']?.S ?? '';
    totals.set(owner, addCounts(totals.get(owner) ?? {}, countsOfItem(item)));
  }
  return totals;
}

/** Everything promised that does not hold; empty when all is well. */
export function brokenPromises(world: ModelWorld, { isGone = false, isQuiet = false } = {}): string[] {
  const endings = endingsOf(world);
  return [
    ...brokenOutcomes(world, endings, isGone),
    ...brokenArchive(world),
    ...brokenLedger(world, endings),
    ...brokenRecords(world, endings),
    ...uselessAttempts(world, endings),
    ...tooFewAttempts(world, endings),
    ...(isQuiet ? tooManyAttempts(world) : []),
    ...leftOvers(world),
  ];
}

const keyOf = ({ destination, eventId }: { destination: string; eventId: string }): string =>
  `${destination} ${eventId}`;

/**
 * One outcome for each event and destination that the archive says it goes to, none for others, and these are all that
 * want it, unless they were switched off when it came. A partner has what was delivered.
 */
function brokenOutcomes(world: ModelWorld, endings: readonly Ending[], isGone: boolean): string[] {
  const byKey = Map.groupBy(endings, keyOf);
  const taken = new Set(world.attempts.filter(({ answer }) => answer === 'ok').map(keyOf));
  const recorded = new Set(
    archivedBy(world).flatMap(({ messageId: eventId, destinations }) =>
      destinations.map((destination) => keyOf({ destination, eventId })),
    ),
  );
  const pairs = DESTINATIONS.flatMap(({ id: destination }) =>
    [...new Set(world.accepted)].map((eventId) => ({ destination, eventId })),
  );
  return pairs.flatMap((pair) => {
    const key = keyOf(pair);
    const ended = byKey.get(key) ?? [];
    const isRecorded = recorded.has(key);
    const isMeant = isWanted(pair.destination, pair.eventId);
    const expected = isRecorded ? 1 : 0;
    const outcomes = ended.map(({ outcome }) => outcome).join(', ');
    return [
      ...(isRecorded === isMeant || (isGone && isMeant)
        ? []
        : [`the archive ${isRecorded ? 'says' : 'does not say'} ${key}`]),
      ...(ended.length === expected ? [] : [`${key} ended ${ended.length} times (${outcomes}), not ${expected}`]),
      ...(outcomes === 'delivered' && !taken.has(key) ? [`${key} counts as delivered and never was`] : []),
    ];
  });
}

function archivedBy(world: ModelWorld): { messageId: string; destinations: string[] }[] {
  return [...world.bucket.objects]
    .filter(([key]) => key.startsWith('archive/'))
    .flatMap(([, bytes]) => decompressLines(bytes))
    .map((line) => JSON.parse(line) as { messageId: string; destinations: string[] });
}

/** Each accepted event once. */
function brokenArchive(world: ModelWorld): string[] {
  const archived = archivedBy(world).map(({ messageId }) => messageId);
  const found = archived.sort().join(' ');
  const expected = [...new Set(world.accepted)].sort().join(' ');
  return found === expected ? [] : [`the archive has ${found}, accepted were ${expected}`];
}

/** Sums close, nothing waits, and the numbers are those of the model. */
function brokenLedger(world: ModelWorld, endings: readonly Ending[]): string[] {
  const counts = countsOf(world);
  const source = summariseSource('web', counts.get('source#web') ?? {});
  const destinations = DESTINATIONS.map(({ id }) =>
    summariseDestination(id, 'web', counts.get(`destination#${id}`) ?? {}),
  );
  const unique = new Set(world.accepted).size;
  const { faults, notes } = reconcile({ sources: [source], destinations });
  const wrong = (name: string, found: number, expected: number): string[] =>
    found === expected ? [] : [`the ledger has ${found} ${name}, the model ${expected}`];
  return [
    ...[...faults, ...notes].map(({ owner, kind, message }) => `${owner} ${kind}: ${message}`),
    ...wrong('accepted', source.accepted, world.accepted.length),
    ...wrong('duplicates', source.duplicates, world.accepted.length - unique),
    ...wrong('rejected', source.rejected['event_too_large'] ?? 0, world.totals.rejected),
    ...destinations.flatMap(({ id, delivered, waiting, held, discarded, deadLettered, attempts }) => {
      const own = endings.filter(({ destination }) => destination === id);
      const sum = (outcome: Ending['outcome']): number => own.filter((ending) => ending.outcome === outcome).length;
      const made = world.attempts.filter(({ destination }) => destination === id).length;
      return [
        ...wrong(`${id} delivered`, delivered, sum('delivered')),
        ...wrong(`${id} discarded`, total(discarded), sum('discard')),
        ...wrong(`${id} deadLettered`, total(deadLettered), sum('dead-letter')),
        ...wrong(`${id} waiting`, waiting, 0),
        ...wrong(`${id} held`, held, 0),
        ...(attempts > made ? [`the ledger has ${attempts} attempts of ${id}, made were ${made}`] : []),
      ];
    }),
  ];
}

/** What was given up can be found by people: in one object, by one index item, and as a dead letter. */
function brokenRecords(world: ModelWorld, endings: readonly Ending[]): string[] {
  const given = endings.filter(({ outcome }) => outcome !== 'delivered');
  const lines = [...world.bucket.objects]
    .filter(([key]) => key.startsWith('undelivered/'))
    .flatMap(([, bytes]) => decompressLines(bytes))
    .map((line) => JSON.parse(line) as { destinationId: string; messageId: string; reason: string });
  const recorded = lines.map((line) => `${line.destinationId} ${line.messageId} ${line.reason}`).sort();
  const expected = given.map((ending) => `${keyOf(ending)} ${ending.reason}`).sort();
  const indexed = [...world.tables.items(CONTROL).values()]
    .filter((item) => item['pk']?.S?.startsWith('undelivered#'))
    .reduce((sum, item) => sum + Number(item['open']?.N ?? 0), 0);
  const letters = new Set(
    world.queues.waiting(DEAD_LETTERS).flatMap(({ body }) => {
      const { header } = decodePack(body);
      if (header.kind !== 'dead-letter') return ['a message of another kind'];
      return header.events.map(({ id }) => `${header.destinationId} ${id}`);
    }),
  );
  const dead = new Set(given.filter(({ outcome }) => outcome === 'dead-letter').map(keyOf));
  return [
    ...(recorded.join() === expected.join()
      ? []
      : [`undelivered/ has ${recorded.join()}, given up: ${expected.join()}`]),
    ...(indexed === given.length ? [] : [`the index knows ${indexed} undelivered events of ${given.length}`]),
    ...(letters.symmetricDifference(dead).size === 0
      ? []
      : [`dead letters: ${[...letters].join()}, not ${[...dead].join()}`]),
  ];
}

/** Runs that were under way when the outcome was recorded may still attempt the event; later ones may not. */
function uselessAttempts(world: ModelWorld, endings: readonly Ending[]): string[] {
  const endedAt = new Map(endings.map((ending) => [keyOf(ending), ending.recordedAt]));
  return world.attempts
    .filter((attempt) => attempt.runStartedAt > (endedAt.get(keyOf(attempt)) ?? Infinity))
    .map((attempt) => `${keyOf(attempt)} was attempted again after its outcome was recorded`);
}

/** Nothing is given up before all its retries were made. */
function tooFewAttempts(world: ModelWorld, endings: readonly Ending[]): string[] {
  const made = Map.groupBy(world.attempts, keyOf);
  return endings.flatMap((ending) => {
    const { retry } = DESTINATIONS.find(({ id }) => id === ending.destination) ?? { retry: { retries: 0 } };
    const number = made.get(keyOf(ending))?.length ?? 0;
    const isEarly = ending.outcome === 'dead-letter' && number < 1 + retry.retries;
    return isEarly ? [`${keyOf(ending)} was given up after ${number} attempts`] : [];
  });
}

/** Without crashes and copies: one attempt, the retries and the probes, all of them in the ledger. */
function tooManyAttempts(world: ModelWorld): string[] {
  const counts = countsOf(world);
  const probes = [...world.packs.values()].filter(({ probe }) => probe !== undefined);
  return DESTINATIONS.flatMap(({ id, retry }) => {
    const own = world.attempts.filter(({ destination }) => destination === id);
    const counted = counts.get(`destination#${id}`)?.['attempts'] ?? 0;
    const perEvent = [...Map.groupBy(own, ({ eventId }) => eventId)].flatMap(([eventId, made]) => {
      const asked = probes.filter((header) => header.destinationId === id && header.events[0]?.id === eventId).length;
      const most = 1 + retry.retries + asked;
      return made.length <= most ? [] : [`${id} ${eventId} was attempted ${made.length} times, at most ${most}`];
    });
    return [...perEvent, ...(counted === own.length ? [] : [`${id}: ${counted} attempts counted of ${own.length}`])];
  });
}

function leftOvers(world: ModelWorld): string[] {
  return [...world.bucket.objects.keys()].filter((key) => key.startsWith('held/')).map((key) => `${key} is still held`);
}

function total(counts: Counts): number {
  return Object.values(counts).reduce((sum, value) => sum + value, 0);
}
