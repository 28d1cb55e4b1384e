import type { Context } from 'aws-lambda';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createLedgerStore } from '../../../functions/shared/ledger-store.ts';
import { createHandler } from '../../../functions/sweep/handler.ts';
import { startRealServices, type RealServices } from '../../support/real-services.ts';
import { CONTROL_TABLE, DEDUPE_TABLE } from '../../support/real-tables.ts';

let services: RealServices;

beforeEach(async () => {
  vi.useFakeTimers({ now: new Date('2026-11-22T10:29:30.000Z'), toFake: ['Date'] });
  services = await startRealServices({ bucket: 'archive', queue: 'retry' });
});
afterEach(async () => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  await services.close();
});

it('publishes what the ledger counted in the last whole minute, of events that belong to no source too', async () => {
  const store = createLedgerStore({
    dynamodb: services.dynamodb,
    controlTable: CONTROL_TABLE,
    dedupeTable: DEDUPE_TABLE,
    now: () => new Date(),
    random: () => 0.5,
  });
  await store.commit({
    key: 'a',
    decision: '',
    entry: new Map([['unattributed', { 'rejected:unknown_write_key': 7 }]]),
  });
  vi.setSystemTime(new Date('2026-11-22T10:30:10.000Z'));
  const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const sweep = createHandler({
    STAGE: 'prod',
    CONTROL_TABLE,
    DEDUPE_TABLE,
    ARCHIVE_BUCKET: 'archive',
    LANE_RETRY_QUEUE_URLS: { webhooks: services.queueUrl },
  });

  // The handler reads nothing of the context but the id, and only when it fails.
  await sweep({}, { awsRequestId: 'r1' } as Context);

  const lines = written.mock.calls.map(([line]) => JSON.parse(String(line)) as unknown);
  expect(lines).toMatchObject([{ Stage: 'prod', Rejected: 7, Accepted: 0 }]);
});
