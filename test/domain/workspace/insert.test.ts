import { describe, expect, test } from 'vitest';
import { fillInserts, insertsOf, mapAllSecrets, namedFunctions } from '../../../domain/workspace/insert.ts';
import type { Destination } from '../../../domain/workspace/destination.ts';
import { maskDestination } from '../../../domain/workspace/mask-resource.ts';
import { numbered, upgrade } from '../../../domain/pipeline/stored-formats.ts';
import { aDestination } from '../../support/a-destination.ts';

const salted = (salt: unknown) => ({ function: 'salted', settings: { salt, region: 'eu' }, secretSettings: ['salt'] });
const plain = { settings: { url: 'https://a.example/' } };

describe('the insert functions of a destination', () => {
  test('have no settings where they are only named', () => {
    const destination = { function: 'to-crm', insert: ['scrub', salted('a')] };

    expect(insertsOf(destination)).toEqual([{ function: 'scrub', settings: {} }, salted('a')]);
    expect(namedFunctions(destination)).toEqual(['to-crm', 'scrub', 'salted']);
    expect(namedFunctions({})).toEqual([]);
  });

  test('have secrets at places of their own, which do not depend on their order', () => {
    const at: unknown[] = [];
    const settings = { url: 'https://a.example/', apiKey: 'k' };

    mapAllSecrets({ settings, insert: ['scrub', salted('a')] }, (secret, _, path) => at.push([secret, path]));

    expect(at).toEqual([
      ['k', ['apiKey']],
      ['a', ['#insert', 'salted', 'salt']],
    ]);
  });

  test('are compared with those of the same function before, the first with the first', () => {
    const seen: unknown[] = [];
    const [before, after] = [
      [salted('a'), salted('b')],
      ['scrub', salted('c'), salted('d'), salted('e')],
    ];

    mapAllSecrets({ ...plain, insert: after }, (secret, earlier) => seen.push([secret, earlier]), {
      ...plain,
      insert: before,
    });

    expect(seen).toEqual([
      ['c', 'a'],
      ['d', 'b'],
      ['e', undefined],
    ]);
  });

  test('are shown with marks in the place of secrets, which say what is another one', () => {
    const [before, after] = [aDestination({ insert: [salted('a')] }), aDestination({ insert: [salted('b')] })];

    expect(maskDestination(before).insert).toEqual([salted({ set: true })]);
    expect(maskDestination(after, before).insert).toEqual([salted({ set: true, changed: true })]);
    expect(maskDestination(before, before).insert).toEqual([salted({ set: true })]);
  });

  test('keep their secrets where marks are, each function its own', () => {
    const before = { insert: [salted('a')] };
    const marked = { function: 'salted', settings: { salt: { set: true } } };

    expect(fillInserts([marked], before)).toEqual({
      filled: { insert: [{ function: 'salted', settings: { salt: 'a' } }] },
      missing: [],
    });
    const other = { function: 'other', settings: { apiKey: { set: true } } };
    expect(fillInserts(['salted', other], before).missing).toEqual(['insert[1].settings.apiKey']);
    expect(fillInserts(undefined, before)).toEqual({ filled: {}, missing: [] });
    expect(fillInserts('nonsense', before).filled).toEqual({ insert: 'nonsense' });
  });

  const forms: readonly (readonly [number, Partial<Destination>])[] = [
    [1, {}],
    [2, { insert: ['scrub'] }],
    [3, { insert: ['scrub', salted('a')] }],
  ];
  test.for(forms)('are stored in form %i, and read from it', ([number, more]) => {
    const destination = aDestination(more);

    const stored = JSON.parse(JSON.stringify(numbered('destination', destination))) as { format?: number };

    expect(stored.format ?? 1).toBe(number);
    expect(upgrade('destination', stored)).toEqual(JSON.parse(JSON.stringify(destination)));
  });
});
