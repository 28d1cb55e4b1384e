import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { split } from '../../../../domain/base/split.ts';
import type { Destination } from '../../../../domain/workspace/destination.ts';
import type { Source } from '../../../../domain/workspace/workspace.ts';
import { indexWrites, itemKeyOf } from '../../../../functions/shared/stores/config-index.ts';
import { createConfigReader } from '../../../../functions/shared/stores/config-reader.ts';
import { putDocument } from '../../../../functions/shared/stores/config-store.ts';
import { raiseVersion } from '../../../../functions/shared/stores/config-version.ts';
import { itemKey, transact } from '../../../../functions/shared/dynamo/document-store.ts';
import { aDestination } from '../../../support/a-destination.ts';
import { aSource } from '../../../support/a-source.ts';
import { meterReads } from '../../../support/metered-reads.ts';
import { CONTROL_TABLE, startRealTables } from '../../../support/real-tables.ts';
import { withoutWaits } from '../../../support/without-waits.ts';

let tables: Awaited<ReturnType<typeof startRealTables>>;
beforeAll(async () => {
  tables = await startRealTables();
});
afterAll(() => tables.close());

const control = () => withoutWaits({ dynamodb: tables.dynamodb, table: CONTROL_TABLE });

async function put(after: Source | Destination, before?: Source | Destination): Promise<void> {
  await transact(control(), [
    putDocument(CONTROL_TABLE, itemKeyOf(after), after),
    ...indexWrites(CONTROL_TABLE, { before, after }),
    raiseVersion(CONTROL_TABLE, [after.workspace]),
  ]);
}

async function remove(before: Source | Destination): Promise<void> {
  await transact(control(), [
    { Delete: { TableName: CONTROL_TABLE, Key: itemKey({ pk: 'config', sk: itemKeyOf(before) }) } },
    ...indexWrites(CONTROL_TABLE, { before }),
    raiseVersion(CONTROL_TABLE, [before.workspace]),
  ]);
}

/** A function that has just started, with a clock of its own. */
function aFunction() {
  const clock = { now: new Date('2026-11-22T01:00:00.000Z') };
  const meter = meterReads(tables.dynamodb);
  const reader = createConfigReader({ ...control(), dynamodb: meter.dynamodb, now: () => clock.now });
  const passMs = (ms: number): void => {
    clock.now = new Date(clock.now.getTime() + ms);
  };
  return { reader, meter, passMs };
}

let shop: Source;
let crm: Destination;
let number = 0;

beforeEach(async () => {
  number += 1;
  const workspace = `shop${number}`;
  shop = aSource({ id: `web${number}`, workspace, writeKeys: [`wk_${number}`] });
  crm = aDestination({ id: `crm${number}`, workspace, source: shop.id });
  await put(shop);
  await put(crm);
});

describe('the configuration, by key', () => {
  test('has a source by its write key, destinations by their source, and a destination by its id', async () => {
    const { reader } = aFunction();

    expect(await reader.sourceOfWriteKey(`wk_${number}`)).toEqual(shop);
    expect(await reader.destinationsOf(shop.id)).toEqual([crm]);
    expect(await reader.destination(crm.id)).toEqual(crm);
  });

  test('has nothing for what is not there', async () => {
    const { reader } = aFunction();

    expect(await reader.sourceOfWriteKey('wk_nobody')).toBeUndefined();
    expect(await reader.destinationsOf('nobody')).toEqual([]);
    expect(await reader.destination('nobody')).toBeUndefined();
  });

  test('is read once, and then costs one small read in two seconds', async () => {
    const { reader, meter, passMs } = aFunction();
    await reader.sourceOfWriteKey(`wk_${number}`);
    await reader.destinationsOf(shop.id);
    meter.take();

    for (let second = 0; second < 4; second += 1) {
      passMs(1_000);
      await reader.sourceOfWriteKey(`wk_${number}`);
      await reader.destinationsOf(shop.id);
    }

    expect(meter.take().requests).toEqual({ GetItemCommand: 2 });
  });

  test('follows every kind of change within two seconds', async () => {
    const { reader, passMs } = aFunction();
    const mail = aDestination({ id: `mail${number}`, workspace: shop.workspace, source: shop.id });
    const look = async () => {
      passMs(2_000);
      const source = await reader.sourceOfWriteKey(`wk_${number}`);
      const newKey = await reader.sourceOfWriteKey(`wk_new_${number}`);
      const ids = (await reader.destinationsOf(shop.id)).map(({ id, enabled }) => `${id} ${enabled}`);
      return [source?.enabled, newKey?.id, ids, (await reader.destination(crm.id))?.enabled];
    };
    const off = { ...shop, enabled: false };
    const another = { ...off, writeKeys: [`wk_new_${number}`] };

    expect(await look()).toEqual([true, undefined, [`crm${number} true`], true]);
    await put(off, shop);
    expect(await look()).toEqual([false, undefined, [`crm${number} true`], true]);
    await put(another, off);
    expect(await look()).toEqual([undefined, shop.id, [`crm${number} true`], true]);
    await put(mail);
    await put({ ...crm, enabled: false }, crm);
    expect(await look()).toEqual([undefined, shop.id, [`crm${number} false`, `mail${number} true`], false]);
    await remove(crm);
    expect(await look()).toEqual([undefined, shop.id, [`mail${number} true`], undefined]);
    await put({ ...mail, source: 'another' }, mail);
    expect(await look()).toEqual([undefined, shop.id, [], undefined]);
  });

  test('keeps an object that has not changed, so that its secrets are decrypted once', async () => {
    const { reader, passMs } = aFunction();
    const before = await reader.destination(crm.id);
    await put({ ...shop, enabled: false }, shop);
    passMs(2_000);

    const after = await reader.destination(crm.id);

    expect(after).toBe(before);
  });

  test('is old rather than missing when the table cannot be read', async () => {
    const { reader, meter, passMs } = aFunction();
    await reader.sourceOfWriteKey(`wk_${number}`);
    Object.assign(meter.dynamodb, { send: () => Promise.reject(new Error('DynamoDB is away')) });
    passMs(60_000);

    expect(await reader.sourceOfWriteKey(`wk_${number}`)).toEqual(shop);
    await expect(reader.sourceOfWriteKey('wk_never_asked_for')).rejects.toThrow('DynamoDB is away');
  });
});

describe('what others have', () => {
  async function readsOfShop(disturb: (round: number) => Promise<void>) {
    const { reader, meter, passMs } = aFunction();
    for (let round = 0; round < 3; round += 1) {
      await disturb(round);
      passMs(2_000);
      await reader.sourceOfWriteKey(`wk_${number}`);
      await reader.destinationsOf(shop.id);
      await reader.destination(crm.id);
    }
    return meter.take();
  }

  test('is not read: 150 destinations of 240 KB change no number of reads, and no bytes of documents', async () => {
    const before = await readsOfShop(() => Promise.resolve());
    const huge = { url: 'https://huge.example/', text: 'x'.repeat(240 * 1024) };
    await put(aSource({ id: `huge${number}`, workspace: `big${number}`, writeKeys: [`wk_huge_${number}`] }));
    for (let index = 0; index < 150; index += 1) {
      const id = `huge${number}-${index}`;
      await put(aDestination({ id, workspace: `big${number}`, source: `huge${number}`, settings: huge }));
    }

    const after = await readsOfShop(() => Promise.resolve());

    expect(after.requests).toEqual(before.requests);
    // The item with the version has one number more, or a longer one, three times.
    expect(after.bytes - before.bytes).toBeLessThan(100);
  });

  test('is not read when it changes all the time', async () => {
    const neighbour = aDestination({ id: `noise${number}`, workspace: 'noisy-neighbour', source: 'noise' });

    const calm = await readsOfShop(() => Promise.resolve());
    const noisy = await readsOfShop((round) => put({ ...neighbour, name: `Change ${round}` }));

    expect(noisy.requests).toEqual(calm.requests);
  });

  test('does not push out what is used: unknown write keys have a place of their own', async () => {
    const { reader, meter, passMs } = aFunction();
    await reader.sourceOfWriteKey(`wk_${number}`);
    const madeUp = Array.from({ length: 6_000 }, (_, index) => `wk_made_up_${index}`);
    for (const keys of split(madeUp, 200)) await Promise.all(keys.map((key) => reader.sourceOfWriteKey(key)));
    meter.take();

    await reader.sourceOfWriteKey(`wk_${number}`);
    await reader.sourceOfWriteKey('wk_made_up_5999');
    expect(meter.take().requests).toEqual({});
    await reader.sourceOfWriteKey('wk_made_up_0');
    expect(meter.take().requests).toEqual({ GetItemCommand: 1 });
    passMs(2_000);
    await reader.sourceOfWriteKey('wk_made_up_5999');
    expect(meter.take().requests).toEqual({ GetItemCommand: 1 });
  });
});
