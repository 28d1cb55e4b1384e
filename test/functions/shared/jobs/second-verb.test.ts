import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { archiveRanges } from '../../../../domain/replay/archive-job.ts';
import { archiveKey, createBatchId } from '../../../../domain/pipeline/archive-key.ts';
import { addCounts, type Counts } from '../../../../domain/ledger/ledger.ts';
import { createJobStore } from '../../../../functions/shared/jobs/job-store.ts';
import { sendJobSteps } from '../../../../functions/shared/jobs/job-steps.ts';
import { createRunJobs, createStepsOf } from '../../../../functions/shared/jobs/run-jobs.ts';
import { createSteerJobs } from '../../../../functions/shared/jobs/steer-jobs.ts';
import { createLedgerStore } from '../../../../functions/shared/ledger/ledger-store.ts';
import { compressLines, decodePack } from '../../../../functions/shared/packs/pack-codec.ts';
import { createCountVerb, type CountSpec } from './count-verb.ts';
import { withoutWaits } from '../../../support/without-waits.ts';
import { aFakeSqs } from '../../../support/fake-sqs.ts';
import { createMemoryObjects } from '../../../../proof/world/objects.ts';
import { CONTROL_TABLE, DEDUPE_TABLE, startRealTables } from '../../../support/real-tables.ts';

// A verb that exists only here goes the whole way: its jobs are created, stored, sent round, worked off and steered by
// what replays use, and all that it needs is itself and its place in the list of a function.

let tables: Awaited<ReturnType<typeof startRealTables>>;
beforeAll(async () => {
  tables = await startRealTables();
});
afterAll(() => tables.close());

const now = (): Date => new Date('2026-11-23T10:00:00.000Z');
const day = { sources: ['web'], from: '2026-11-22T00:00:00.000Z', to: '2026-11-23T00:00:00.000Z' };

/** An archive with three objects of five, one and two lines, and a function that knows the verb. */
function aWorld() {
  const objects = createMemoryObjects();
  // The client of the SDK has dozens of members; the archive calls this one.
  const s3 = { send: async (command: object) => objects.execute(command, false) } as unknown as S3Client;
  for (const [hour, types] of [
    ['01', ['track', 'page', 'track', 'identify', 'track']],
    ['07', ['page']],
    ['23', ['track', 'group']],
  ] as const) {
    const receivedAt = `2026-11-22T${hour}:00:00.000Z`;
    const lines = types.map((type, index) =>
      JSON.stringify({ destinations: [], event: { type, messageId: `m${hour}-${index}`, receivedAt } }),
    );
    const Key = archiveKey('web', createBatchId(receivedAt, 'batch'));
    objects.execute(new PutObjectCommand({ Bucket: 'archive', Key, Body: compressLines(lines) }), false);
  }
  const stored = { dynamodb: tables.dynamodb, controlTable: CONTROL_TABLE, dedupeTable: DEDUPE_TABLE };
  const sqs = aFakeSqs();
  const told = new Map<string, readonly string[]>();
  const state = { tells: 0, diesAtTell: 0 };
  const verb = createCountVerb({
    async tell(place, types) {
      state.tells += 1;
      if (state.tells === state.diesAtTell) throw new Error('died');
      told.set(place, types);
    },
  });
  const ledger = createLedgerStore(withoutWaits({ ...stored, now, random: () => 0.5 }));
  const services = withoutWaits({ ...stored, sqs: sqs.client, queueUrl: 'count-queue', ledger, now });
  const stepsOf = createStepsOf({ ...services, archive: { s3, bucket: 'archive' } });
  const runJobs = createRunJobs([stepsOf(verb)]);
  const jobs = createJobStore<CountSpec>(verb.name, withoutWaits({ dynamodb: tables.dynamodb, table: CONTROL_TABLE }));
  const queue = withoutWaits({ sqs: sqs.client, queueUrl: 'count-queue', verb: verb.name });
  const steer = createSteerJobs<CountSpec>({
    jobs,
    sendSteps: (id, steps) => sendJobSteps(queue, id, steps),
    effectsKnownMs: Infinity,
    createId: () => `count${(ids += 1)}`,
    now,
  });
  let handled = 0;
  return {
    ...{ jobs, steer, told, state },
    start: (spec: CountSpec = {}) =>
      steer.start(spec, { ranges: archiveRanges(day, 2), createdAt: now().toISOString(), delaySeconds: 0 }),
    /** Hands out all messages; one at which the function dies is handed out again. */
    async runAll(): Promise<void> {
      for (let body = next(); body !== undefined; body = next()) {
        const { header } = decodePack(body);
        if (header.kind !== 'replay-step') throw new Error(`a ${header.kind} is no step`);
        await runJobs(header, false).catch(() => runJobs(header, true));
      }
    },
    countsOf: async (id: string) =>
      (await jobs.parts(id)).reduce<Counts>((sum, { counts }) => addCounts(sum, counts), {}),
  };

  function next(): string | undefined {
    const body = sqs.requests.flat()[handled]?.MessageBody;
    if (body !== undefined) handled += 1;
    return body;
  }
}
let ids = 0;

test('goes through its range and counts each line once', async () => {
  const world = aWorld();

  const { id } = await world.start();
  await world.runAll();

  expect(await world.jobs.find(id)).toMatchObject({ state: 'done', parts: 2, partsLeft: 0 });
  expect(await world.countsOf(id)).toMatchObject({
    ...{ objects: 3, read: 8, 'type:track': 4, 'type:page': 2, 'type:identify': 1, 'type:group': 1 },
  });
  expect([...world.told.values()].flat().sort()).toEqual([
    'group',
    'identify',
    'page',
    'page',
    'track',
    'track',
    'track',
    'track',
  ]);
});

test('carries out again what a step had recorded when it died, and counts it no second time', async () => {
  const whole = aWorld();
  await whole.start({ type: 'track' });
  await whole.runAll();

  for (let tell = 1; tell <= whole.state.tells; tell += 1) {
    const world = aWorld();
    world.state.diesAtTell = tell;
    const { id } = await world.start({ type: 'track' });
    await world.runAll();
    const counts = await world.countsOf(id);

    expect({ tell, told: world.told }).toEqual({ tell, told: whole.told });
    expect({ tell, counts }).toMatchObject({ tell, counts: { read: 8, 'type:track': 4 } });
    expect((await world.jobs.find(id))?.state).toBe('done');
  }
});

test('is paused, resumed and cancelled like any other', async () => {
  const world = aWorld();
  const job = await world.start();

  const paused = await world.steer.pause(job);
  await world.runAll();
  const toldWhilePaused = world.told.size;
  const again = await world.steer.pause(job);
  const stored = await world.jobs.find(job.id);
  const resumed = await world.steer.resume(stored ?? job);
  await world.runAll();
  const cancelled = await world.steer.cancel(job);

  expect({ paused, again, resumed }).toEqual({
    paused: undefined,
    again: { onlyWhen: ['queued', 'running'] },
    resumed: undefined,
  });
  expect(toldWhilePaused).toBe(0);
  expect((await world.jobs.find(job.id))?.state).toBe('done');
  expect(cancelled).toEqual({ onlyWhen: ['queued', 'running', 'paused'] });
});

test('keeps its jobs apart from those of other verbs', async () => {
  const world = aWorld();

  const { id } = await world.start();

  const replays = createJobStore('replay', withoutWaits({ dynamodb: tables.dynamodb, table: CONTROL_TABLE }));
  expect(await replays.find(id)).toBeUndefined();
  expect((await replays.list(10)).map((job) => job.id)).not.toContain(id);
  expect((await world.jobs.list(10)).map((job) => job.id)).toContain(id);
});

test('comes again, and ends in the dead-letter queue, at a function that does not know it', async () => {
  const runJobs = createRunJobs([]);

  const step = { kind: 'replay-step', verb: 'count', replayId: 'job', part: 0, sequence: 0, events: [] } as const;

  await expect(runJobs(step, false)).rejects.toThrow('no verb of this function is called "count"');
});
