import { GetItemCommand, PutItemCommand, type AttributeValue } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newJob } from '../../../../domain/replay/archive-job.ts';
import { REPLAY, replayRanges, type ReplaySpec } from '../../../../domain/replay/replay.ts';
import { createJobStore } from '../../../../functions/shared/jobs/job-store.ts';
import { readJobStep, sendJobSteps } from '../../../../functions/shared/jobs/job-steps.ts';
import { decodePack, encodePack } from '../../../../functions/shared/packs/pack-codec.ts';
import { aFakeSqs } from '../../../support/fake-sqs.ts';
import { withoutWaits } from '../../../support/without-waits.ts';
import { aReplaySpec } from '../../../support/replay-world.ts';
import { CONTROL_TABLE, startRealTables } from '../../../support/real-tables.ts';

// Replays lie and travel as they did when they were the only jobs: what was half done then goes on.

let tables: Awaited<ReturnType<typeof startRealTables>>;
beforeAll(async () => {
  tables = await startRealTables();
});
afterAll(() => tables.close());

const createdAt = '2026-11-23T10:00:00.000Z';
const spec = aReplaySpec({ to: '2026-11-22T01:00:00.000Z', onlyUndelivered: true });
const range =
  '{"kind":"archive","sourceId":"web","after":"archive/source=web/date=2026-11-22/hour=00/","until":"archive/source=web/date=2026-11-22/hour=01/"}';
const expiresAt = { N: '1826964000' };
const jobOf = (id: string): Record<string, AttributeValue> => ({
  ...{ pk: { S: 'replay' }, sk: { S: id }, state: { S: 'queued' }, createdAt: { S: createdAt }, expiresAt },
  ...{ pausedMs: { N: '0' }, parts: { N: '2' }, partsLeft: { N: '2' } },
  spec: {
    S: '{"sources":["web"],"destination":"crm","from":"2026-11-22T00:00:00.000Z","to":"2026-11-22T01:00:00.000Z","onlyUndelivered":true,"ratePerSecond":500,"dryRun":false}',
  },
});
const partOf = (id: string): Record<string, AttributeValue> => ({
  ...{ pk: { S: `replay#${id}` }, sk: { S: '00' }, range: { S: range }, counts: { S: '{}' }, sequence: { N: '0' } },
  cursor: { S: '{"after":"archive/source=web/date=2026-11-22/hour=00/","offset":0}' },
  ...{ isDone: { BOOL: false }, notBefore: { N: '0' }, movedAt: { S: createdAt }, expiresAt },
});
const store = () =>
  createJobStore<ReplaySpec>(REPLAY, withoutWaits({ dynamodb: tables.dynamodb, table: CONTROL_TABLE }));
const read = async (key: Record<string, AttributeValue | undefined>) => {
  const Key = { pk: key['pk'] ?? { S: '' }, sk: key['sk'] ?? { S: '' } };
  return (await tables.dynamodb.send(new GetItemCommand({ TableName: CONTROL_TABLE, Key }))).Item;
};

describe('the items of a replay', () => {
  test('are written as they always were', async () => {
    await store().create(newJob({ id: 'mibqzo00-000000', spec, createdAt }, replayRanges(spec, createdAt)));

    expect(await read(jobOf('mibqzo00-000000'))).toEqual(jobOf('mibqzo00-000000'));
    expect(await read(partOf('mibqzo00-000000'))).toEqual(partOf('mibqzo00-000000'));
  });

  test('are read as they always were, also those of parts that moved before they said where a step began', async () => {
    const cursor = { after: 'a', key: 'b', offset: 250 };
    const moved = {
      ...partOf('mibqzo00-000001'),
      ...{ cursor: { S: JSON.stringify(cursor) }, counts: { S: '{"sent":250}' }, sequence: { N: '3' } },
    };
    for (const item of [{ ...jobOf('mibqzo00-000001'), state: { S: 'running' } }, moved])
      await tables.dynamodb.send(new PutItemCommand({ TableName: CONTROL_TABLE, Item: item }));

    const [job, part] = [await store().find('mibqzo00-000001'), await store().part('mibqzo00-000001', 0)];

    expect(job).toEqual({
      ...{ id: 'mibqzo00-000001', spec, state: 'running', createdAt, pausedMs: 0, parts: 2, partsLeft: 2 },
    });
    expect(part).toEqual({
      ...{ number: 0, range: JSON.parse(range) as unknown, cursor, counts: { sent: 250 }, sequence: 3 },
      ...{ isDone: false, notBefore: 0, movedAt: createdAt },
    });
  });
});

describe('the message for a step of a replay', () => {
  const header = { kind: 'replay-step', replayId: 'job1', part: 3, sequence: 7, events: [] } as const;

  test('is written as it always was', async () => {
    const sqs = aFakeSqs();
    const parts = [{ number: 3, sequence: 7 }, { number: 3, sequence: 7, again: true } as const];

    await sendJobSteps(withoutWaits({ sqs: sqs.client, queueUrl: 'q', verb: REPLAY }), 'job1', {
      parts,
      delaySeconds: 3,
    });

    const headers = sqs.requests.flat().map(({ MessageBody: body = '' }) => decodePack(body).header);
    expect(headers).toEqual([header, { ...header, again: true }]);
  });

  test('is read as it always was', () => {
    const { header: read } = decodePack(encodePack({ header, lines: [] }));

    expect(read.kind === 'replay-step' && readJobStep(read)).toEqual({
      verb: 'replay',
      step: { jobId: 'job1', number: 3, sequence: 7 },
    });
  });
});
