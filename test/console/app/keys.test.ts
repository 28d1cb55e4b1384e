import { describe, expect, test } from 'vitest';
import { createSequence, GO_TO_WITHIN_MS, keyOf, type Press } from '../../../console/src/app/keys/key-press.ts';

function press(key: string, { altGraph = false, ...fields }: Partial<Press> & { altGraph?: boolean } = {}): Press {
  return {
    ...{ key, ctrlKey: false, metaKey: false, altKey: false, isComposing: false, defaultPrevented: false },
    ...fields,
    getModifierState: (name) => name === 'AltGraph' && altGraph,
  };
}

describe('a key', () => {
  test('is none with a modifier, while a character is composed, or when it was for something else', () => {
    const none = [
      press('p', { ctrlKey: true }),
      press('p', { metaKey: true }),
      press('p', { altKey: true }),
      press('p', { isComposing: true }),
      press('p', { defaultPrevented: true }),
      press('Enter'),
    ].map(keyOf);

    expect(none).toEqual([undefined, undefined, undefined, undefined, undefined, undefined]);
  });

  test('is what it types on keyboards that have it only with a modifier', () => {
    const windows = press('[', { altGraph: true, ctrlKey: true, altKey: true });
    const mac = press('[', { altKey: true });

    expect([keyOf(windows), keyOf(mac), keyOf(press('?'))]).toEqual(['[', '[', '?']);
  });

  test('that follows a g goes somewhere, but not when the g was long ago', () => {
    const next = createSequence();

    expect([next('g', 0), next('s', 100), next('s', 200)]).toEqual(['g', 'g s', 's']);
    expect([next('g', 1000), next('d', 1001 + GO_TO_WITHIN_MS)]).toEqual(['g', 'd']);
    expect([next('g', 5000), next('g', 5001), next('c', 5002)]).toEqual(['g', 'g g', 'c']);
  });
});
