import { describe, expect, test } from 'vitest';
import { createOutput } from '../../bin/penstock/output.ts';
import { printOverview, type Overview } from '../../bin/penstock/print-overview.ts';

const NOTHING = { matched: 0, filtered: {}, delivered: 0, attempts: 0, held: 0, discarded: {}, deadLettered: {} };
const NO_DELIVERIES = { ...NOTHING, redriven: 0, waiting: 0 };
const NO_LATENCY = { p50: null, p95: null, p99: null };

const AN_OVERVIEW: Overview = {
  generatedAt: '2026-11-22T10:05:00.000Z',
  sources: [
    { id: 'shop-web', accepted: 1204, duplicates: 3, rejected: { event_too_large: 2, no_user_anon_id: 5 }, warned: {} },
    { id: 'shop-app', accepted: 0, duplicates: 0, rejected: {}, warned: {} },
  ],
  destinations: [
    {
      ...NO_DELIVERIES,
      ...{ id: 'shop-crm', sourceId: 'shop-web', enabled: true, latencyMs: NO_LATENCY },
      ...{ matched: 1201, filtered: { filter: 2, integrations: 1 }, delivered: 1190 },
      ...{ discarded: { http_400: 4 }, deadLettered: { timeout: 3, http_503: 4 } },
      replayed: { ...NO_DELIVERIES, matched: 40, delivered: 39, deadLettered: { http_500: 1 } },
      notice: 'answers 401: is the key right?',
    },
  ],
};

function printed(overview: Overview): string[] {
  const lines: string[] = [];
  const out = createOutput({
    write: (text) => lines.push(text.trimEnd()),
    writeNote: () => undefined,
    isTerminal: false,
  });
  printOverview(out, overview);
  return lines;
}

describe('the ledger in a shell', () => {
  test('shows every sum, and why events did not go on', () => {
    const lines = printed(AN_OVERVIEW);

    expect(lines).toEqual([
      'What became of events, 2026-11-22 10:05:00 UTC\n'.trimEnd(),
      'SOURCE    ACCEPTED  DUPLICATES  REJECTED',
      'shop-web      1204           3         7',
      'shop-app         0           0         0',
      '  shop-web: rejected 5 no_user_anon_id, 2 event_too_large',
      '',
      'DESTINATION  SOURCE    MATCHED  FILTERED  DELIVERED  WAITING  HELD  UNDELIVERED  STATE',
      'shop-crm     shop-web     1201         3       1190        0     0           11  ok',
      '  shop-crm: filtered 2 filter, 1 integrations',
      '  shop-crm: discarded 4 http_400',
      '  shop-crm: dead-lettered 4 http_503, 3 timeout',
      '  shop-crm: replayed 40, of them delivered 39, undelivered 1 http_500',
      '! shop-crm: answers 401: is the key right?',
    ]);
  });

  test('tells an operator of events whose write key nobody has', () => {
    const lines = printed({ ...AN_OVERVIEW, unattributed: { rejected: { unknown_source: 12 } } });

    expect(lines.at(-1)).toMatch(/! 12 events came with a write key that nobody has \(unknown or revoked\)/);
  });

  test('fits into a terminal of 100 columns while names are short', () => {
    const widest = Math.max(...printed(AN_OVERVIEW).map((line) => line.length));

    expect(widest).toBeLessThanOrEqual(100);
  });
});
