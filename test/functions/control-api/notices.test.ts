import { PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HEALTH_PARTITION, destinationItemKey, jobKeys } from '../../../domain/tables/table-keys.ts';
import { putThrottle, putWarning } from '../../../functions/shared/stores/health-store.ts';
import { aComponent, decide } from '../../support/a-component.ts';
import { anApi } from '../../support/an-api.ts';
import { CONTROL_TABLE, startRealTables } from '../../support/real-tables.ts';

let tables: Awaited<ReturnType<typeof startRealTables>>;
let api: ReturnType<typeof anApi>;
let token: string;
const NOW = new Date('2026-11-22T12:00:00.000Z');
const at = (minutes: number): string => new Date(NOW.getTime() - minutes * 60_000).toISOString();

beforeAll(async () => {
  tables = await startRealTables();
  api = anApi(tables.dynamodb, { now: () => NOW });
  token = await api.token('acme');
  await api.call('POST /sources', { token, body: { id: 'web', name: 'Web' } });
  for (const id of ['fine', 'down', 'slow', 'warned', 'off']) {
    const settings = { url: 'https://partner.example/' };
    const body = { id, sourceId: 'web', kind: 'webhook', name: id, settings, enabled: id !== 'off' };
    await api.call('POST /destinations', { token, body });
  }
});
afterAll(() => tables.close());

type Notice = { kind: string; resourceId: string; message: string; at: string };

async function notices(as = token): Promise<Notice[]> {
  const { body } = await api.call('GET /notices', { token: as });
  return (body['data'] as { notices: Notice[] }).notices;
}

describe('the notices of a workspace', () => {
  test('are none while all is well', async () => {
    expect(await notices(await api.token('quiet'))).toEqual([]);
  });

  test('are what is out of order with destinations, newest first', async () => {
    const Item = {
      ...{ pk: { S: HEALTH_PARTITION }, sk: { S: destinationItemKey('down') } },
      ...{ since: { S: at(3) }, reason: { S: 'http_503' }, probeAtMs: { N: '0' } },
    };
    await tables.dynamodb.send(new PutItemCommand({ TableName: CONTROL_TABLE, Item }));
    const nowMs = NOW.getTime();
    const throttle = { perSecond: 5, sinceMs: nowMs - 60_000, pausedUntilMs: nowMs + 60_000 };
    await putThrottle(api.tables, 'slow', { throttle, beganMs: nowMs });
    await putWarning(api.tables, 'warned', { message: 'The key is refused.', at: at(2) });
    await putWarning(api.tables, 'off', { message: 'Switched off.', at: at(4) });

    const found = await notices();

    expect(found.map(({ kind, resourceId }) => `${kind} ${resourceId}`)).toEqual([
      ...['throttled slow', 'warning warned', 'down down', 'switched-off off'],
    ]);
    expect(found).toContainEqual(expect.objectContaining({ kind: 'down', message: 'http_503', at: at(3) }));
    expect(await notices(await api.token('other'))).toEqual([]);
  });

  test('are replays that failed within a week', async () => {
    const replayThatFailed = async (endedAt: string): Promise<string> => {
      const body = { destinationId: 'fine', from: '2026-11-22T00:00:00Z' };
      const created = await api.call('POST /replays', { token, body });
      const { id } = (created.body['data'] as { replay: { id: string } }).replay;
      await tables.dynamodb.send(
        new UpdateItemCommand({
          TableName: CONTROL_TABLE,
          Key: { pk: { S: jobKeys('replay').jobs }, sk: { S: id } },
          UpdateExpression: 'SET #state = :failed, endedAt = :at, reason = :why',
          ExpressionAttributeNames: { '#state': 'state' },
          ExpressionAttributeValues: { ':failed': { S: 'failed' }, ':at': { S: endedAt }, ':why': { S: 'No more.' } },
        }),
      );
      return id;
    };
    const [late, early] = [await replayThatFailed(at(1)), await replayThatFailed(at(8 * 24 * 60))];

    const found = await notices();

    expect(found).toContainEqual(expect.objectContaining({ kind: 'replay-failed', resourceId: late, at: at(1) }));
    expect(found.map(({ resourceId }) => resourceId)).not.toContain(early);
  });

  test('are answers of reviewers', async () => {
    await api.reviewingWorkspace('reviews');
    const reviewer = await api.token('reviews', 'reviewer');
    await aComponent(api, token, { appId: 'one', id: 'refused', until: 'in-review' });
    await aComponent(api, token, { appId: 'two', id: 'published', until: 'private-beta' });
    const body = { comments: 'Say where the key is found.' };
    await decide(api, 'POST /reviews/refused/reject', { token: reviewer, body });

    const found = await notices();

    expect(found).toContainEqual(expect.objectContaining({ kind: 'review-rejected', message: body.comments }));
    expect(found).toContainEqual(expect.objectContaining({ kind: 'review-approved', resourceId: 'published' }));
  });

  test('are of what somebody may read, and of nothing else', async () => {
    const narrow = await api.token('acme', 'owner', ['workspace:read', 'replays:read']);

    expect(new Set((await notices(narrow)).map(({ kind }) => kind))).toEqual(new Set(['replay-failed']));
  });
});
