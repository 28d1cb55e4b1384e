import { describe, expect, test } from 'vitest';
import {
  beginOf,
  chosenGroup,
  filterWords,
  inOrder,
  joinGroups,
  keyOfGroup,
  type Group,
} from '../../../console/src/undelivered/groups.ts';

const aGroup = (overrides: Partial<Group> = {}): Group => ({
  ...{ destinationId: 'crm', outcome: 'discarded', reason: 'http_400', count: 1 },
  ...{ first: '2026-11-02T10:00:00.000Z', last: '2026-11-02T10:00:00.000Z', example: 'crm.1.a.0' },
  ...overrides,
});

describe('groups of undelivered events', () => {
  test('are added up over the parts in which they are counted, most first', () => {
    const newest = aGroup({ count: 2, last: '2026-11-02T12:00:00.000Z', example: 'crm.3.a.0' });
    const other = aGroup({ destinationId: 'ads', count: 4 });
    const oldest = aGroup({ count: 5, first: '2026-11-01T10:00:00.000Z' });

    const [first, second] = joinGroups([newest, other, oldest]);

    expect(first).toEqual({ ...newest, count: 7, first: '2026-11-01T10:00:00.000Z' });
    expect(second).toEqual(other);
  });

  test('stay where they are while their numbers change, and new ones come last', () => {
    const [crm, ads, cache] = ['crm', 'ads', 'cache'].map((destinationId) => aGroup({ destinationId }));
    const before = [crm, ads].flatMap((group) => (group === undefined ? [] : keyOfGroup(group)));

    const ordered = inOrder(
      [cache, ads, crm].filter((group) => group !== undefined),
      before,
    );

    expect(ordered.map(({ destinationId }) => destinationId)).toEqual(['crm', 'ads', 'cache']);
  });

  test('are named by the address, on the page of one destination by that one', () => {
    expect(chosenGroup({ destination: 'ads', outcome: 'dead-lettered', reason: 'timeout' })).toEqual({
      ...{ destinationId: 'ads', outcome: 'dead-lettered', reason: 'timeout' },
    });
    expect(chosenGroup({ reason: 'timeout' }, 'crm')?.destinationId).toBe('crm');
    expect(chosenGroup({ reason: 'timeout' })).toBeUndefined();
  });

  test('are filtered by a time that begins so long ago, and by what a filter says in words', () => {
    expect(beginOf('24h', new Date('2026-11-02T10:00:00Z'))).toBe('2026-11-01T10:00:00.000Z');
    expect(beginOf('90d', new Date())).toBeUndefined();
    expect(filterWords({ ...aGroup(), event: 'Ticket Opened', from: 'x' })).toBe(
      'HTTP 400, event "Ticket Opened", in the chosen time',
    );
  });
});
