import { execFile } from 'node:child_process';
import { resolve as resolvePath } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ResolveAnswer, UndeliveredDetail, UndeliveredList } from '../../domain/delivery/undelivered-report.ts';
import { startReceiver, type ReceivedRequest, type Receiver } from '../../local/receiver.ts';
import { aWebhook, aWorkspace, ledgerFaults, startTestPipeline, type TestPipeline } from '../support/test-pipeline.ts';

let receiver: Receiver;
let pipeline: TestPipeline;

beforeAll(async () => {
  receiver = await startReceiver();
  pipeline = await startTestPipeline(aWorkspace([aWebhook(receiver.url, { retry: { retries: 1, over: '1s' } })]));
});
afterAll(async () => {
  await pipeline.close();
  await receiver.close();
});

const get = async <T>(path: string): Promise<T> => (await (await fetch(`${pipeline.url}${path}`)).json()) as T;
const post = (action: 'redrive' | 'discard', body: object): Promise<Response> =>
  fetch(`${pipeline.url}/api/undelivered/${action}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
const resolve = async (action: 'redrive' | 'discard', body: object): Promise<ResolveAnswer> =>
  (await (await post(action, body)).json()) as ResolveAnswer;
const list = (query = ''): Promise<UndeliveredList> => get<UndeliveredList>(`/api/undelivered?${query}`);
const idsOf = ({ records }: UndeliveredList): string[] => records.map(({ messageId }) => messageId ?? '').sort();
const crm = async () => (await pipeline.ledger()).destinations[0];
const userOf = ({ body }: ReceivedRequest): string => (JSON.parse(body) as { userId: string }).userId;

/** Runs the operator's command against this pipeline. */
function penstock(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const all = [resolvePath(import.meta.dirname, '../../bin/penstock.ts'), ...args, '--url', pipeline.url];
  return new Promise((done) => {
    execFile(process.execPath, all, (error, stdout, stderr) =>
      done({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
  });
}

/** Events of users whose names begin with what the partner answers to them, while it is broken. */
const USERS = ['bad-1', 'bad-2', 'down-1', 'down-2', 'down-3', 'fine-1'];
const breakPartner = (): void =>
  receiver.react((request) => {
    if (userOf(request).startsWith('bad'))
      return { status: 400, body: `{"error":"no plan","user":"${userOf(request)}"}` };
    return userOf(request).startsWith('down') ? { status: 500, body: 'out of order' } : { status: 200 };
  });
const repairPartner = (): void => receiver.react(() => ({ status: 200 }));

/** Sends one event of each user to the broken partner and waits until all have ended. */
async function failEvents(name: string): Promise<void> {
  breakPartner();
  const batch = USERS.map((userId, index) => ({
    ...{ type: 'track', userId, messageId: `${name}-${userId}`, properties: { total: 1e21, index } },
    event: userId.endsWith('1') ? 'Order Completed' : 'Cart Viewed',
  }));
  await pipeline.send('/v1/batch', { batch });
  await pipeline.drain();
  repairPartner();
}

describe('undelivered events', () => {
  test('are listed, filtered, shown, and all redriven by filter, and each is delivered once', async () => {
    await failEvents('first');
    const before = receiver.requests.length;

    const all = await list();
    const dead = await list('outcome=dead-lettered&reason=http_500');
    const ofUser = await list('destination=crm&user=bad-1');
    const ofEvent = await list('event=Cart%20Viewed');
    const shown = await get<UndeliveredDetail>(`/api/undelivered/${dead.records[0]?.id}`);
    const answer = await resolve('redrive', { filter: { destination: 'crm' } });
    await pipeline.drain();

    expect(idsOf(all)).toEqual(['first-bad-1', 'first-bad-2', 'first-down-1', 'first-down-2', 'first-down-3']);
    expect(idsOf(dead)).toEqual(['first-down-1', 'first-down-2', 'first-down-3']);
    expect(idsOf(ofUser)).toEqual(['first-bad-1']);
    expect(idsOf(ofEvent)).toEqual(['first-bad-2', 'first-down-2', 'first-down-3']);
    expect(shown).toMatchObject({
      outcome: 'dead-lettered',
      state: 'open',
      attempts: 2,
      payload: { type: 'track', properties: { total: 1e21 } },
      history: [
        { reason: 'http_500', answer: 'out of order' },
        { reason: 'http_500', answer: 'out of order' },
      ],
    });
    expect(answer).toEqual({ matched: 5, accepted: 5 });
    const again = receiver.requests.slice(before).map(userOf).sort();
    expect(again).toEqual(['bad-1', 'bad-2', 'down-1', 'down-2', 'down-3']);
    expect(await crm()).toMatchObject({ delivered: 6, redriven: 5, waiting: 0, discarded: {}, deadLettered: {} });
    expect(ledgerFaults(await pipeline.ledger())).toEqual([]);
    expect(await list()).toEqual({ records: [] });
    expect(idsOf(await list('state=redriven'))).toHaveLength(5);
  });

  test('are redriven once however often they are asked for, and one can be discarded instead', async () => {
    await failEvents('second');
    const before = receiver.requests.length;
    const { records } = await list('user=down-1');
    const bad = (await list('user=bad-1')).records[0]?.id ?? '';

    const first = await Promise.all([1, 2, 3].map(() => resolve('redrive', { ids: records.map(({ id }) => id) })));
    const discarded = await resolve('discard', { ids: [bad] });
    const dead = await resolve('discard', { filter: { destination: 'crm', user: 'down-2' } });
    await pipeline.drain();
    const late = await resolve('redrive', { ids: records.map(({ id }) => id) });
    await pipeline.drain();

    expect(first[0]).toEqual({ matched: 1, accepted: 1 });
    expect(discarded).toEqual({ matched: 1, accepted: 1 });
    expect(dead).toEqual({ matched: 1, accepted: 1 });
    expect(late).toEqual({ matched: 1, accepted: 0 });
    expect(receiver.requests.slice(before).map(userOf)).toEqual(['down-1']);
    expect(idsOf(await list())).toEqual(['second-bad-2', 'second-down-3']);
    expect(await get<UndeliveredDetail>(`/api/undelivered/${bad}`)).toMatchObject({
      state: 'discarded',
      history: [{ reason: 'http_400', answer: '{"error":"no plan","user":"bad-1"}' }],
    });
    expect(await crm()).toMatchObject({
      redriven: 6,
      waiting: 0,
      discarded: { http_400: 2, operator: 1 },
      deadLettered: { http_500: 1 },
    });
    expect(ledgerFaults(await pipeline.ledger())).toEqual([]);
  });

  test('come back with their whole history when they fail again', async () => {
    await failEvents('third');
    breakPartner();

    await resolve('redrive', { filter: { destination: 'crm', event: 'Order Completed', reason: 'http_400' } });
    await pipeline.drain();
    const { records } = await list('user=bad-1&limit=1');
    const shown = await get<UndeliveredDetail>(`/api/undelivered/${records[0]?.id}`);

    expect(shown.messageId).toBe('third-bad-1');
    expect(shown.history.map(({ reason }) => reason)).toEqual(['http_400', 'http_400']);
  });

  test('are listed page by page, none twice', async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    let pages = 0;

    do {
      const page = await list(`limit=2&state=all${cursor === undefined ? '' : `&cursor=${cursor}`}`);
      seen.push(...page.records.map(({ id }) => id));
      cursor = page.cursor;
      pages += 1;
    } while (cursor !== undefined);

    // Five of each test before, and the one that failed again.
    expect(seen).toHaveLength(16);
    expect(new Set(seen).size).toBe(16);
    expect(pages).toBeGreaterThanOrEqual(8);
  });

  test('are listed, shown and resolved by the command', async () => {
    const { records } = await list();
    const [first] = records;

    const listed = await penstock('undelivered', '--event', 'Cart Viewed');
    const shown = await penstock('undelivered', 'show', first?.id ?? '');
    const discarded = await penstock('undelivered', 'discard', '--all', '--destination', 'crm', '--json', '--yes');
    const unspecified = await penstock('undelivered', 'redrive', '--all');
    await pipeline.drain();

    expect(listed.stdout).toMatch(/^crm\.\S+ .* dead-lettered +http_500 +2 +Cart Viewed +down-2 +open$/m);
    expect(shown.stdout).toContain('{"error":"no plan","user":"bad-1"}');
    expect(JSON.parse(discarded.stdout)).toEqual({ matched: records.length, accepted: records.length });
    expect(unspecified).toMatchObject({ code: 1, stderr: expect.stringContaining('--destination') as string });
    expect(await list()).toEqual({ records: [] });
    expect(ledgerFaults(await pipeline.ledger())).toEqual([]);
  });

  test.each([
    ['/api/undelivered?limit=0', 400, 'invalid_query'],
    ['/api/undelivered?since=yesterday', 400, 'invalid_query'],
    ['/api/undelivered?cursor=abc', 400, 'invalid_cursor'],
    ['/api/undelivered/crm.1.2.3', 404, 'not_found'],
  ])('%s is answered with %i %s', async (path, status, code) => {
    const response = await fetch(`${pipeline.url}${path}`);

    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ code });
  });

  test('are not all resolved by a request that forgot to say which', async () => {
    const response = await post('discard', { filter: {} });

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'invalid_body' });
  });
});
