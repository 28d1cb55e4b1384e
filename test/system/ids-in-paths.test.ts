import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApiClient, type ApiClient } from '../../client/api-client.ts';
import type { Trace } from '../../functions/control-api/use-cases/trace.ts';
import { aShell, type Shell } from '../support/penstock-command.ts';
import { basic, startTestPipeline, type TestPipeline } from '../support/test-pipeline.ts';

// Ids with characters that mean something in a path or a query, at every door that takes them. Each decodes once.

const ODD = [
  'a/b',
  'a%2Fb',
  'a%252Fb',
  '100%',
  '%',
  'a?b',
  'a#b',
  '.',
  '..',
  '../..',
  'a b',
  'a+b',
  'a&b=c',
  'a//b/',
  'ä😀',
];
const ODD_KEYS = ['k/1', 'k%2F1', 'k%', 'k?1', 'k#1', '..', 'k+1', 'k&a=1'];

let pipeline: TestPipeline;
let client: ApiClient;
let shell: Shell;

beforeAll(async () => {
  pipeline = await startTestPipeline({
    workspace: 'main',
    sources: [
      { id: 'web', writeKeys: ['wk_web'] },
      { id: 'keys', writeKeys: ['wk_keys', ...ODD_KEYS] },
    ],
  });
  client = createApiClient({ url: pipeline.url });
  shell = aShell();
  const events = ODD.map((messageId) => ({ type: 'track', event: 'Odd', userId: 'u', messageId }));
  await pipeline.send('/v1/batch', { batch: events }, { authorization: basic('wk_web') });
  await pipeline.drain();
});
afterAll(async () => {
  shell.close();
  await pipeline.close();
});

async function answerOf(path: string): Promise<{ status: number; messageId: string | undefined }> {
  const response = await fetch(`${pipeline.url}${path}`);
  const body = (await response.json()) as Partial<Trace> & { data?: { trace: { messageId: string } } };
  return { status: response.status, messageId: body.data?.trace.messageId ?? body.messageId };
}

describe.each(ODD)('the messageId %j', (messageId) => {
  test('is found over the API, by the client and by an operator', async () => {
    const query = encodeURIComponent(messageId);

    const overClient = await client.call('GET /sources/{sourceId}/trace', {
      params: { sourceId: 'web' },
      query: { messageId },
    });

    expect(overClient.trace.messageId).toBe(messageId);
    expect(await answerOf(`/api/v1/sources/web/trace?messageId=${query}`)).toEqual({ status: 200, messageId });
    expect(await answerOf(`/api/trace?source=web&messageId=${query}`)).toEqual({ status: 200, messageId });
  });
});

/** A path of API Gateway ends at `%3F`, one of a client loses `..`, and slashes at its end say nothing. */
const IN_A_PATH = ODD.filter((id) => !/[?]|^\.{1,2}$|\/$|^\.\./.test(id));

describe.each(IN_A_PATH)('the messageId %j in a path', (messageId) => {
  test('is decoded once', async () => {
    const part = encodeURIComponent(messageId);

    expect(await answerOf(`/api/v1/sources/web/events/${part}/trace`)).toEqual({ status: 200, messageId });
    expect(await answerOf(`/api/trace/web/${part}`)).toEqual({ status: 200, messageId });
  });
});

describe('the command', () => {
  test.each(['a/b', '100%', '..', 'a+b'])('traces %j, in a workspace and as an operator', async (messageId) => {
    const options = ['--url', pipeline.url];

    const inWorkspace = await shell.json<{ messageId: string }>(
      'trace',
      'web',
      messageId,
      '--workspace',
      'main',
      ...options,
    );
    const asOperator = await shell.json<{ messageId: string }>('trace', 'web', messageId, ...options);

    expect([inWorkspace.messageId, asOperator.messageId]).toEqual([messageId, messageId]);
  });

  test('says of what cannot be an id that it is none, and asks for nothing else instead', async () => {
    const source = await shell.run('sources', 'show', '..', '--workspace', 'main', '--url', pipeline.url);
    const replay = await shell.run('replay', 'show', '../workspaces', '--url', pipeline.url);

    expect(source).toMatchObject({ code: 1, stderr: expect.stringContaining('".." is no id') as string });
    expect(replay).toMatchObject({ code: 1, stderr: expect.stringContaining('"../workspaces" is no id') as string });
  });
});

test.each(ODD_KEYS)('the write key %j can be revoked', async (writeKey) => {
  const { source } = await client.call('DELETE /sources/{sourceId}/writekey', {
    params: { sourceId: 'keys' },
    query: { writeKey },
  });

  expect(source.writeKeys).not.toContain(writeKey);
  expect(source.writeKeys).toContain('wk_keys');
});
