import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import type { JobPart } from '../../../../domain/replay/archive-job.ts';
import type { ReplayJob, ReplaySpec } from '../../../../domain/replay/replay.ts';
import type { AliasContext } from '../../../../functions/control-api/aliases/alias.ts';
import { replayAliases } from '../../../../functions/control-api/aliases/replays.ts';
import { createReplayJobs } from '../../../../functions/control-api/use-cases/replay-jobs.ts';
import { createRouter } from '../../../../functions/control-api/http/router.ts';
import { aReplaySpec } from '../../../support/replay-world.ts';

/** The API over jobs in memory. `sent` are the steps that were begun: part, sequence and delay. */
function aWorld() {
  const jobs = new Map<string, ReplayJob>();
  const parts = new Map<string, JobPart[]>();
  const sent: string[] = [];
  const state = { nowMs: Date.parse('2026-11-23T10:00:00.000Z'), spec: aReplaySpec(), waits: 0 };
  const replays = createReplayJobs({
    parse: async () => state.spec,
    jobs: {
      create: async (created) =>
        void (jobs.set(created.job.id, created.job), parts.set(created.job.id, [...created.parts])),
      find: async (id) => jobs.get(id),
      list: async () => [...jobs.values()].reverse(),
      parts: async (id) => parts.get(id) ?? [],
      change: async ({ id, when, set }) => {
        const job = jobs.get(id);
        if (job === undefined || !when.includes(job.state)) return false;
        const changed = Object.entries({ ...job, ...set }).filter(([, value]) => value !== undefined);
        jobs.set(id, Object.fromEntries(changed) as unknown as ReplayJob);
        return true;
      },
    },
    sendSteps: async (_id, steps) =>
      void sent.push(
        ...steps.parts.map(
          ({ number, sequence, again }) => `${number} ${sequence} ${steps.delaySeconds}${again ? ' again' : ''}`,
        ),
      ),
    deliveries: async () => ({ matched: 10, delivered: 7, 'discarded:http_400': 1 }),
    createId: () => `job${jobs.size + 1}`,
    waitMs: async (milliseconds) => {
      state.nowMs += milliseconds;
      state.waits += 1;
      if (state.waits === 3) end('job1');
    },
    now: () => new Date(state.nowMs),
  });
  // Of all that a context has, these aliases ask for replays.
  const context = { services: { replays } } as unknown as AliasContext;
  const route = createRouter(
    replayAliases.map(({ pattern, answer }) => ({ pattern, answer: (request) => answer(request, context) })),
  );
  const end = (id: string): void => {
    const job = jobs.get(id);
    if (job !== undefined) jobs.set(id, { ...job, state: 'done' });
  };
  return {
    ...{ jobs, parts, sent, state },
    set(id: string, change: Partial<ReplayJob>): void {
      const job = jobs.get(id);
      if (job !== undefined) jobs.set(id, { ...job, ...change });
    },
    async call(line: string, spec?: Partial<ReplaySpec>) {
      if (spec !== undefined) state.spec = aReplaySpec(spec);
      const [method, path] = line.split(' ');
      const { statusCode, body } = await route({
        requestContext: { http: { method, path } },
      } as APIGatewayProxyEventV2);
      return { status: statusCode, body: JSON.parse(body ?? '{}') as Record<string, unknown> };
    },
  };
}

const oneHour = { from: '2026-11-22T10:00:00.000Z', to: '2026-11-22T11:00:00.000Z' };

describe('the API of replays', () => {
  test('creates a job and begins a step of each part, after every function knows the workspace', async () => {
    const world = aWorld();

    const { status, body } = await world.call('POST /api/replays', { ratePerSecond: 100 });

    expect(status).toBe(202);
    expect(body).toMatchObject({
      id: 'job1',
      state: 'queued',
      progress: { share: 0, sent: 0 },
      deliveries: { delivered: 7, waiting: 2, discarded: { http_400: 1 } },
    });
    expect(world.sent).toEqual(['0 0 3', '1 0 3']);
  });

  test('answers a dry run when it is done, or after five seconds with what it has', async () => {
    const quick = aWorld();
    const slow = aWorld();
    slow.state.waits = 3;

    const [done, going] = [
      await quick.call('POST /api/replays', { dryRun: true }),
      await slow.call('POST /api/replays', { dryRun: true }),
    ];

    expect(done).toMatchObject({ status: 200, body: { state: 'done', estimate: { events: 0 } } });
    expect(going).toMatchObject({ status: 202, body: { state: 'queued' } });
  });

  test('pauses, resumes at the step that is next, and says what cannot be', async () => {
    const world = aWorld();
    await world.call('POST /api/replays', oneHour);
    world.set('job1', { state: 'running', startedAt: '2026-11-23T10:00:00.000Z' });
    world.parts.set('job1', world.parts.get('job1')?.map((part) => ({ ...part, sequence: 4 })) ?? []);

    const paused = await world.call('POST /api/replays/job1/pause');
    const twice = await world.call('POST /api/replays/job1/pause');
    world.state.nowMs += 60_000;
    const resumed = await world.call('POST /api/replays/job1/resume');
    const running = await world.call('POST /api/replays/job1/resume');

    expect(paused.body['state']).toBe('paused');
    expect(twice).toMatchObject({
      status: 409,
      body: { code: 'wrong_state', detail: expect.stringContaining('is paused') as string },
    });
    expect(resumed.body['state']).toBe('running');
    expect(running).toMatchObject({ status: 409, body: { detail: expect.stringContaining('is running') as string } });
    expect(world.sent.slice(1)).toEqual(['0 4 0']);
    expect(world.jobs.get('job1')?.pausedMs).toBe(60_000);
  });

  test('begins steps anew of a job that has not moved for half an hour', async () => {
    const world = aWorld();
    await world.call('POST /api/replays', oneHour);
    world.state.nowMs += 31 * 60_000;

    const { status } = await world.call('POST /api/replays/job1/resume');

    expect(status).toBe(200);
    expect(world.sent).toEqual(['0 0 3', '0 0 0']);
  });

  test('has the latest steps sent again of such a job, as long as delivery knows what it has had of them', async () => {
    const world = aWorld();
    await world.call('POST /api/replays', oneHour);
    world.set('job1', { state: 'running' });
    world.parts.set('job1', world.parts.get('job1')?.map((part) => ({ ...part, sequence: 4, isDone: true })) ?? []);

    world.state.nowMs += 31 * 60_000;
    await world.call('POST /api/replays/job1/resume');
    world.state.nowMs += 14 * 24 * 3_600_000;
    await world.call('POST /api/replays/job1/resume');

    expect(world.sent).toEqual(['0 0 3', '0 3 0 again']);
  });

  test('ends a job that is cancelled, and what has ended stays so', async () => {
    const world = aWorld();
    await world.call('POST /api/replays', oneHour);

    const cancelled = await world.call('POST /api/replays/job1/cancel');
    const resumed = await world.call('POST /api/replays/job1/resume');

    expect(cancelled.body).toMatchObject({ state: 'cancelled', endedAt: '2026-11-23T10:00:00.000Z' });
    expect(resumed.status).toBe(409);
  });

  test('allows ten that have not ended, and one for what a destination did not get', async () => {
    const world = aWorld();
    await world.call('POST /api/replays', { ...oneHour, onlyUndelivered: true });

    const second = await world.call('POST /api/replays', { ...oneHour, onlyUndelivered: true });
    const others = [];
    for (let index = 0; index < 10; index += 1) others.push(await world.call('POST /api/replays', oneHour));

    expect(second).toMatchObject({
      status: 409,
      body: { code: 'replay_going_on', detail: expect.stringContaining('job1') as string },
    });
    expect(others.map(({ status }) => status)).toEqual([...Array.from({ length: 9 }, () => 202), 409]);
    expect(others.at(-1)?.body).toMatchObject({ code: 'too_many_replays' });
  });

  test('knows no other job', async () => {
    const { status, body } = await aWorld().call('GET /api/replays/nothing');

    expect({ status, code: body['code'] }).toEqual({ status: 404, code: 'unknown_replay' });
    expect(body['detail']).toBe('There is no replay "nothing". GET /api/replays lists them.');
  });

  test('guesses the end from what is left of the range, pauses left out', async () => {
    const world = aWorld();
    await world.call('POST /api/replays', oneHour);
    const after = 'archive/source=web/date=2026-11-22/hour=10/2026112210-40.ndjson.zst';
    const [part] = world.parts.get('job1') ?? [];
    if (part !== undefined) world.parts.set('job1', [{ ...part, cursor: { after, offset: 0 } }]);
    world.set('job1', { state: 'running', startedAt: '2026-11-23T09:55:00.000Z', pausedMs: 240_000 });

    const { body } = await world.call('GET /api/replays/job1');

    expect(body).toMatchObject({ progress: { share: 0.25, estimatedEndAt: '2026-11-23T10:03:00.000Z' } });
  });
});
