import { describe, expect, test } from 'vitest';
import type { Counts } from '../../../domain/ledger/ledger.ts';
import { createPublishCounts } from '../../../functions/sweep/publish-counts.ts';

/** What is published at half past ten and twenty seconds, when the owners have counted this in the minute before. */
async function published(counts: Readonly<Record<string, Counts>>): Promise<unknown[]> {
  const lines: string[] = [];
  const publish = createPublishCounts({
    stage: 'prod',
    owners: async () => Object.keys(counts),
    countsOf: async (owner, minuteMs) =>
      new Date(minuteMs).toISOString() === '2026-11-22T10:29:00.000Z' ? (counts[owner] ?? {}) : {},
    writeMetric: (line) => void lines.push(line),
    now: () => new Date('2026-11-22T10:30:20.000Z'),
  });
  await publish();
  return lines.map((line) => JSON.parse(line) as unknown);
}

describe('the counts of the last whole minute', () => {
  test('are one metric each for the stage, over all owners and reasons, without replays', async () => {
    const lines = await published({
      'source#web': { accepted: 10, duplicates: 2, 'rejected:no_user_anon_id': 1, 'rejected:invalid_type': 2 },
      'source#app': { accepted: 5 },
      'destination#crm': { matched: 13, delivered: 9, attempts: 12, 'discarded:http_400': 1, 'filtered:filter': 4 },
      'destination#ads': { matched: 4, 'deadLettered:http_500': 3, 'replay.delivered': 100, 'latency:7': 9 },
    });

    expect(lines).toMatchObject([
      {
        _aws: { Timestamp: Date.parse('2026-11-22T10:29:00.000Z') },
        Stage: 'prod',
        Accepted: 15,
        Duplicates: 2,
        Rejected: 3,
        Matched: 17,
        Delivered: 9,
        Attempts: 12,
        Discarded: 1,
        DeadLettered: 3,
      },
    ]);
  });

  test('are not published when there are none', async () => {
    const lines = await published({ 'source#web': {}, 'destination#crm': { 'filtered:disabled': 3 } });

    expect(lines).toEqual([]);
  });
});
