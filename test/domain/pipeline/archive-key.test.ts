import { expect, test } from 'vitest';
import {
  ARCHIVE_PREFIX,
  archiveKey,
  createBatchId,
  UNDELIVERED_PREFIX,
  undeliveredKey,
} from '../../../domain/pipeline/archive-key.ts';

test('the id of a batch begins with the hour in which its events were received', () => {
  const id = createBatchId('2026-11-22T01:59:59.999Z', '4f1c-9a');

  expect(id).toBe('2026112201-4f1c-9a');
});

test('the archive is partitioned by source, date and hour', () => {
  const key = archiveKey('web', '2026112201-4f1c-9a');

  expect(key).toBe('archive/source=web/date=2026-11-22/hour=01/2026112201-4f1c-9a.ndjson.zst');
});

test('what was not delivered is partitioned by destination and the day of the last attempt', () => {
  const pack = { destinationId: 'crm', packId: '2026112201-4f1c#crm', retry: 9 };

  const key = undeliveredKey(pack, '2026-11-23T00:00:01.000Z');

  expect(key).toBe('undelivered/destination=crm/date=2026-11-23/2026112201-4f1c#crm-9.ndjson.zst');
});

test('each retry of a pack has a key of its own', () => {
  const pack = { destinationId: 'crm', packId: 'p' };

  const keys = [0, 1, 9].map((retry) => undeliveredKey({ ...pack, retry }, '2026-11-23T00:00:01.000Z'));

  expect(new Set(keys).size).toBe(3);
});

test('both kinds of key begin with the prefix that lifecycle rules and grants name', () => {
  const keys = [
    archiveKey('web', createBatchId('2026-11-22T01:00:00.000Z', 'x')),
    undeliveredKey({ destinationId: 'crm', packId: 'p', retry: 0 }, '2026-11-22T01:00:00.000Z'),
  ];

  expect(keys.map((key) => key.slice(0, key.indexOf('/') + 1))).toEqual([ARCHIVE_PREFIX, UNDELIVERED_PREFIX]);
});
