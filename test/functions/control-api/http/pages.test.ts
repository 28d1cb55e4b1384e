import { describe, expect, test } from 'vitest';
import { pageOf } from '../../../../functions/control-api/http/pages.ts';

type Item = { readonly id: string; readonly text: string };

/** Everything in a list, and how long the pages were. */
function readAll(items: readonly Item[], limit: number): { ids: string[]; sizesBytes: number[] } {
  const [ids, sizesBytes]: [string[], number[]] = [[], []];
  let cursor: string | undefined;
  do {
    const page = pageOf(items, { limit, cursor }, ({ id }) => id);
    ids.push(...page.items.map(({ id }) => id));
    sizesBytes.push(Buffer.byteLength(JSON.stringify(page.items)));
    cursor = page.pagination.next;
  } while (cursor !== undefined);
  return { ids, sizesBytes };
}

const items = (count: number, text: string): Item[] =>
  Array.from({ length: count }, (_, index) => ({ id: String(index).padStart(3, '0'), text }));

describe('the pages of a list', () => {
  test.each([
    ['short', 'x'],
    ['of 30 KB', 'x'.repeat(30_000)],
    ['of 30 KB that JSON makes six times as long', '\u0001'.repeat(30_000)],
    ['of 30,000 characters of three bytes', '…'.repeat(30_000)],
  ])('with items %s have them all, in less than 1 MB each', (_name, text) => {
    const { ids, sizesBytes } = readAll(items(200, text), 200);

    expect(ids).toEqual(items(200, '').map(({ id }) => id));
    expect(Math.max(...sizesBytes)).toBeLessThan(1_000_000);
  });

  test('have an item that is larger by itself', () => {
    expect(readAll(items(2, 'x'.repeat(700_000)), 200).ids).toEqual(['000', '001']);
  });
});
