import { describe, expect, test } from 'vitest';
import type { Resolution, UndeliveredItem } from '../../../../domain/delivery/undelivered.ts';
import { summarise } from '../../../../functions/control-api/use-cases/undelivered-summary.ts';

/** The `nth` object of a destination; a higher one is newer. It has five lines. */
function anItem(nth: number, resolutions: readonly Resolution[] = [], destinationId = 'crm'): UndeliveredItem {
  const endedAt = new Date(Date.UTC(2026, 10, 22, 10, 0, nth)).toISOString();
  return {
    ...{ destinationId, endedAt, itemKey: `${endedAt}#p-0`, objectKey: `${destinationId}-${nth}`, resolutions },
    groups: [
      { outcome: 'dead-lettered', reason: 'http_500', count: 3 },
      { outcome: 'discarded', reason: 'http_400', count: 2 },
    ],
  };
}

const depsOf = (items: readonly UndeliveredItem[]) => ({
  async *query({ destinationId, from, to }: { destinationId: string; from: string; to: string }) {
    const fits = (item: UndeliveredItem) => item.itemKey >= from && item.itemKey <= to;
    yield* items.filter((item) => item.destinationId === destinationId && fits(item)).toReversed();
  },
});
const wanted = { filter: {}, state: 'open', destinationIds: ['crm'], cursor: undefined } as const;

describe('counting undelivered events by reason', () => {
  test('counts lines by what became of them', async () => {
    const items = [anItem(1, [{ as: 'redriven', at: '2026-11-22T11:00:00.000Z', positions: [0, 1, 3] }]), anItem(2)];

    const counts = await Promise.all(
      (['open', 'redriven', 'discarded', 'all'] as const).map(async (state) => {
        const { reasons } = await summarise(depsOf(items), { ...wanted, state });
        return reasons.map(({ reason, count }) => `${reason} ${count}`);
      }),
    );

    expect(counts).toEqual([
      ...[['http_500 4', 'http_400 3'], ['http_500 2', 'http_400 1'], [], ['http_500 6', 'http_400 4']],
    ]);
  });

  test('counts each destination apart', async () => {
    const items = [anItem(1), anItem(2, [], 'ads'), anItem(3, [], 'ads')];

    const destinationIds = ['crm', 'ads'];
    const { reasons } = await summarise(depsOf(items), { ...wanted, filter: { reason: 'http_400' }, destinationIds });

    expect(reasons.map(({ destinationId, count }) => `${destinationId} ${count}`)).toEqual(['ads 4', 'crm 2']);
  });

  test('goes on with a cursor where one answer ends, and counts nothing twice', async () => {
    const items = Array.from({ length: 4_100 }, (_, nth) => anItem(nth));
    const found: number[] = [];
    let cursor: string | undefined;
    do {
      const part = await summarise(depsOf(items), { ...wanted, filter: { reason: 'http_400' }, cursor });
      found.push(part.reasons.reduce((sum, { count }) => sum + count, 0));
      cursor = part.cursor;
    } while (cursor !== undefined);

    expect(found).toEqual([4_000, 4_000, 200]);
  });
});
