import { describe, expect, test } from 'vitest';
import type { UndeliveredItem } from '../../../../domain/delivery/undelivered.ts';
import { scan, type Scan, type ScanDeps } from '../../../../functions/control-api/use-cases/undelivered-scan.ts';

/** The `nth` object of a destination; a higher one is newer. It has two lines. */
function anItem(destinationId: string, nth: number): UndeliveredItem {
  const endedAt = new Date(Date.UTC(2026, 10, 22, 10, 0, nth)).toISOString();
  return {
    ...{ destinationId, endedAt, itemKey: `${endedAt}#p-0`, objectKey: `${destinationId}-${nth}` },
    groups: [
      { outcome: 'dead-lettered', reason: 'http_500', count: 1 },
      { outcome: 'discarded', reason: 'http_400', count: 1 },
    ],
    resolutions: [],
  };
}

function aWorld(items: readonly UndeliveredItem[]) {
  const read: string[] = [];
  const deps: ScanDeps = {
    async *query({ destinationId, from, to }) {
      const found = items.filter(
        (item) => item.destinationId === destinationId && item.itemKey >= from && item.itemKey <= to,
      );
      yield* found.toSorted((a, b) => (a.itemKey < b.itemKey ? 1 : -1));
    },
    lines: async ({ objectKey }) => {
      read.push(objectKey);
      return [0, 1].map((line) => JSON.stringify({ event: { event: 'Clicked', userId: `${objectKey}-${line}` } }));
    },
  };
  return { deps, read };
}

const everything = (overrides: Partial<Scan> = {}): Scan => ({
  ...{ filter: {}, state: 'open', destinationIds: ['crm', 'ads'], cursor: undefined },
  ...{ withRecords: false, maxMatches: 1_000, ...overrides },
});

/** Asks again with the cursor until there is none. */
async function scanAll(deps: ScanDeps, wanted: Scan): Promise<{ found: string[]; requests: number }> {
  const found: string[] = [];
  let requests = 0;
  let cursor = wanted.cursor;
  do {
    const part = await scan(deps, { ...wanted, cursor });
    found.push(...part.matches.map(({ item, position }) => `${item.objectKey}-${position}`));
    cursor = part.cursor;
    requests += 1;
  } while (cursor !== undefined);
  return { found, requests };
}

describe('finding undelivered events', () => {
  const three = [anItem('crm', 1), anItem('ads', 2), anItem('crm', 3)];

  test('goes from new to old over all destinations', async () => {
    const { deps } = aWorld(three);

    const { found } = await scanAll(deps, everything());

    expect(found).toEqual(['crm-3-0', 'crm-3-1', 'ads-2-0', 'ads-2-1', 'crm-1-0', 'crm-1-1']);
  });

  test.each([1, 2, 3, 4, 5])('finds each once in pages of %i, also where two ended at the same time', async (size) => {
    const { deps } = aWorld([...three, anItem('ads', 3)]);

    const { found } = await scanAll(deps, everything({ maxMatches: size }));

    expect(found).toEqual([
      ...['ads-3-0', 'ads-3-1', 'crm-3-0', 'crm-3-1'],
      ...['ads-2-0', 'ads-2-1', 'crm-1-0', 'crm-1-1'],
    ]);
  });

  test('reads no object that the filter rules out by its index', async () => {
    const { deps, read } = aWorld(three);

    const { found } = await scanAll(deps, everything({ filter: { reason: 'http_404' }, withRecords: true }));

    expect({ found, read }).toEqual({ found: [], read: [] });
  });

  test('asks the events themselves for a user', async () => {
    const { deps } = aWorld(three);

    const { found } = await scanAll(deps, everything({ filter: { userId: 'ads-2-1' } }));

    expect(found).toEqual(['ads-2-1']);
  });

  test('stops with a cursor before it takes too long, and misses nothing by that', async () => {
    const { deps } = aWorld(Array.from({ length: 250 }, (_, nth) => anItem('crm', nth)));

    const { found, requests } = await scanAll(deps, everything({ filter: { userId: 'crm-0-1' } }));

    // A hundred objects in each request.
    expect({ found, requests }).toEqual({ found: ['crm-0-1'], requests: 3 });
  });

  test('leaves out what was resolved', async () => {
    const resolved = { as: 'redriven', at: '2026-11-23T00:00:00.000Z', positions: [0] } as const;
    const { deps } = aWorld([{ ...anItem('crm', 1), resolutions: [resolved] }]);

    const { found } = await scanAll(deps, everything());
    const redriven = await scanAll(deps, everything({ state: 'redriven' }));

    expect(found).toEqual(['crm-1-1']);
    expect(redriven.found).toEqual(['crm-1-0']);
  });
});
