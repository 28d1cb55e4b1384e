import { describe, expect, test } from 'vitest';
import { parseFlags } from '../../../proof/capacity/flags.ts';

describe('npm run capacity', () => {
  test('plans for 100,000 events a second unless it is told otherwise', () => {
    const flags = parseFlags([]);

    expect(flags).toMatchObject({ kind: 'plan', json: false, docs: false });
    expect(flags).toHaveProperty('load.eventsPerSecond', 100_000);
  });

  test('takes every quantity, also with underscores', () => {
    const flags = parseFlags([
      '--rate',
      '20_000',
      '--bytes',
      '800',
      '--destinations',
      '2',
      '--failing',
      '0.3',
      '--json',
    ]);

    expect(flags).toMatchObject({
      kind: 'plan',
      json: true,
      load: { eventsPerSecond: 20_000, bytesPerEvent: 800, destinations: 2, failingShare: 0.3, eventsPerRequest: 15 },
    });
  });

  test.each<[string, string[], string]>([
    ['a word', ['--rate', 'ten'], '--rate (events a second) must be a whole number from 1 to 10,000,000, not "ten".'],
    ['nothing a second', ['--rate', '0'], 'not "0"'],
    ['a negative number', ['--rate=-5'], 'not "-5"'],
    ['half an event', ['--per-request', '1.5'], 'must be a whole number from 1 to 2,500'],
    ['an event that ingest refuses', ['--bytes', '40000'], 'from 100 to 32,768'],
    ['more than all failing', ['--failing', '1.2'], 'must be a number from 0 to 0.9'],
    ['an unknown option', ['--rates', '5'], "Unknown option '--rates'"],
    ['an option without its value', ['--rate'], '--rate'],
    ['the page for another load', ['--docs', '--rate', '5'], '--docs writes the page for the load without options'],
    ['something beside the options', ['100000'], '100000'],
  ])('refuses %s and says what it wants', (_, args, says) => {
    const flags = parseFlags(args);

    expect(flags.kind).toBe('unusable');
    expect(flags).toHaveProperty('problem', expect.stringContaining(says));
  });
});
