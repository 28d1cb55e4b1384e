import { expect, test } from 'vitest';
import { createReplayApi } from '../../bin/penstock/replay-api.ts';
import type { ApiClient } from '../../client/api-client.ts';

const request = { destination: 'crm', from: '2026-11-30T08:00:00Z' };

/** An API whose replay is in these states, one at each look. */
function apiWith(states: readonly string[], dryRun: boolean): { client: ApiClient; asked: string[] } {
  const left = [...states];
  const asked: string[] = [];
  const call = (route: string): Promise<unknown> => {
    asked.push(route);
    return Promise.resolve({
      replay: { id: 'r1', state: left.shift(), destinationId: 'crm', sourceIds: ['web'], dryRun },
    });
  };
  return { client: { call } as unknown as ApiClient, asked };
}

test('a dry run that the API does not answer at once is waited for, so that its estimate is seen', async () => {
  const { client, asked } = apiWith(['queued', 'running', 'done'], true);
  const waits: number[] = [];
  const api = createReplayApi(client, (ms) => Promise.resolve(waits.push(ms)));

  const report = await api.create({ ...request, dryRun: true });

  expect(report.state).toBe('done');
  expect(asked).toEqual(['POST /replays', 'GET /replays/{replayId}', 'GET /replays/{replayId}']);
  expect(waits).toEqual([1_000, 1_000]);
});

test('a replay is not waited for', async () => {
  const { client, asked } = apiWith(['queued', 'running'], false);

  const report = await createReplayApi(client).create(request);

  expect(report.state).toBe('queued');
  expect(asked).toEqual(['POST /replays']);
});
