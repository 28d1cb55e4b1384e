import { describe, expect, test } from 'vitest';
import { find, isAsked, isReplayId, type Findable } from '../../../console/src/app/search/find.ts';

const ALL: readonly Findable[] = [
  { kind: 'Page', title: 'Sources', path: 'sources' },
  { kind: 'Page', title: 'Replays', path: 'replays' },
  { kind: 'Source', title: 'Web shop', id: 'storefront', path: 'sources/storefront' },
  { kind: 'Source', title: 'Storefront app', id: 'app', path: 'sources/app' },
  { kind: 'Destination', title: 'Acme', id: 'acme-web', path: 'destinations/acme-web' },
  { kind: 'Destination', title: 'Überweb', id: 'other', path: 'destinations/other' },
];

const titles = (typed: string): string[] => find(ALL, typed).map(({ title }) => title);

describe('the search of the head', () => {
  test('finds by name and by id, and what is called so before what begins so', () => {
    expect(titles('storefront')).toEqual(['Web shop', 'Storefront app']);
  });

  test('finds beginnings, then words, then parts of words, whatever their case', () => {
    expect(titles('WEB')).toEqual(['Web shop', 'Acme', 'Überweb']);
  });

  test('shows the pages as long as nothing is typed', () => {
    expect(titles('  ')).toEqual(['Sources', 'Replays']);
  });

  test('finds nothing where nothing fits', () => {
    expect(titles('no such thing')).toEqual([]);
  });

  test('asks the API for what can be an id, and for a replay only by what can be its id', () => {
    expect([isAsked('ab'), isAsked('order 1'), isAsked('x'.repeat(1001))]).toEqual([false, true, false]);
    expect([isReplayId('mx33f7iw-ef8bba'), isReplayId('order-1')]).toEqual([true, false]);
  });
});
