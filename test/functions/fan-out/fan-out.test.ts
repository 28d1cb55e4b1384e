import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Destination } from '../../../domain/workspace/destination.ts';
import type { IngestPack } from '../../../functions/fan-out/fan-out.ts';
import { aDestination } from '../../support/a-destination.ts';
import type { Crash } from '../../support/crash.ts';
import { createFanOutWorld } from './fan-out-world.ts';

const receivedAt = '2026-11-22T10:20:30.000Z';

function aPack(packId: string, eventIds: readonly string[], rejected?: Record<string, number>): IngestPack {
  const events = eventIds.map((eventId) => ({ id: eventId, type: 'track', receivedAt, name: 'Order Completed' }));
  const lines = eventIds.map((eventId) => JSON.stringify({ type: 'track', messageId: eventId }));
  const header = { kind: 'ingest', packId, sourceId: 'web', receivedAt, events } as const;
  return { header: rejected === undefined ? header : { ...header, rejected }, lines };
}

/** What reached each destination: the events of every pack that delivery would take for new. */
function arrivals(world: ReturnType<typeof createFanOutWorld>, destinationId: string): string[] {
  return [...world.published.values()]
    .filter((pack) => pack.destinationId === destinationId)
    .flatMap(({ eventIds }) => eventIds)
    .sort();
}

const archived = (world: ReturnType<typeof createFanOutWorld>): string[] =>
  [...world.archive.values()].flatMap(({ events }) => events.map(({ id }) => id)).sort();

// Crashes are logged, as they should be; here they are what is tested.
beforeAll(() => void vi.spyOn(console, 'error').mockReturnValue());
afterAll(() => void vi.restoreAllMocks());

describe('fan-out', () => {
  test('archives, publishes and counts each event once', async () => {
    const world = createFanOutWorld([aDestination(), aDestination({ id: 'off', enabled: false })]);

    const { failed } = await world.run([aPack('m1', ['a', 'b']), aPack('m2', ['c'])]);

    expect([...failed]).toEqual([]);
    expect(archived(world)).toEqual(['a', 'b', 'c']);
    expect(arrivals(world, 'crm')).toEqual(['a', 'b', 'c']);
    expect(arrivals(world, 'off')).toEqual([]);
    expect(Object.fromEntries(world.counts())).toEqual({
      'source#web': { accepted: 3 },
      'destination#crm': { matched: 3 },
      'destination#off': { 'filtered:disabled': 3 },
    });
  });

  test('drops copies within a pack, between packs, and from earlier runs, and counts them', async () => {
    const world = createFanOutWorld([aDestination()]);

    await world.run([aPack('m1', ['a', 'a']), aPack('m2', ['a', 'b'])]);
    await world.run([aPack('m3', ['b', 'c'])]);

    expect(arrivals(world, 'crm')).toEqual(['a', 'b', 'c']);
    expect(world.counts().get('source#web')).toEqual({ accepted: 6, duplicates: 3 });
    expect(world.counts().get('destination#crm')).toEqual({ matched: 3 });
  });

  test('takes a pack for one that SQS holds twice', async () => {
    const world = createFanOutWorld([aDestination()]);
    const pack = aPack('m1', ['a', 'b'], { no_user_anon_id: 1 });

    await world.run([pack, pack]);

    expect(arrivals(world, 'crm')).toEqual(['a', 'b']);
    expect(world.counts().get('source#web')).toEqual({ accepted: 2, 'rejected:no_user_anon_id': 1 });
  });

  test('begins no round that it has no time for, and says which packs those are', async () => {
    const world = createFanOutWorld([aDestination()]);
    const eventIds = (name: string): string[] => Array.from({ length: 1000 }, (_, index) => `${name}-${index}`);
    const packs = ['m1', 'm2', 'm3', 'm4', 'm5'].map((packId) => aPack(packId, eventIds(packId)));
    const answers = [true, false];
    world.setHasTime(() => answers.shift() ?? false);

    const { failed, unbegun } = await world.run(packs);

    expect([...failed]).toEqual([]);
    expect([...unbegun]).toEqual(['m4', 'm5']);
    expect(arrivals(world, 'crm')).toHaveLength(3000);
    expect(world.counts().get('source#web')).toEqual({ accepted: 3000 });
  });

  test('drops copies between rounds', async () => {
    const world = createFanOutWorld([aDestination()]);
    const eventIds = Array.from({ length: 2500 }, (_, index) => `e-${index}`);

    await world.run([aPack('m1', eventIds), aPack('m2', eventIds)]);

    expect(arrivals(world, 'crm')).toHaveLength(2500);
    expect(world.counts().get('source#web')).toEqual({ accepted: 5000, duplicates: 2500 });
  });

  test('counts a pack once that SQS hands out again after it was done', async () => {
    const world = createFanOutWorld([aDestination()]);
    const pack = aPack('m1', ['a', 'a', 'b'], { no_user_anon_id: 2 });

    await world.run([pack]);
    await world.run([pack]);

    expect(arrivals(world, 'crm')).toEqual(['a', 'b']);
    expect(world.counts().get('source#web')).toEqual({ accepted: 3, duplicates: 1, 'rejected:no_user_anon_id': 2 });
  });

  test('fans out what could be claimed and lets only the pack come again whose claim got no answer', async () => {
    const world = createFanOutWorld([aDestination()]);
    const messages = [aPack('m1', ['a', 'b', 'b']), aPack('m2', ['c'])];
    world.failKey('event#web#a');

    const first = await world.run(messages);
    world.failKey(undefined);
    const second = await world.run(messages.filter(({ header }) => first.failed.has(header.packId)));

    expect([...first.failed]).toEqual(['m1']);
    expect([...second.failed]).toEqual([]);
    expect(arrivals(world, 'crm')).toEqual(['a', 'b', 'c']);
    expect(archived(world)).toEqual(['a', 'b', 'c']);
    expect(world.counts().get('source#web')).toEqual({ accepted: 4, duplicates: 1 });
  });
});

describe('what is published', () => {
  test('is published again when a pack comes again of which that is not known, under the same ids', async () => {
    const world = createFanOutWorld([aDestination()]);
    const pack = aPack('m1', ['a', 'b']);

    await world.run([pack]);
    await world.run([pack]);
    await world.run([pack]);

    expect(world.publications()).toBe(2);
    expect(arrivals(world, 'crm')).toEqual(['a', 'b']);
  });

  test('is not published again with a pack that comes again because one of its claims got no answer', async () => {
    const world = createFanOutWorld([aDestination()]);
    const packs = [aPack('m1', ['a', 'b'])];
    world.failKey('event#web#a');

    await world.run(packs);
    world.failKey(undefined);
    await world.run(packs);

    expect(world.publications()).toBe(2);
    expect(arrivals(world, 'crm')).toEqual(['a', 'b']);
  });

  test('is not published again when the function died in a later round', async () => {
    const world = createFanOutWorld([aDestination()]);
    const packs = ['m1', 'm2'].map((packId) =>
      aPack(
        packId,
        Array.from({ length: 2500 }, (_, index) => `${packId}-${index}`),
      ),
    );
    const { calls } = await createFanOutWorld([aDestination()]).run(packs);

    await world.run(packs, { call: calls, when: 'before' });
    await world.run(packs);

    expect(world.publications()).toBe(2);
    expect(arrivals(world, 'crm')).toHaveLength(5000);
    expect(world.counts().get('destination#crm')).toEqual({ matched: 5000 });
  });
});

describe('a claim that is written although the answer to it was lost', () => {
  test('does not lose its event when the rest of the batch is committed', async () => {
    const world = createFanOutWorld([aDestination()]);
    world.loseAnswerTo('event#web#b');
    const packs = [aPack('m1', ['a', 'b']), aPack('m2', ['c'])];

    const first = await world.run(packs);
    await world.run(packs.filter(({ header }) => first.failed.has(header.packId)));

    expect([...first.failed]).toEqual(['m1']);
    expect(archived(world)).toEqual(['a', 'b', 'c']);
    expect(arrivals(world, 'crm')).toEqual(['a', 'b', 'c']);
    expect(world.counts().get('source#web')).toEqual({ accepted: 3 });
  });
});

describe('a pack that a service refuses', () => {
  test('comes again alone, and its neighbours go on', async () => {
    const world = createFanOutWorld([aDestination()]);
    world.refuseKey('event#web#poison');
    const packs = ['a', 'b', 'c', 'poison', 'd'].map((id, index) => aPack(`m${index}`, [id]));

    const { failed } = await world.run(packs);

    expect([...failed]).toEqual(['m3']);
    expect(arrivals(world, 'crm')).toEqual(['a', 'b', 'c', 'd']);
    expect(archived(world)).toEqual(['a', 'b', 'c', 'd']);
    expect(world.counts().get('source#web')).toEqual({ accepted: 4 });
  });
});

describe('a crash of fan-out at any call', () => {
  const messages = (): IngestPack[] => [
    aPack('m1', ['a', 'b', 'a']),
    aPack('m2', ['c', 'old', 'b'], { event_not_defined: 1 }),
    aPack('m3', ['d']),
  ];
  const newWorld = async () => {
    const world = createFanOutWorld([aDestination(), aDestination({ id: 'ads' })]);
    await world.run([aPack('m0', ['old'])]);
    return world;
  };
  const expectedCounts = {
    'source#web': { accepted: 8, duplicates: 3, 'rejected:event_not_defined': 1 },
    'destination#crm': { matched: 5 },
    'destination#ads': { matched: 5 },
  };
  const everything = ['a', 'b', 'c', 'd', 'old'];

  async function crashes(): Promise<Crash[]> {
    const world = await newWorld();
    const { calls } = await world.run(messages());
    return Array.from({ length: calls }, (_, index) => index + 1).flatMap((call) => [
      { call, when: 'before' },
      { call, when: 'after' },
    ]);
  }

  test('loses nothing, archives nothing twice, and counts exactly, in whatever groups the packs come again', async () => {
    const points = await crashes();
    const regroupings: string[][][] = [[['m1', 'm2', 'm3']], [['m3'], ['m2', 'm1']], [['m2'], ['m1'], ['m3']]];

    for (const crash of points) {
      for (const regrouping of regroupings) {
        const world = await newWorld();
        const { failed } = await world.run(messages(), crash);
        const ahead = arrivals(world, 'crm').length - (world.counts().get('destination#crm')?.['matched'] ?? 0);
        for (const group of regrouping)
          await world.run(
            messages().filter(({ header }) => failed.has(header.packId) && group.includes(header.packId)),
          );

        const where = `crash ${crash.when} call ${crash.call}, then ${JSON.stringify(regrouping)}`;
        expect({ where, ahead: Math.max(ahead, 0) }).toEqual({ where, ahead: 0 });
        expect({ where, archived: archived(world) }).toEqual({ where, archived: everything });
        expect({ where, crm: arrivals(world, 'crm') }).toEqual({ where, crm: everything });
        expect({ where, ads: arrivals(world, 'ads') }).toEqual({ where, ads: everything });
        expect({ where, counts: Object.fromEntries(world.counts()) }).toEqual({ where, counts: expectedCounts });
      }
    }
  });

  test('survives a second crash while it recovers from the first', async () => {
    const points = await crashes();

    for (const first of points) {
      for (const second of points.filter(({ call }) => call % 3 === 0)) {
        const world = await newWorld();
        const { failed } = await world.run(messages(), first);
        const again = await world.run(
          messages().filter(({ header }) => failed.has(header.packId)),
          second,
        );
        await world.run(messages().filter(({ header }) => again.failed.has(header.packId)));

        const where = `${JSON.stringify(first)} then ${JSON.stringify(second)}`;
        expect({ where, archived: archived(world) }).toEqual({ where, archived: everything });
        expect({ where, crm: arrivals(world, 'crm') }).toEqual({ where, crm: everything });
        expect({ where, counts: Object.fromEntries(world.counts()) }).toEqual({ where, counts: expectedCounts });
      }
    }
  });
});

describe('a change of the workspace between a crash and the recovery', () => {
  const messages = [aPack('m1', ['a', 'b', 'a']), aPack('m2', ['c'])];
  const crm = aDestination({ filter: 'messageId != "c"' });

  /** For each call at which the first run may die: what came to the destination and what was counted for it. */
  async function recoveries(changed: Destination): Promise<{ where: string; isArchived: boolean; atCrm: object }[]> {
    const { calls } = await createFanOutWorld([crm]).run(messages);
    const points = Array.from({ length: calls }, (_, index) => index + 1).flatMap((call): Crash[] => [
      { call, when: 'before' },
      { call, when: 'after' },
    ]);
    return Promise.all(
      points.map(async (crash) => {
        const world = createFanOutWorld([crm]);
        const { failed } = await world.run(messages, crash);
        const isArchived = world.archive.size > 0;
        world.change([changed]);
        await world.run(messages.filter(({ header }) => failed.has(header.packId)));
        const { matched = 0, ...others } = world.counts().get('destination#crm') ?? {};
        const filtered = Object.values(others).reduce((sum, count) => sum + count, 0);
        const atCrm = { arrived: arrivals(world, 'crm'), matched, filtered };
        return { where: JSON.stringify(crash), isArchived, atCrm };
      }),
    );
  }

  test.each<[string, Destination, object]>([
    ['a 410 switched it off', { ...crm, enabled: false }, { arrived: [], matched: 0, filtered: 3 }],
    ['it wants others', { ...crm, filter: 'messageId != "a"' }, { arrived: ['b', 'c'], matched: 2, filtered: 1 }],
  ])('changes nothing for what was archived when %s', async (_what, changed, asChanged) => {
    const found = await recoveries(changed);

    expect(new Set(found.map(({ isArchived }) => isArchived))).toEqual(new Set([true, false]));
    const asArchived = { arrived: ['a', 'b'], matched: 2, filtered: 1 };
    expect(found).toEqual(
      found.map((recovery) => ({ ...recovery, atCrm: recovery.isArchived ? asArchived : asChanged })),
    );
  });
});
