import { describe, expect, test } from 'vitest';
import { createDebugSampler, debugEventOf } from '../../../domain/events/debug-events.ts';
import { anEventRoute } from '../../support/an-event.ts';

describe('the sample of a debugger', () => {
  test('is twenty events a second of each source, however they come', () => {
    const sample = createDebugSampler();

    const first = [sample('web', 15, 1_000), sample('web', 15, 1_900), sample('web', 1, 1_999)];
    const other = sample('app', 15, 1_999);
    const next = sample('web', 100, 2_000);

    expect([first, other, next]).toEqual([[15, 5, 0], 15, 20]);
  });

  test('shows 4 KB of an event and says when there is more', () => {
    const short = debugEventOf('accepted', anEventRoute(), 'x'.repeat(4_096));
    const long = debugEventOf('accepted', anEventRoute(), `${'x'.repeat(4_095)}😀`);

    expect([short.text.length, short.isCut]).toEqual([4_096, false]);
    expect([long.text.endsWith('x\uFFFD'), long.isCut]).toEqual([true, true]);
  });
});
