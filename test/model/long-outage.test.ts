import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { withoutErrorLog } from './without-error-log.ts';
import { HELD_PREFIX } from '../../domain/pipeline/archive-key.ts';
import { decodePack, encodePack } from '../../functions/shared/packs/pack-codec.ts';
import { MAX_PACK_ID_CHARACTERS } from '../../functions/shared/packs/pack-ids.ts';
import { CONTROL, DEDUPE, RETRY_QUEUE } from './functions.ts';
import { createModelWorld, type ModelWorld } from './world.ts';

const DAY_SECONDS = 24 * 3_600;

/** As far apart as probes of a destination that stays down: ten times the 30 seconds of the model's breakers. */
const PROBE_SECONDS = 300;

withoutErrorLog();

const heldIn = ({ bucket }: ModelWorld): string[] =>
  [...bucket.objects.keys()].filter((key) => key.startsWith(HELD_PREFIX));

/** `crm` breaks down: three events of five are enough to open its breaker. */
async function breakDown(world: ModelWorld): Promise<void> {
  await world.execute({ do: 'partner', destination: 'crm', always: 'down' });
  await world.execute({ do: 'send', events: [1, 2, 4, 5, 7], copies: 1, rejected: 0 });
}

/** Time passes with `crm` down, and an event comes every six hours. */
async function passDays(world: ModelWorld, days: number): Promise<void> {
  for (let seconds = 0; seconds < days * DAY_SECONDS; seconds += PROBE_SECONDS) {
    if (seconds % (DAY_SECONDS / 4) === 0) {
      await world.execute({ do: 'send', events: [100 + world.accepted.length], copies: 1, rejected: 0 });
    }
    if (seconds % DAY_SECONDS === 0) world.tables.expire(world.nowMs(), () => true);
    await world.execute({ do: 'fan-out', most: 10, isForgotten: false });
    for (let round = 0; round < 3; round += 1) {
      await world.execute({ do: 'deliver', most: 10, isForgotten: false, isPair: false });
    }
    await world.execute({ do: 'wait', seconds: PROBE_SECONDS });
  }
}

/** How much there is of what may not grow with the time that a destination is down. */
function sizesIn({ tables, queues }: ModelWorld) {
  const messages = queues.waiting(RETRY_QUEUE).map(({ body }) => decodePack(body).header);
  const control = [...tables.items(CONTROL).values()];
  return {
    messages: messages.length,
    messageBytes: Math.max(...messages.map((header) => JSON.stringify(header).length)),
    controlItems: control.length,
    largestControlItem: Math.max(...control.map((item) => JSON.stringify(item).length)),
    longestKey: Math.max(...[...tables.items(DEDUPE).keys()].map((key) => key.length)),
  };
}

const answeredBy = (world: ModelWorld, destination: string): string[] =>
  world.attempts
    .filter((attempt) => attempt.destination === destination && attempt.answer === 'ok')
    .map(({ eventId }) => eventId)
    .sort();

test('a destination that was down for 30 days gets everything that was held', { timeout: 120_000 }, async () => {
  const world = createModelWorld({ seed: 1, scripts: {}, expiry: 'late' });

  await breakDown(world);
  await passDays(world, 10);
  const [early, probesEarly] = [sizesIn(world), world.attempts.length];
  await passDays(world, 20);
  const [late, probesLate, held] = [sizesIn(world), world.attempts.length, heldIn(world).length];
  await world.heal([]);

  // It was asked all the time, and what came meanwhile was held.
  expect(probesLate - probesEarly).toBeGreaterThan(5_000);
  expect(held).toBeGreaterThan(110);
  expect(answeredBy(world, 'crm')).toEqual([...world.accepted].sort());
  expect(heldIn(world)).toEqual([]);
  // Nothing has grown with the days but what is held.
  expect(Math.max(...[...world.packs.values()].map(({ packId }) => packId.length))).toBeLessThanOrEqual(
    MAX_PACK_ID_CHARACTERS,
  );
  expect(late.longestKey).toBeLessThan(700);
  expect([late.messages, late.controlItems]).toEqual([early.messages, early.controlItems]);
  expect(late.messageBytes).toBeLessThan(early.messageBytes + MAX_PACK_ID_CHARACTERS);
  expect(late.largestControlItem).toBeLessThan(early.largestControlItem * 1.1);
});

/** The one probe that is on its way, under another id: as it was sent before ids had an end. */
async function renameProbe(world: ModelWorld, packId: string): Promise<void> {
  await passDays(world, 1 / 24);
  const [message] = world.queues.waiting(RETRY_QUEUE);
  const { header, lines } = decodePack(message?.body ?? '');
  if (message === undefined || header.kind !== 'delivery') throw new Error('there is no probe');
  world.queues.remove(RETRY_QUEUE, [message]);
  world.queues.send(RETRY_QUEUE, encodePack({ header: { ...header, packId }, lines }));
}

test.each([700, 1_500, 2_500])('a destination comes back whose probe has an id of %d characters', async (length) => {
  const world = createModelWorld({ seed: 1, scripts: {}, expiry: 'late' });
  await breakDown(world);
  await renameProbe(world, 'p'.repeat(length));

  await passDays(world, 1 / 24);
  await world.heal([]);

  expect(answeredBy(world, 'crm')).toEqual([...world.accepted].sort());
});

test('what was decided about a pack under a whole id is not decided again', async () => {
  const world = createModelWorld({ seed: 1, scripts: {}, expiry: 'late' });
  await breakDown(world);
  const packId = 'p'.repeat(1_500);
  await renameProbe(world, packId);
  const before = world.attempts.length;
  const decision = JSON.stringify({ decidedAt: '2026-11-22T10:00:00.000Z', groups: [] });
  const item = { pk: { S: `pack#${packId}#0` }, decision: { S: decision } };
  world.tables.execute(new PutItemCommand({ TableName: DEDUPE, Item: item }), false);

  await world.execute({ do: 'deliver', most: 10, isForgotten: false, isPair: false });

  expect(world.attempts).toHaveLength(before);
  expect(world.queues.waiting(RETRY_QUEUE)).toEqual([]);
});
