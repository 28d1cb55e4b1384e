import { describe, expect, test } from 'vitest';
import {
  isGoingOn,
  kindsText,
  leftOut,
  linesOf,
  minutesAt,
  rateIn,
  replayOf,
  sumOf,
  typesIn,
  whyIn,
  type Replay,
} from '../../../console/src/replays/replay.ts';

const FROM = '2026-11-01T00:00:00.000Z';
const TO = '2026-11-02T00:00:00.000Z';

describe('what a replay is asked for', () => {
  test('is nothing as long as nobody has said from when', () => {
    expect(replayOf('crm', { why: 'lost', to: TO })).toBeUndefined();
  });

  test('is what the destination never had, unless it needs all of them again', () => {
    const asked = (why?: string) => replayOf('crm', { why, from: FROM })?.onlyUndelivered;

    expect([asked('lost'), asked('missed'), asked('again'), asked(), asked('made up')]).toEqual([
      true,
      true,
      false,
      true,
      true,
    ]);
  });

  test('has of the address what it says, and leaves out what it does not', () => {
    const view = { why: 'again', from: FROM, to: TO, types: 'page,track', events: ' Order \n\n Refund', rate: '25' };

    expect(replayOf('crm', view)).toEqual({
      ...{ destinationId: 'crm', from: FROM, to: TO, types: ['track', 'page'], events: ['Order', 'Refund'] },
      ...{ onlyUndelivered: false, ratePerSecond: 25 },
    });
    expect(Object.keys(replayOf('crm', { from: FROM }) ?? {}).toSorted()).toEqual([
      'destinationId',
      'from',
      'onlyUndelivered',
      'ratePerSecond',
    ]);
  });

  test('takes no type of event that there is not', () => {
    expect(typesIn({ types: 'track,made-up,delete' })).toEqual(['track', 'delete']);
    expect(typesIn({})).toEqual([]);
  });

  test('has the rate of the API where none is said', () => {
    expect(rateIn({})).toBe(replayOf('crm', { from: FROM })?.ratePerSecond);
    expect(rateIn({ rate: '7' })).toBe(7);
  });

  test('has names line by line, without blanks and empty ones', () => {
    expect(linesOf('  a b \r\n\n c')).toEqual(['a b', 'c']);
    expect(linesOf(undefined)).toEqual([]);
  });

  test('is because it lost events, when the address says nothing that is known', () => {
    expect([whyIn({}), whyIn({ why: 'missed' }), whyIn({ why: '__proto__' })]).toEqual(['lost', 'missed', 'lost']);
  });
});

describe('a replay in words', () => {
  test.each([
    [{}, 'All events'],
    [{ onlyUndelivered: true }, 'All events that it never had'],
    [{ types: ['track', 'page'], events: ['Order'] }, 'track, page, "Order"'],
    [{ userIds: ['u1'], onlyUndelivered: true }, 'of 1 user that it never had'],
    [{ userIds: ['u1', 'u2'] }, 'of 2 users'],
  ])('of %j is "%s"', (kinds, text) => {
    expect(kindsText(kinds)).toBe(text);
  });

  test('says why events were left out, only where there were any', () => {
    const nothing = { outside: 0, duplicates: 0, sentLive: 0, sentBefore: 0, unknown: 0 };
    const progress = { ...nothing, filtered: { filter: 4, other: 1 }, sentLive: 7 } as unknown as Replay['progress'];

    expect(leftOut({ progress })).toEqual([
      ['Its filter lets them not pass', 4],
      ['Dropped: other', 1],
      ['It has them already', 7],
    ]);
  });

  test.each([
    ['queued', true],
    ['running', true],
    ['paused', true],
    ['done', false],
    ['cancelled', false],
    ['failed', false],
  ] as const)('that is %s is looked at again and again: %s', (state, goesOn) => {
    expect(isGoingOn({ state })).toBe(goesOn);
  });

  test('takes as long as its rate says, and a rate of nothing is one a second', () => {
    expect([minutesAt(6000, 100), minutesAt(0, 100), minutesAt(120, 0)]).toEqual([1, 0, 2]);
  });

  test('has sums of its counts', () => {
    expect([sumOf({}), sumOf({ a: 2, b: 40 })]).toEqual([0, 42]);
  });
});
