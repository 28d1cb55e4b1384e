import type { Context } from 'aws-lambda';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLedgerStore } from '../../../functions/shared/ledger/ledger-store.ts';
import { createHandler } from '../../../functions/sweep/handler.ts';
import { startRealServices, type RealServices } from '../../support/real-services.ts';
import { CONTROL_TABLE, DEDUPE_TABLE } from '../../support/real-tables.ts';
import { withoutWaits } from '../../support/without-waits.ts';

let services: RealServices;

beforeEach(async () => {
  services = await startRealServices({ bucket: 'archive', queue: 'retry' });
});
afterEach(() => services.close());

test('publishes what the ledger counted in the last whole minute, of events that belong to no source too', async () => {
  let now = new Date('2026-11-22T10:29:30.000Z');
  const written: unknown[] = [];
  const outside = withoutWaits({
    ...services.clients,
    now: () => now,
    writeMetric: (line: string) => void written.push(JSON.parse(line)),
  });
  const store = createLedgerStore({ ...outside, controlTable: CONTROL_TABLE, dedupeTable: DEDUPE_TABLE });
  await store.commit({
    key: 'a',
    decision: '',
    entry: new Map([['unattributed', { 'rejected:unknown_write_key': 7 }]]),
  });
  now = new Date('2026-11-22T10:30:10.000Z');
  const env = {
    STAGE: 'prod',
    CONTROL_TABLE,
    DEDUPE_TABLE,
    ARCHIVE_BUCKET: 'archive',
    LANE_RETRY_QUEUE_URLS: { webhooks: services.queueUrl },
  };
  const sweep = createHandler(env, outside);

  // The handler reads nothing of the context but the id, and only when it fails.
  await sweep({}, { awsRequestId: 'r1' } as Context);

  expect(written).toMatchObject([{ Stage: 'prod', Rejected: 7, Accepted: 0 }]);
});
