import { expect, test } from 'vitest';
import { keyClassOfBatch } from '../../../domain/pipeline/archive-key.ts';
import type { KeyClass } from '../../../domain/events/write-keys.ts';
import type { IngestPack } from '../../../functions/fan-out/fan-out.ts';
import { aDestination } from '../../support/a-destination.ts';
import { createFanOutWorld } from './fan-out-world.ts';

const receivedAt = '2026-11-22T10:20:30.000Z';

function aPack(packId: string, eventId: string, keyClass?: KeyClass): IngestPack {
  const events = [{ id: eventId, type: 'track', receivedAt }];
  const header = { kind: 'ingest', packId, sourceId: 'web', receivedAt, events } as const;
  const lines = [JSON.stringify({ type: 'track', messageId: eventId, packId })];
  return { header: keyClass === undefined ? header : { ...header, keyClass }, lines };
}

const archivedBy = (world: ReturnType<typeof createFanOutWorld>): [KeyClass, string][] =>
  [...world.archive.values()].flatMap(({ id, lines }) =>
    lines.map((line): [KeyClass, string] => [keyClassOfBatch(id), (JSON.parse(line) as { packId: string }).packId]),
  );

test('a browser key takes no messageId from the servers of its source, before them or beside them', async () => {
  const world = createFanOutWorld([aDestination()]);

  await world.run([aPack('page', 'order-1')]);
  await world.run([aPack('server', 'order-1', 'server')]);
  await world.run([aPack('page-2', 'order-2'), aPack('server-2', 'order-2', 'server')]);

  expect(archivedBy(world).sort()).toEqual([
    ['browser', 'page'],
    ['browser', 'page-2'],
    ['server', 'server'],
    ['server', 'server-2'],
  ]);
  expect(world.counts().get('source#web')).toEqual({ accepted: 4 });
});

test('what a server sends again with any of its keys is a duplicate', async () => {
  const world = createFanOutWorld([aDestination()]);

  await world.run([aPack('first', 'order-1', 'server')]);
  await world.run([aPack('again', 'order-1', 'server')]);

  expect(archivedBy(world)).toEqual([['server', 'first']]);
  expect(world.counts().get('source#web')).toEqual({ accepted: 2, duplicates: 1 });
});

test('what was claimed before keys had classes is a duplicate when it comes again', async () => {
  const world = createFanOutWorld([aDestination()]);
  world.claims.set('event#web#order-1', { owner: 'earlier#0', batchId: '2026112210-u0' });

  await world.run([aPack('again', 'order-1')]);

  expect(archivedBy(world)).toEqual([]);
  expect(world.counts().get('source#web')).toEqual({ accepted: 1, duplicates: 1 });
});
