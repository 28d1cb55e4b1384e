import { describe, expect, test } from 'vitest';
import { historyAfter } from '../../../domain/delivery/attempt-history.ts';
import type { AttemptNote } from '../../../domain/pipeline/messages.ts';
import {
  eventTextOf,
  groupAt,
  isAddressed,
  parseUndeliveredId,
  statesOf,
  undeliveredId,
  type UndeliveredItem,
} from '../../../domain/delivery/undelivered.ts';
import { undeliveredItemKey } from '../../../domain/tables/table-keys.ts';

const ENDED_AT = '2026-11-22T10:00:00.123Z';

/** Two dead letters and one event that was discarded. */
function anItem(overrides: Partial<UndeliveredItem> = {}): UndeliveredItem {
  return {
    destinationId: 'crm',
    itemKey: undeliveredItemKey(ENDED_AT, { packId: 'p1', retry: 3 }),
    objectKey: 'undelivered/destination=crm/date=2026-11-22/p1-3.ndjson.zst',
    endedAt: ENDED_AT,
    groups: [
      { outcome: 'dead-lettered', reason: 'http_500', count: 2 },
      { outcome: 'discarded', reason: 'http_400', count: 1 },
    ],
    resolutions: [],
    ...overrides,
  };
}

describe('the index of an object', () => {
  test('knows how each line ended', () => {
    const reasons = [0, 1, 2, 3].map((position) => groupAt(anItem(), position)?.reason);

    expect(reasons).toEqual(['http_500', 'http_500', 'http_400', undefined]);
  });

  test('knows what became of each line', () => {
    const item = anItem({
      resolutions: [
        { as: 'redriven', at: '2026-11-23T00:00:00.000Z', positions: [2] },
        { as: 'discarded', at: '2026-11-24T00:00:00.000Z', positions: [0] },
      ],
    });

    expect(statesOf(item)).toEqual([
      { state: 'discarded', at: '2026-11-24T00:00:00.000Z' },
      { state: 'open' },
      { state: 'redriven', at: '2026-11-23T00:00:00.000Z' },
    ]);
  });
});

describe('the id of an undelivered event', () => {
  test('leads back to its object and line', () => {
    const address = parseUndeliveredId(undeliveredId(anItem(), 2));

    expect(address).toMatchObject({ destinationId: 'crm', endedAt: ENDED_AT, position: 2 });
    expect(address !== undefined && isAddressed(anItem(), address)).toBe(true);
  });

  test('tells packs apart that ended in the same millisecond', () => {
    const address = parseUndeliveredId(undeliveredId(anItem(), 2));
    const other = anItem({ itemKey: undeliveredItemKey(ENDED_AT, { packId: 'p2', retry: 3 }) });

    expect(address !== undefined && isAddressed(other, address)).toBe(false);
  });

  test('names no line beyond the last', () => {
    const address = parseUndeliveredId(undeliveredId(anItem(), 3));

    expect(address !== undefined && isAddressed(anItem(), address)).toBe(false);
  });

  test.each(['', 'crm', 'crm.1.2', 'CRM.1.2.3', 'crm.zzzzzzzzzzz.2.3', 'crm.1.2.3.4', 'crm/../x.1.2.3'])(
    'is not "%s"',
    (text) => {
      expect(parseUndeliveredId(text)).toBeUndefined();
    },
  );
});

test('the event of a record is the text that was written, whatever a partner answered', () => {
  const event = '{"big":12345678901234567890,"event":"a,\\"event\\":1}"}';
  const record = JSON.stringify({ reason: 'http_400', history: [{ answer: '","event":{"forged":true}}' }] });

  expect(eventTextOf(`${record.slice(0, -1)},"event":${event}}`)).toBe(event);
});

describe('the history of an event', () => {
  const note = (nth: number): AttemptNote => ({
    at: ENDED_AT,
    messageId: 'm1',
    reason: `http_${500 + nth}`,
    latencyMs: 7,
  });

  test('grows by each attempt, and by nothing else', () => {
    const first = historyAfter({}, note(0));
    const second = historyAfter({ history: first }, undefined);

    expect(historyAfter({ history: second }, note(3)).map(({ reason }) => reason)).toEqual(['http_500', 'http_503']);
  });

  test('forgets the oldest of very many attempts', () => {
    const history = Array.from({ length: 25 }, (_, nth) => note(nth));

    const after = historyAfter({ history }, note(25));

    expect([after.length, after[0]?.reason, after[24]?.reason]).toEqual([25, 'http_501', 'http_525']);
  });
});
