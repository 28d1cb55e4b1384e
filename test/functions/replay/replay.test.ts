import { describe, expect, test } from 'vitest';
import type { ArchivedEvent } from '../../../domain/replay/archive-job.ts';
import type { Event } from '../../../domain/events/event.ts';
import type { UndeliveredRecord } from '../../../domain/delivery/undelivered.ts';
import { aDestination } from '../../support/a-destination.ts';
import type { Crash } from '../../support/crash.ts';
import { anArchived, aReplaySpec, createReplayWorld } from '../../support/replay-world.ts';

const key = (hour: string, id: string): string =>
  `archive/source=web/date=2026-11-22/hour=${hour}/20261122${hour}-${id}.ndjson.zst`;

/** Events of one hour, received a second after the other. */
const events = (hour: string, ids: readonly string[], overrides: Record<string, unknown> = {}): ArchivedEvent[] =>
  ids.map((id, index) =>
    anArchived(id, `2026-11-22T${hour}:00:${String(index % 60).padStart(2, '0')}.000Z`, overrides),
  );
const ids = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}`);

/** Two parts (at 100 a second) with objects larger and smaller than what is sent together. */
const aDay = (): Record<string, ArchivedEvent[]> => ({
  [key('01', 'a1')]: events('01', ids('a', 600)),
  [key('01', 'b2')]: events('01', ['b0', 'a5', 'b1', 'b1']),
  [key('02', 'c3')]: events('02', ids('c', 3)),
  [key('13', 'd4')]: events('13', ids('d', 260)),
  [key('23', 'e5')]: events('23', ['e0']),
});
const everyId = [...ids('a', 600), 'b0', 'b1', ...ids('c', 3), ...ids('d', 260), 'e0'].sort();

describe('a replay', () => {
  test('sends each event of its range once and then is done', async () => {
    const world = createReplayWorld(aDay());
    world.create(aReplaySpec({ ratePerSecond: 100 }));

    await world.runAll();

    expect(world.sentIds()).toEqual(everyId);
    expect(world.jobs.get('job1')).toMatchObject({ state: 'done', parts: 2, partsLeft: 0 });
    expect(world.state.counts).toMatchObject({ read: 868, sent: 866, duplicates: 2, objects: 5 });
  });

  test('takes only what was received in its time, of its types, names and users', async () => {
    const world = createReplayWorld({
      [key('10', 'a')]: [
        anArchived('early', '2026-11-22T10:09:59.999Z'),
        anArchived('first', '2026-11-22T10:10:00.000Z'),
        anArchived('page', '2026-11-22T10:11:00.000Z', { type: 'page' }),
        anArchived('other-name', '2026-11-22T10:11:00.000Z', { event: 'Cart Viewed' }),
        anArchived('other-user', '2026-11-22T10:11:00.000Z', { userId: 'u2' }),
        anArchived('anonymous', '2026-11-22T10:11:00.000Z', { userId: undefined, anonymousId: 'u1' }),
        anArchived('late', '2026-11-22T10:20:00.000Z'),
      ],
    });
    const range = { from: '2026-11-22T10:10:00.000Z', to: '2026-11-22T10:20:00.000Z' };

    world.create(aReplaySpec({ ...range, types: ['track'], events: ['Order Completed'], userIds: ['u1'] }));
    await world.runAll();

    expect(world.sentIds()).toEqual(['anonymous', 'first']);
    expect(world.state.counts).toMatchObject({ outside: 5 });
  });

  test('asks the filter of a destination, and the integrations that the event came with, also when it is off', async () => {
    const world = createReplayWorld({
      [key('10', 'a')]: [
        anArchived('wanted', '2026-11-22T10:00:00.000Z', { integrations: { All: false, crm: true } }),
        anArchived('no-consent', '2026-11-22T10:00:00.000Z', { integrations: { crm: false } }),
        anArchived('filtered', '2026-11-22T10:00:00.000Z', { userId: 'u2' }),
      ],
    });
    world.state.destination = aDestination({ enabled: false, filter: 'userId = "u1"' });

    world.create(aReplaySpec());
    await world.runAll();

    expect(world.sentIds()).toEqual(['wanted']);
    expect(world.state.counts).toMatchObject({ 'filtered:integrations': 1, 'filtered:filter': 1, sent: 1 });
  });

  test('addresses events to its destination alone and changes nothing else', async () => {
    const integrations = { 'Some Partner': true, crm: { region: 'eu' } };
    const archived = anArchived('a', '2026-11-22T10:00:00.000Z', { integrations, properties: { total: 1e21 } });
    const world = createReplayWorld({ [key('10', 'a')]: [archived] });
    world.state.destination = aDestination({ name: 'Customer File' });

    world.create(aReplaySpec());
    await world.runAll();

    const [pack] = world.state.packs.values();
    const sent = JSON.parse(pack?.lines[0] ?? '') as Event;
    expect(sent).toEqual({ ...archived.event, integrations: { All: false, 'Customer File': true } });
  });

  test('counts and sends nothing in a dry run', async () => {
    const world = createReplayWorld(aDay());
    world.create(aReplaySpec({ dryRun: true }));

    await world.runAll();

    expect(world.sentIds()).toEqual([]);
    expect(world.jobs.get('job1')?.state).toBe('done');
    expect(world.state.counts).toMatchObject({
      sent: 868,
      objects: 5,
      'objects:standard': 5,
      'objectBytes:standard': 500,
    });
  });

  test('fails with a reason when its destination takes no events twice any more, unless it never got them', async () => {
    const [all, missed] = [createReplayWorld(aDay()), createReplayWorld({})];
    all.create(aReplaySpec());
    missed.create(aReplaySpec({ onlyUndelivered: true }));
    for (const { state } of [all, missed]) state.destination = aDestination({ componentId: 'acme', replay: false });

    await all.runAll();
    await missed.runAll();

    expect(all.jobs.get('job1')).toMatchObject({ state: 'failed', reason: expect.stringContaining('crm') as string });
    expect(all.sentIds()).toEqual([]);
    expect(missed.jobs.get('job1')?.state).toBe('done');
  });

  test('fails with a reason when its destination is deleted', async () => {
    const world = createReplayWorld(aDay());
    world.create(aReplaySpec());
    world.state.destination = undefined;

    await world.runAll();

    expect(world.jobs.get('job1')).toMatchObject({ state: 'failed', reason: expect.stringContaining('crm') as string });
  });
});

describe('the rate of a replay', () => {
  test('is kept over the whole job, whatever the objects are like', async () => {
    const world = createReplayWorld({ [key('10', 'a')]: events('10', ids('a', 3_000)) });
    const startedMs = world.state.nowMs;

    world.create(aReplaySpec({ from: '2026-11-22T10:00:00.000Z', to: '2026-11-22T11:00:00.000Z', ratePerSecond: 50 }));
    await world.runAll();

    // What was sent up to a moment is what 50 a second allow, and the group of 250 that was sent last.
    let sent = 0;
    for (const {
      ids: { length },
      atMs,
    } of world.state.packs.values()) {
      expect(sent).toBeLessThanOrEqual(((atMs - startedMs) / 1000) * 50 + 1);
      sent += length;
    }
    expect(sent).toBe(3_000);
    expect((world.state.nowMs - startedMs) / 1000).toBeLessThan(62);
  });

  test('waits in hops when it is so slow that no queue delays for as long', async () => {
    const world = createReplayWorld({ [key('10', 'a')]: events('10', ids('a', 3)) });
    const startedMs = world.state.nowMs;

    world.create(
      aReplaySpec({ from: '2026-11-22T10:00:00.000Z', to: '2026-11-22T11:00:00.000Z', ratePerSecond: 0.0005 }),
    );
    await world.runAll();

    const times = [...world.state.packs.values()].map(({ atMs }) => atMs - startedMs);
    expect(times).toEqual([0, 2_000_000, 4_000_000]);
  });

  test('leaves the share of parts that are done to the others', async () => {
    const world = createReplayWorld({ [key('23', 'z')]: events('23', ids('a', 2_000)) });
    const startedMs = world.state.nowMs;

    world.create(aReplaySpec({ ratePerSecond: 400 }));
    await world.runAll();

    expect(world.jobs.get('job1')?.parts).toBe(8);
    expect((world.state.nowMs - startedMs) / 1000).toBeLessThan(12);
  });

  test('waits while something is in the way, says for what, and goes on after it', async () => {
    const world = createReplayWorld(aDay());
    world.create(aReplaySpec({ ratePerSecond: 50 }));
    world.state.obstacle = { waitingFor: 'the destination', askAgainSeconds: 15 };

    await world.runNext();
    await world.runNext();
    const waiting = { ...world.jobs.get('job1'), sent: world.sentIds().length };
    world.state.obstacle = undefined;
    await world.runAll();

    expect(waiting).toMatchObject({ state: 'queued', waitingFor: 'the destination', sent: 0 });
    expect(world.jobs.get('job1')).toMatchObject({ state: 'done', waitingFor: undefined });
    expect(world.sentIds()).toEqual(everyId);
  });
});

describe('a replay that is interfered with', () => {
  test('sends nothing while it is paused, and the rest once it is resumed', async () => {
    const world = createReplayWorld(aDay());
    world.create(aReplaySpec({ ratePerSecond: 50 }));

    await world.runNext();
    world.setState('paused');
    const sent = world.sentIds().length;
    await world.runAll();
    const sentWhilePaused = world.sentIds().length - sent;
    world.setState('running');
    world.sendSteps();
    await world.runAll();

    expect(sent).toBe(250);
    expect(sentWhilePaused).toBe(0);
    expect(world.sentIds()).toEqual(everyId);
  });

  test('goes on in one chain of steps when messages come twice', async () => {
    const world = createReplayWorld(aDay());
    world.create(aReplaySpec({ ratePerSecond: 50 }));
    world.sendSteps();
    world.sendSteps();

    const runs = await world.runAll();

    expect(world.sentIds()).toEqual(everyId);
    expect(runs).toBeLessThan(15);
  });

  test('sends nothing more once it is cancelled', async () => {
    const world = createReplayWorld(aDay());
    world.create(aReplaySpec({ ratePerSecond: 50 }));

    await world.runNext();
    world.setState('cancelled');
    await world.runAll();

    expect(world.sentIds()).toHaveLength(250);
    expect(world.jobs.get('job1')?.state).toBe('cancelled');
  });
});

describe('a step that died between its record and what it sends', () => {
  /** The calls of a step: job, part, start, list, read, claim, record, and then the packs are sent. */
  const died: Crash = { call: 8, when: 'before' };

  test('is sent although the job was cancelled and the destination deleted, because it is counted', async () => {
    const world = createReplayWorld(aDay());
    world.create(aReplaySpec({ ratePerSecond: 50 }));
    await world.runNext(died);
    const [sent, counted] = [world.sentIds(), world.state.counts['sent']];

    world.setState('cancelled');
    world.state.destination = undefined;
    await world.runAll();

    expect({ sent, counted }).toEqual({ sent: [], counted: 250 });
    expect(world.sentIds()).toHaveLength(250);
  });

  test('is sent as it was counted, whatever the destination wants by then', async () => {
    const world = createReplayWorld(aDay());
    world.create(aReplaySpec({ ratePerSecond: 50 }));
    await world.runNext(died);

    world.state.destination = aDestination({ filter: 'event = "Nothing"' });
    await world.runAll();

    expect(world.sentIds()).toHaveLength(250);
    expect(world.state.counts).toMatchObject({ sent: 250, 'filtered:filter': 618 });
  });

  test('is sent when its message was lost and the job is resumed', async () => {
    const world = createReplayWorld(aDay());
    world.create(aReplaySpec({ ratePerSecond: 50 }));
    await world.runNext(died);
    world.state.queue = [];

    world.sendSteps('job1', { again: true });
    await world.runAll();

    expect(world.sentIds()).toEqual(everyId);
    expect(world.jobs.get('job1')?.state).toBe('done');
  });
});

describe('a crash of the replay function at any call', () => {
  /** `msPerCall`: how slow the machine is from the crash on. */
  async function afterCrash(run: number, crash: Crash, msPerCall: number) {
    const world = createReplayWorld(aDay());
    world.create(aReplaySpec({ ratePerSecond: 100 }));
    for (let index = 1; index < run; index += 1) await world.runNext();
    await world.runNext(crash);
    const [delivered, counted] = [world.sentIds().length, world.state.counts['sent'] ?? 0];
    world.state.msPerCall = msPerCall;
    await world.runAll();
    return { world, isAhead: delivered > counted };
  }

  async function crashes(): Promise<{ run: number; crash: Crash }[]> {
    const world = createReplayWorld(aDay());
    world.create(aReplaySpec({ ratePerSecond: 100 }));
    const points: { run: number; crash: Crash }[] = [];
    for (let run = 1; world.state.queue.length > 0; run += 1) {
      const calls = await world.runNext();
      for (let call = 1; call <= calls; call += 1) {
        points.push({ run, crash: { call, when: 'before' } }, { run, crash: { call, when: 'after' } });
      }
    }
    return points;
  }

  test.each([
    ['as far as before', 0],
    ['less far, because the machine is busy', 2_500],
  ])('loses nothing, sends nothing twice, counts exactly, and ends when a step comes %s', async (_far, msPerCall) => {
    const points = await crashes();

    expect(points.length).toBeGreaterThan(80);
    for (const { run, crash } of points) {
      const { world, isAhead } = await afterCrash(run, crash, msPerCall);
      const where = `run ${run}, ${crash.when} call ${crash.call}`;
      expect({ where, isAhead }).toEqual({ where, isAhead: false });
      expect({ where, sent: world.sentIds() }).toEqual({ where, sent: everyId });
      expect({ where, state: world.jobs.get('job1')?.state }).toEqual({ where, state: 'done' });
      expect({ where, counts: world.state.counts }).toMatchObject({
        where,
        counts: { read: 868, sent: 866, duplicates: 2 },
      });
    }
  });
});

describe('a replay of what was not delivered', () => {
  const endedAt = '2026-11-22T12:00:00.000Z';
  const anItem = (itemKey: string, records: readonly UndeliveredRecord[], resolved: readonly number[] = []) => ({
    item: {
      ...{ destinationId: 'crm', itemKey, objectKey: `undelivered/${itemKey}`, endedAt },
      groups: [{ outcome: 'dead-lettered', reason: 'http_500', count: records.length }] as const,
      resolutions: resolved.length === 0 ? [] : [{ as: 'redriven', at: endedAt, positions: resolved } as const],
    },
    records,
  });
  const aRecord = (messageId: string, overrides: Record<string, unknown> = {}): UndeliveredRecord => ({
    ...{ destinationId: 'crm', sourceId: 'web', messageId, outcome: 'dead-lettered', reason: 'http_500' },
    ...{ attempts: 10, endedAt, history: [] },
    event: anArchived(messageId, '2026-11-22T10:00:00.000Z', overrides).event,
  });
  const archive = {
    [key('10', 'a')]: [
      anArchived('sent', '2026-11-22T10:00:00.000Z', { destinations: ['crm', 'ads'] }),
      anArchived('missed', '2026-11-22T10:00:00.000Z', { destinations: ['ads'] }),
      anArchived('missed-by-all', '2026-11-22T10:00:00.000Z', { destinations: [] }),
      anArchived('of-old', '2026-11-22T10:00:00.000Z'),
    ],
  };

  test('sends what was never sent, redrives what failed, and leaves the rest alone', async () => {
    const world = createReplayWorld(archive);
    world.undelivered.push(
      anItem(`${endedAt}#p2-9`, [aRecord('open'), aRecord('resolved'), aRecord('of-u2', { userId: 'u2' })], [1]),
      anItem(`${endedAt}#p1-9`, [aRecord('before', { receivedAt: '2026-11-21T23:00:00.000Z' })]),
    );

    world.create(aReplaySpec({ onlyUndelivered: true, userIds: ['u1'] }));
    await world.runAll();

    expect(world.sentIds()).toEqual(['missed', 'missed-by-all']);
    expect([...world.state.redriven.values()]).toEqual([
      { resolveId: `replay.job1.${endedAt}#p2-9`, itemKey: `${endedAt}#p2-9`, positions: [0] },
    ]);
    expect(world.state.counts).toMatchObject({ sent: 2, redriven: 1, sent_live: 1, unknown: 1 });
    expect(world.jobs.get('job1')?.state).toBe('done');
  });

  test('sends once what another replay sent in vain', async () => {
    const world = createReplayWorld(archive);
    const [ofAll, ofUndelivered] = [
      { ...anItem(`${endedAt}#p1-9`, [aRecord('missed')]), replay: 'job1' },
      { ...anItem(`${endedAt}#p2-9`, [aRecord('missed-by-all')]), replay: 'job2' },
    ].map(({ item, records, replay }) => ({ item: { ...item, replay }, records }));

    world.create(aReplaySpec({ events: ['nothing'] }), 'job1');
    world.create(aReplaySpec({ onlyUndelivered: true }), 'job2');
    await world.runAll();
    world.state.packs.clear();
    if (ofAll !== undefined && ofUndelivered !== undefined) world.undelivered.push(ofUndelivered, ofAll);
    world.create(aReplaySpec({ onlyUndelivered: true }), 'job3');
    await world.runAll();

    expect(world.sentIds()).toEqual([]);
    expect([...world.state.redriven.keys()]).toEqual([`replay.job3.${endedAt}#p2-9`]);
  });

  test('does not send again what an earlier one has sent, but what that one died over', async () => {
    const world = createReplayWorld(archive);
    world.create(aReplaySpec({ onlyUndelivered: true, ratePerSecond: 50 }));
    // Reads job and part, starts, lists, reads an object, and claims: it dies before it sends.
    await world.runNext({ call: 7, when: 'before' });
    world.setState('cancelled');
    await world.runAll();
    const sentByFirst = world.sentIds();

    world.create(aReplaySpec({ onlyUndelivered: true }), 'job2');
    await world.runAll();
    world.create(aReplaySpec({ onlyUndelivered: true }), 'job3');
    await world.runAll();

    expect(sentByFirst).toEqual([]);
    expect(world.sentIds()).toEqual(['missed', 'missed-by-all']);
    expect(world.state.counts).toMatchObject({ sent: 2, sent_before: 2 });
  });
});
