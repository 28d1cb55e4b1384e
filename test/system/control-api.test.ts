import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startReceiver, type Receiver } from '../../local/receiver.ts';
import { basic, ledgerFaults, startTestPipeline, type TestPipeline } from '../support/test-pipeline.ts';

type Answer = { readonly status: number; readonly headers: Headers; readonly body: Record<string, unknown> };
type Source = { readonly id: string; readonly writeKeys: readonly string[] };

let receiver: Receiver;
let pipeline: TestPipeline;
let token: string;

beforeAll(async () => {
  receiver = await startReceiver();
  pipeline = await startTestPipeline({ workspace: 'from-file', sources: [{ id: 'web', writeKeys: ['wk_web'] }] });
  const created = await call('POST /api/workspaces', { id: 'acme', owner: 'ann@example.com' });
  token = (created.body['token'] as { token: string }).token;
});
afterAll(async () => {
  await pipeline.close();
  await receiver.close();
});

async function call(line: string, body?: object, headers: Record<string, string> = {}): Promise<Answer> {
  const [method = 'GET', path = '/'] = line.split(' ');
  const response = await fetch(`${pipeline.url}${path}`, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Answer['body'] };
}

/** What the operator's command says to this pipeline. */
function penstock(...args: string[]): Promise<string> {
  const all = [resolve(import.meta.dirname, '../../bin/penstock.ts'), ...args, '--url', pipeline.url];
  return new Promise((done) => {
    execFile(process.execPath, all, (_error, stdout, stderr) => done(stdout + stderr));
  });
}

const api = (line: string, body?: object, headers: Record<string, string> = {}): Promise<Answer> =>
  call(line.replace(' ', ' /api/v1'), body, { authorization: `Bearer ${token}`, ...headers });
const dataIn = ({ body }: Answer, name: string): unknown => (body['data'] as Record<string, unknown>)[name];
const track = (writeKey: string, messageId: string, event = 'E'): Promise<Response> =>
  pipeline.send('/v1/track', { userId: 'u', event, messageId }, { authorization: basic(writeKey) });
const delivered = (): string[] =>
  receiver.requests.map(({ body }) => (JSON.parse(body) as { messageId: string }).messageId).sort();

/**
 * Sends an event, again and again, until the pipeline knows that it may (or may not) take it. Returns how long after the
 * first of them the last was sent that it did not know by then: a busy machine answers late, and that is no matter here.
 */
async function untilKeyIs(state: 'known' | 'unknown', writeKey: string): Promise<number> {
  const from = performance.now();
  let lastOfOldMs = 0;
  const isAsWanted = async (): Promise<boolean> => {
    const sentAfterMs = performance.now() - from;
    const response = await track(writeKey, `probe-${randomUUID()}`);
    const isKnown = response.headers.get('x-penstock-warning') === null;
    if (isKnown === (state === 'known')) return true;
    lastOfOldMs = sentAfterMs;
    return false;
  };
  await expect.poll(isAsWanted, { interval: 100 }).toBe(true);
  return lastOfOldMs;
}

type Request = Receiver['requests'][number];
const idIn = ({ body }: Request): string => (JSON.parse(body) as { messageId: string }).messageId;

/** How many events were kept from the destination, for a reason. */
async function filteredBy(reason: string): Promise<number> {
  const { destinations } = await pipeline.ledger();
  return destinations.reduce((sum, { filtered }) => sum + (filtered[reason] ?? 0), 0);
}

/**
 * Changes the destination, and sends events until the change is seen. Returns how long after the change the last of them
 * was sent that arrived as if there had been none.
 */
async function lastOfOldMs(
  change: object,
  { event, isOld, isSeen }: { event: string; isOld: (request: Request) => boolean; isSeen: () => Promise<boolean> },
): Promise<number> {
  const [destination] = dataIn(await api('GET /destinations'), 'destinations') as { id: string }[];
  const [source] = dataIn(await api('GET /sources'), 'sources') as Source[];
  const sentAfterMs = new Map<string, number>();
  await api(`PATCH /destinations/${destination?.id}`, change);
  const changedAt = performance.now();

  const sendAndLook = async (): Promise<boolean> => {
    const messageId = randomUUID();
    sentAfterMs.set(messageId, performance.now() - changedAt);
    await track(source?.writeKeys[0] ?? '', messageId, event);
    return isSeen();
  };
  await expect.poll(sendAndLook, { interval: 100 }).toBe(true);
  const arrived = receiver.requests.filter(isOld).map(idIn);
  return Math.max(0, ...arrived.map((messageId) => sentAfterMs.get(messageId) ?? 0));
}

describe('the control API on a running pipeline', () => {
  test('describes itself to everybody', async () => {
    const { status, headers, body } = await call('GET /api/openapi.json');

    expect(status).toBe(200);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(body).toMatchObject({ openapi: '3.1.1' });
    expect(Object.keys(body['paths'] as object)).toContain('/api/v1/sources/{sourceId}');
  });

  test('creates what an event needs to be delivered, within five seconds', async () => {
    const source = dataIn(await api('POST /sources', { name: 'Website' }), 'source') as Source;
    const settings = { url: `${receiver.url}/hook`, sharedSecret: 's3cret' };
    const destination = { sourceId: source.id, kind: 'webhook', name: 'CRM', settings, filter: 'event = "E"' };
    const created = await api('POST /destinations', destination, { 'idempotency-key': randomUUID() });

    const unknownMs = await untilKeyIs('known', source.writeKeys[0] ?? '');
    await track(source.writeKeys[0] ?? '', 'first');
    await expect.poll(delivered).toContain('first');

    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({ data: { destination: { settings: { sharedSecret: { set: true } } } } });
    expect(receiver.requests[0]?.headers['x-signature']).toMatch(/^[0-9a-f]{40}$/);
    expect(unknownMs).toBeLessThan(5_000);
  });

  test('rotates a write key: both work for a while, then only the new one', async () => {
    const [source] = dataIn(await api('GET /sources'), 'sources') as Source[];
    const [oldKey = ''] = source?.writeKeys ?? [];

    const rotated = dataIn(await api(`POST /sources/${source?.id}/writekey`), 'source') as Source;
    const newKey = rotated.writeKeys.find((key) => key !== oldKey) ?? '';
    await untilKeyIs('known', newKey);
    await Promise.all([track(oldKey, 'with-old'), track(newKey, 'with-new')]);
    await api(`DELETE /sources/${source?.id}/writekey/${oldKey}`);
    await untilKeyIs('unknown', oldKey);
    await track(oldKey, 'too-late');
    await track(newKey, 'still-good');
    await expect.poll(delivered).toContain('still-good');
    await pipeline.drain();

    expect(delivered()).toEqual(expect.arrayContaining(['first', 'still-good', 'with-new', 'with-old']));
    expect(delivered()).not.toContain('too-late');
    expect(ledgerFaults(await pipeline.ledger())).toEqual([]);
  });

  test('has changed settings, a filter and the switch reach every event within five seconds', async () => {
    const isMoved = ({ path }: Request): boolean => path === '/moved';

    const moved = await lastOfOldMs(
      { settings: { url: `${receiver.url}/moved` } },
      { event: 'E', isOld: (request) => !isMoved(request), isSeen: async () => receiver.requests.some(isMoved) },
    );
    const filtered = await lastOfOldMs(
      { filter: 'event = "F"' },
      { event: 'E', isOld: () => true, isSeen: async () => (await filteredBy('filter')) > 0 },
    );
    const off = await lastOfOldMs(
      { enabled: false },
      { event: 'F', isOld: () => true, isSeen: async () => (await filteredBy('disabled')) > 0 },
    );
    const shown = dataIn(await api('GET /destinations'), 'destinations');

    expect(Math.max(moved, filtered, off)).toBeLessThan(5_000);
    expect(shown).toMatchObject([
      { enabled: false, filter: 'event = "F"', settings: { url: `${receiver.url}/moved` } },
    ]);
  });

  test('gives an operator a way in from the shell', async () => {
    const created = await penstock('workspaces', 'create', 'by-shell', '--name', 'By shell');
    const second = await penstock('workspaces', 'token', 'from-file');
    const taken = await penstock('workspaces', 'create', 'by-shell');
    const listed = await penstock('workspaces');
    const shown = await api('GET /', undefined, { authorization: `Bearer ${second.trim()}` });

    expect(created).toMatch(/^The workspace "by-shell" is there\. .*\npst_[\w-]{43}\n$/);
    expect(taken).toContain('There is a workspace "by-shell" already.');
    expect(listed.trim().split('\n').sort()).toEqual(['acme', 'by-shell', 'from-file']);
    expect(shown.body).toMatchObject({ data: { workspace: { id: 'from-file' } } });
  });

  test('shows nothing of the workspace of the file, and the file nothing of it', async () => {
    const foreign = await api('GET /sources/web');
    const mine = dataIn(await api('GET /sources'), 'sources') as Source[];

    await pipeline.reconfigure({ workspace: 'from-file', sources: [{ id: 'app', writeKeys: ['wk_app'] }] });
    const after = dataIn(await api('GET /sources'), 'sources') as Source[];

    expect(foreign.status).toBe(404);
    expect(mine.map(({ id }) => id)).not.toContain('web');
    expect(after).toEqual(mine);
    await expect(
      pipeline.reconfigure({ workspace: 'from-file', sources: [{ id: mine[0]?.id ?? '', writeKeys: ['wk_x'] }] }),
    ).rejects.toThrow('belongs to another workspace');
  });

  test('takes a request without a token for the owner of this machine, and one with a wrong token for nobody', async () => {
    const [local, wrong] = [
      await call('GET /api/v1'),
      await api('GET /', undefined, { authorization: 'Bearer pst_no' }),
    ];

    expect(local.body).toMatchObject({ data: { workspace: { id: 'from-file' } } });
    expect([wrong.status, wrong.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="penstock"']);
  });

  test('has had enough of an address that tries tokens', async () => {
    const statuses: number[] = [];
    for (let index = 0; index < 25; index += 1)
      statuses.push((await api('GET /', undefined, { authorization: `Bearer pst_${index}` })).status);
    const right = await api('GET /');

    expect(statuses.at(-1)).toBe(429);
    expect(right.status).toBe(200);
  });

  test('has written down every change', async () => {
    const events = dataIn(await api('GET /audit-events'), 'auditEvents') as { type: string }[];

    expect(events.map(({ type }) => type)).toEqual([
      ...['updateDestination', 'updateDestination', 'updateDestination'],
      ...['removeWriteKeyFromSource', 'createWriteKeyForSource'],
      ...['createDestination', 'createSource', 'createWorkspace'],
    ]);
  });
});
