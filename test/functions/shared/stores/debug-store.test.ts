import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { debugEventOf, type DebugEvent } from '../../../../domain/events/debug-events.ts';
import { createShowEvents, readDebugEvents, watchSource } from '../../../../functions/shared/stores/debug-store.ts';
import { anEventRoute } from '../../../support/an-event.ts';
import { CONTROL_TABLE, startRealTables } from '../../../support/real-tables.ts';
import { withoutWaits } from '../../../support/without-waits.ts';

let tables: Awaited<ReturnType<typeof startRealTables>>;
beforeAll(async () => {
  tables = await startRealTables();
});
afterAll(() => tables.close());

const BEGIN_MS = Date.parse('2026-11-22T10:00:00.000Z');
const at = (seconds: number): Date => new Date(BEGIN_MS + seconds * 1000);
const events = (...ids: string[]): DebugEvent[] =>
  ids.map((id) => debugEventOf('accepted', anEventRoute({ id }), '{}'));
const idsOf = (seen: readonly DebugEvent[]): unknown[] => seen.map(({ messageId }) => messageId);

/** A function whose clock the test moves. */
function aFunction(calls?: { count: number }) {
  const clock = { now: at(0) };
  const dynamodb = Object.create(tables.dynamodb) as typeof tables.dynamodb;
  dynamodb.send = ((command: never) => {
    if (calls !== undefined) calls.count += 1;
    return tables.dynamodb.send(command);
  }) as typeof tables.dynamodb.send;
  return { clock, show: createShowEvents(withoutWaits({ dynamodb, table: CONTROL_TABLE, now: () => clock.now })) };
}

const table = () => ({ dynamodb: tables.dynamodb, table: CONTROL_TABLE });
const read = (sourceId: string, now: Date, since?: string) => readDebugEvents(table(), sourceId, { since, now });

describe('while nobody looks', () => {
  test('nothing is made and nothing is written, for one read every two seconds', async () => {
    const calls = { count: 0 };
    const { clock, show } = aFunction(calls);
    let made = 0;
    const make = (): DebugEvent[] => {
      made += 1;
      return events('a');
    };

    for (let index = 0; index < 100; index += 1) await show('unwatched', make);
    clock.now = at(2);
    await show('unwatched', make);

    expect([made, calls.count]).toEqual([0, 2]);
  });
});

describe('while somebody looks', () => {
  test('events are shown in their order, each once, from cursor to cursor', async () => {
    const { clock, show } = aFunction();
    await watchSource(table(), 'web', at(0));
    const seen: unknown[] = [];
    let cursor = (await read('web', at(0))).cursor;

    for (const second of [1, 2, 3, 4]) {
      clock.now = at(second);
      await show('web', () => events(`${second}-a`, `${second}-b`));
      const page = await read('web', at(second + 0.5), cursor);
      seen.push(...idsOf(page.events));
      cursor = page.cursor;
    }
    const rest = await read('web', at(6), cursor);

    expect([...seen, ...idsOf(rest.events)]).toEqual(['1-a', '1-b', '2-a', '2-b', '3-a', '3-b', '4-a', '4-b']);
    expect(idsOf((await read('web', at(7), rest.cursor)).events)).toEqual([]);
  });

  test('more than one page is read on where the last one ended', async () => {
    const { clock, show } = aFunction();
    await watchSource(table(), 'busy', at(0));
    for (let index = 0; index < 60; index += 1) {
      clock.now = new Date(BEGIN_MS + 500 * index);
      await show('busy', () => events(String(index)));
    }

    const first = await read('busy', at(40), at(-1).toISOString());
    const second = await read('busy', at(40), first.cursor);
    const newest = await read('busy', at(40));

    expect([first.events.length, second.events.length]).toEqual([50, 10]);
    expect(idsOf([...first.events, ...second.events])).toEqual(Array.from({ length: 60 }, (_, index) => String(index)));
    expect(idsOf(newest.events).at(-1)).toBe('59');
  });

  test('it ends a minute after he asked for the last time, and stays for fifteen', async () => {
    const { clock, show } = aFunction();
    await watchSource(table(), 'left', at(0));
    clock.now = at(59);
    await show('left', () => events('seen'));
    clock.now = at(61);
    await show('left', () => events('unseen'));

    const { Items: items = [] } = await tables.dynamodb.send(
      new QueryCommand({
        TableName: CONTROL_TABLE,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: 'debug#left' } },
      }),
    );

    expect(items.map((item) => Number(item['expiresAt']?.N) - BEGIN_MS / 1000)).toEqual([59 + 900]);
  });

  test('a table that fails is no failure of the pipeline', async () => {
    const dynamodb = { send: async () => Promise.reject(new Error('throttled')) } as unknown as typeof tables.dynamodb;
    const show = createShowEvents(withoutWaits({ dynamodb, table: CONTROL_TABLE, now: () => at(0) }));

    const shown = show('web', () => events('a'));

    await expect(shown).resolves.toBeUndefined();
  });
});
