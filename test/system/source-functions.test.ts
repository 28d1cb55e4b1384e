import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startReceiver, type Receiver } from '../../local/receiver.ts';
import { ledgerFaults, startTestPipeline, type TestPipeline } from '../support/test-pipeline.ts';

const FROM_SHOP = `async function onRequest(request, settings) {
  const body = request.json();
  if (request.headers.get('x-shop-key') !== settings.shopKey) {
    console.log('called at ' + request.url + ' with ' + settings.shopKey);
    throw new ValidationError('the key is wrong');
  }
  if (body.fails === true) throw new Error('of the code, at ' + request.url);
  for (const order of body.orders) {
    Segment.track({ userId: order.user, event: 'Order Completed', properties: { total: order.total } });
  }
}`;

const WITH_CHALLENGE = `async function onRequest(request) {
  if (request.method === 'GET') return request.url.searchParams.get('challenge');
  const { user, page } = request.json();
  if (page === 'html') return new Response('<script>1</script>', { headers: { 'content-type': 'text/html' } });
  Segment.identify({ userId: user, traits: {} });
  return { got: user };
}`;

const SLOW = `async function onRequest() { await new Promise((resolve) => setTimeout(resolve, 60000)); }`;

describe('a source of requests', () => {
  let receiver: Receiver;
  let pipeline: TestPipeline;
  const addresses: Record<string, string> = {};

  const addressOf = async (source: string): Promise<string> => {
    const answer = await fetch(`${pipeline.url}/api/v1/sources/${source}`);
    const { data } = (await answer.json()) as { data: { source: { addresses: { url: string }[] } } };
    return data.source.addresses.at(-1)?.url ?? '';
  };
  const post = (source: string, body: string | Uint8Array, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(addresses[source] ?? '', { method: 'POST', body, headers: { 'x-shop-key': 'k-of-the-shop', ...headers } });
  type Received = { outcome: string; status: number; method: string; reason?: string; events?: number };
  const requestsOf = async (source: string): Promise<Received[]> => {
    const answer = await fetch(`${pipeline.url}/api/v1/sources/${source}/requests`);
    return ((await answer.json()) as { data: { requests: Received[] } }).data.requests;
  };
  const received = (path: string): { messageId: string; type: string; properties?: object; userId: string }[] =>
    receiver.requests.filter((request) => request.path === path).map(({ body }) => JSON.parse(body) as never);

  beforeAll(async () => {
    receiver = await startReceiver();
    const hook = { kind: 'webhook' } as const;
    const sources = ['shop', 'challenged', 'slow', 'failing'] as const;
    pipeline = await startTestPipeline({
      workspace: 'acme',
      functions: [
        { id: 'from-shop', type: 'source', code: FROM_SHOP, settings: { shopKey: { secret: true, required: true } } },
        { id: 'with-challenge', type: 'source', code: WITH_CHALLENGE },
        { id: 'slow', type: 'source', code: SLOW },
      ],
      sources: [
        { id: 'shop', kind: 'function', function: 'from-shop', settings: { shopKey: 'k-of-the-shop' } },
        { id: 'failing', kind: 'function', function: 'from-shop', settings: { shopKey: 'k-of-the-shop' } },
        { id: 'challenged', kind: 'function', function: 'with-challenge', reply: true },
        { id: 'slow', kind: 'function', function: 'slow' },
      ],
      destinations: sources.map((source) => ({
        ...{ ...hook, id: `of-${source}`, source, settings: { url: `${receiver.url}/${source}` } },
      })),
    });
    for (const source of sources) addresses[source] = await addressOf(source);
  });
  afterAll(async () => {
    await pipeline.close();
    await receiver.close();
  });

  test('has the events that its function makes of a request delivered as any others', async () => {
    const answer = await post(
      'shop',
      JSON.stringify({
        orders: [
          { user: 'u1', total: 5 },
          { user: 'u2', total: 7 },
        ],
      }),
    );
    await pipeline.drain();

    expect([answer.status, await answer.text()]).toEqual([200, '{"success":true}']);
    expect(received('/shop').map(({ userId, properties }) => [userId, properties])).toEqual([
      ['u1', { total: 5 }],
      ['u2', { total: 7 }],
    ]);
    expect(await requestsOf('shop')).toMatchObject([{ outcome: 'made', events: 2, refused: 0, status: 200 }]);
    const [first = '', second = ''] = received('/shop').map(({ messageId }) => messageId);
    expect(first).toMatch(/^fn-[0-9a-f-]{36}-0$/);
    expect(second).toBe(first.replace(/0$/, '1'));
    const ledger = await pipeline.ledger();
    expect(ledger.sources.find(({ id }) => id === 'shop')).toMatchObject({ accepted: 2 });
    expect(ledgerFaults(ledger)).toEqual([]);
  });

  test('counts and shows a request at which its function fails, without secrets', async () => {
    const events = (): Promise<string> =>
      fetch(`${pipeline.url}/api/v1/sources/failing/events`).then((answer) => answer.text());
    await events();
    const body = JSON.stringify({ orders: [] });
    await post('failing', body, { 'x-shop-key': 'wrong' });
    await post('failing', 'no json');
    await post('failing', JSON.stringify({ fails: true }));
    await pipeline.drain();

    const { sources } = await pipeline.ledger();
    expect(sources.find(({ id }) => id === 'failing')).toMatchObject({
      accepted: 0,
      rejected: { function_invalid_event: 1, function_error: 2 },
    });
    await expect.poll(events).toContain('the key is wrong');
    const shown = await events();
    expect(shown).toContain('function_invalid_event');
    expect(shown).toContain('called at');
    expect(shown).not.toContain('k-of-the-shop');
    const token = addresses['failing']?.split('/').at(-1) ?? '';
    expect(shown).not.toContain(token);
    const requests = await requestsOf('failing');
    expect(requests.map(({ outcome, reason, status }) => [outcome, reason, status])).toEqual([
      ['failed', 'function_error', 200],
      ['failed', 'function_error', 200],
      ['failed', 'function_invalid_event', 200],
    ]);
    expect(requests.at(-1)).toMatchObject({ method: 'POST', bytes: body.length });
    expect(JSON.stringify(requests)).toContain('of the code, at ');
    expect(JSON.stringify(requests)).not.toContain(token);
    const logged = await fetch(`${pipeline.url}/api/v1/functions/from-shop/logs`).then((answer) => answer.text());
    expect(logged).toContain('called at');
    expect(logged).toContain('function_error');
    expect(logged).not.toContain('k-of-the-shop');
    expect(logged).not.toContain(token);
    expect(pipeline.lines.join('')).not.toContain(token);
  });

  test('answers by its function where it is to, and its events are on their way by then', async () => {
    const address = addresses['challenged'] ?? '';
    const challenge = await fetch(`${address}?challenge=c-17`);
    const answer = await fetch(address, { method: 'POST', body: JSON.stringify({ user: 'u3' }) });
    await pipeline.drain();

    expect([challenge.status, await challenge.text()]).toEqual([200, 'c-17']);
    expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([
      ...[200, 'application/json', '{"got":"u3"}'],
    ]);
    expect(received('/challenged').map(({ type, userId }) => [type, userId])).toEqual([['identify', 'u3']]);
  });

  test('never answers with a page', async () => {
    const answer = await fetch(addresses['challenged'] ?? '', { method: 'POST', body: '{"page":"html"}' });

    expect(answer.headers.get('content-type')).toBe('text/plain;charset=utf-8');
    expect(answer.headers.get('content-security-policy')).toContain('sandbox');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  });

  test('is found by its token alone, as the last part of the path or as Segment writes it', async () => {
    const token = addresses['shop']?.split('/').at(-1) ?? '';
    const body = JSON.stringify({ orders: [] });
    const to = (path: string): Promise<number> =>
      fetch(`${pipeline.url}${path}`, { method: 'POST', body, headers: { 'x-shop-key': 'k-of-the-shop' } }).then(
        ({ status }) => status,
      );

    expect(await Promise.all([to(`/fn/${token}`), to(`/fn?b=${token}`)])).toEqual([200, 200]);
    const made = `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`;
    expect(await Promise.all(['/fn', '/fn/x', `/fn/${made}`, `/fn?b=${made}`, '/fn/..%2f'].map(to))).toEqual([
      ...[404, 404, 404, 404, 404],
    ]);
    await pipeline.drain();
  });

  test('takes nothing that is too large, packed or not, and only POST where it does not answer', async () => {
    const { gzipSync } = await import('node:zlib');
    const large = await post('shop', 'x'.repeat(512 * 1024 + 1));
    const bomb = await post('shop', gzipSync('x'.repeat(5_000_000)), { 'content-encoding': 'gzip' });
    const read = await fetch(addresses['shop'] ?? '');
    const packed = await post('shop', gzipSync(JSON.stringify({ orders: [{ user: 'packed', total: 1 }] })), {
      'content-encoding': 'gzip',
    });
    await pipeline.drain();

    expect([large.status, bomb.status, read.status, packed.status]).toEqual([413, 413, 405, 200]);
    expect(received('/shop').map(({ userId }) => userId)).toContain('packed');
  });

  test('takes whatever anybody sends, and loses nothing beside it', async () => {
    const deep = '['.repeat(50_000);
    const odd: (string | Uint8Array)[] = [
      ...['', '{', '[]', 'null', '7', '"\\ud800"', '\u0000', '{"__proto__":{"orders":[]}}', `{"a":${deep}`, deep],
      ...[
        '{"orders":null}',
        '{"orders":{"length":1e9}}',
        '{"orders":[{"user":{}}]}',
        '{"orders":[{"user":"u","total":1e400}]}',
      ],
      ...[new Uint8Array([0, 255, 254, 31, 139]), new Uint8Array([31, 139, 8, 0, 0]), new Uint8Array(100_000).fill(7)],
    ];
    const headers: Record<string, string>[] = [
      {},
      { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      { 'content-type': 'text/plain;charset=utf-16', 'x-long': 'x'.repeat(5_000) },
      { 'content-type': 'multipart/form-data; boundary=a', __proto__x: '1', constructor: 'y' },
    ];
    const statuses = await Promise.all(
      odd.flatMap((body) => headers.map(async (each) => (await post('shop', body, each)).status)),
    );
    await post('shop', JSON.stringify({ orders: [{ user: 'honest', total: 1 }] }));
    await pipeline.drain();

    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(received('/shop').map(({ userId }) => userId)).toContain('honest');
    expect(ledgerFaults(await pipeline.ledger())).toEqual([]);
    const shop = (await pipeline.ledger()).sources.find(({ id }) => id === 'shop');
    const failed = Object.values(shop?.rejected ?? {}).reduce((sum, count) => sum + count, 0);
    // Two of them have no orders, and so no mistake either.
    expect(failed).toBeGreaterThan(50);
  });

  test('does not wait for the function of another one that never ends', async () => {
    await Promise.all(Array.from({ length: 30 }, () => post('slow', '{}')));
    await post('shop', JSON.stringify({ orders: [{ user: 'quick', total: 1 }] }));

    await expect.poll(() => received('/shop').map(({ userId }) => userId)).toContain('quick');
    const { sources } = await pipeline.ledger();
    expect(sources.find(({ id }) => id === 'slow')?.rejected ?? {}).toEqual({});
  });
});
