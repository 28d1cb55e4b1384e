import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLine, type Line } from '../../../functions/delivery/line.ts';
import { createTurns } from '../../../functions/delivery/turns.ts';
import { DEDUPE_TABLE, startRealTables } from '../../support/real-tables.ts';
import { randomUUID } from 'node:crypto';

const NOW = Date.parse('2026-11-22T10:00:00.000Z');

let tables: Awaited<ReturnType<typeof startRealTables>>;
beforeAll(async () => {
  tables = await startRealTables();
});
afterAll(() => tables.close());

const lineAt = (nowMs: number): Line =>
  createLine({ dynamodb: tables.dynamodb, table: DEDUPE_TABLE, now: () => new Date(nowMs) });
const turnsAt = (nowMs: number) =>
  createTurns({
    dynamodb: tables.dynamodb,
    table: DEDUPE_TABLE,
    now: () => new Date(nowMs),
    random: () => 0,
    unique: randomUUID,
  });

describe('the line of a destination', () => {
  test('gives places one after the other, from now on', async () => {
    const line = lineAt(NOW);

    const places = [
      await line.reserve('one', { spanMs: 500, fromMs: NOW, longestMs: 60_000 }),
      await line.reserve('one', { spanMs: 2_000, fromMs: NOW, longestMs: 60_000 }),
      await line.reserve('one', { spanMs: 1, fromMs: NOW, longestMs: 60_000 }),
    ];

    expect(places).toEqual([
      { kind: 'given', startMs: NOW },
      { kind: 'given', startMs: NOW + 500 },
      { kind: 'given', startMs: NOW + 2_500 },
    ]);
    expect(await line.lengthMs('one')).toBe(2_501);
  });

  test('begins anew when nobody stands in it any more', async () => {
    await lineAt(NOW).reserve('idle', { spanMs: 500, fromMs: NOW, longestMs: 60_000 });

    const place = await lineAt(NOW + 10_000).reserve('idle', { spanMs: 1, fromMs: NOW + 10_000, longestMs: 60_000 });

    expect(place).toEqual({ kind: 'given', startMs: NOW + 10_000 });
  });

  test('gives no place to who would have to wait longer than he may', async () => {
    const line = lineAt(NOW);
    await line.reserve('full', { spanMs: 60_001, fromMs: NOW, longestMs: 60_000 });

    const place = await line.reserve('full', { spanMs: 1, fromMs: NOW, longestMs: 60_000 });

    expect(place).toEqual({ kind: 'full' });
    expect(await line.lengthMs('full')).toBe(60_001);
  });

  test('gives no two the same place when many come at once', async () => {
    const line = lineAt(NOW);
    const wanted = { spanMs: 100, fromMs: NOW, longestMs: 600_000 };

    const places = await Promise.all(Array.from({ length: 40 }, () => line.reserve('many', wanted)));

    const starts = places.map((place) => (place.kind === 'given' ? place.startMs - NOW : -1));
    expect(starts.sort((left, right) => left - right)).toEqual(Array.from({ length: 40 }, (_, index) => index * 100));
  });
});

describe('a turn', () => {
  test('is shared by the packs of one function, and taken for every other', async () => {
    const [mine, theirs] = [turnsAt(NOW), turnsAt(NOW)];

    const first = await mine.take('shared', 1);
    const second = await mine.take('shared', 1);
    const refused = await theirs.take('shared', 1);
    await first?.end();
    const stillRefused = await theirs.take('shared', 1);
    await second?.end();
    const free = await theirs.take('shared', 1);

    expect([first, second].every((turn) => turn !== undefined)).toBe(true);
    expect([refused, stillRefused]).toEqual([undefined, undefined]);
    expect(free).toBeDefined();
  });

  test('is one of several for a destination that takes more at once than a function has', async () => {
    const functions = [turnsAt(NOW), turnsAt(NOW), turnsAt(NOW)];

    const turns = [];
    for (const each of functions) turns.push(await each.take('wide', 2));

    expect(turns.map((turn) => turn !== undefined)).toEqual([true, true, false]);
  });

  test('is free again after a minute and a bit when the function that had it died', async () => {
    await turnsAt(NOW).take('dead', 1);

    const soon = await turnsAt(NOW + 60_000).take('dead', 1);
    const later = await turnsAt(NOW + 66_000).take('dead', 1);

    expect(soon).toBeUndefined();
    expect(later).toBeDefined();
  });
});
