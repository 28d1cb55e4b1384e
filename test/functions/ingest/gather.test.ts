import { describe, expect, test } from 'vitest';
import { gather } from '../../../functions/ingest/gather.ts';

/** Hands on lists of numbers, and ends each when it is told to. */
function aHandOn() {
  const handed: { items: readonly number[]; end: PromiseWithResolvers<string> }[] = [];
  const add = gather((items: readonly number[]) => {
    const end = Promise.withResolvers<string>();
    handed.push({ items, end });
    return end.promise;
  });
  const lists = (): (readonly number[])[] => handed.map(({ items }) => items);
  const until = (count: number) => expect.poll(() => handed.length).toBe(count);
  return { add, handed, lists, until };
}

describe('what is gathered', () => {
  test('is handed on together when it comes in one turn, and gets one result', async () => {
    const { add, handed, lists, until } = aHandOn();

    const results = Promise.all([add(1), add(2), add(3)]);
    await until(1);
    handed[0]?.end.resolve('taken');

    expect(await results).toEqual(['taken', 'taken', 'taken']);
    expect(lists()).toEqual([[1, 2, 3]]);
  });

  test('waits while others are on their way, and then goes together', async () => {
    const { add, handed, lists, until } = aHandOn();

    const first = add(1);
    await until(1);
    const later = [add(2)];
    await new Promise((resolve) => setImmediate(resolve));
    later.push(add(3));
    const whileUnderWay = lists();
    handed[0]?.end.resolve('first');
    await until(2);
    handed[1]?.end.resolve('second');

    expect(whileUnderWay).toEqual([[1]]);
    expect(await Promise.all([first, ...later])).toEqual(['first', 'second', 'second']);
    expect(lists()).toEqual([[1], [2, 3]]);
  });

  test('fails together, and what comes later does not', async () => {
    const { add, handed, until } = aHandOn();

    const results = Promise.allSettled([add(1), add(2)]);
    await until(1);
    const later = add(3);
    handed[0]?.end.reject(new Error('refused'));
    await until(2);
    handed[1]?.end.resolve('taken');

    expect((await results).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await later).toBe('taken');
  });
});
