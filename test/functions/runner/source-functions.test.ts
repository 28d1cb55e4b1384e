import { describe, expect, test } from 'vitest';
import { outcomeOfSource } from '../../../domain/functions/source-run.ts';
import { createRunner } from './call-runner.ts';

const runner = createRunner();
const NOW = new Date('2026-11-30T12:00:00Z');

const ORDER = {
  method: 'POST',
  url: 'https://penstock.example/fn/t1?shop=7',
  headers: { 'content-type': 'application/json', 'x-signature': 's1' },
  text: '{"z":1,"user":"u1","total":12.5}',
};

const run = async (code: string, request: object = ORDER) =>
  outcomeOfSource(await runner.runOne(code, { type: 'source', events: [request] }), NOW);

const eventsOf = (result: Awaited<ReturnType<typeof run>>): unknown =>
  result.kind === 'made' ? result.events : result;
const replyOf = (result: Awaited<ReturnType<typeof run>>): unknown => (result.kind === 'made' ? result.reply : result);

describe('a source function', () => {
  test('reads a request and makes events of it, awaited or not', async () => {
    const code = `async function onRequest(request, settings) {
      const body = request.json();
      const again = await request.json();
      Segment.track({ userId: again.user, event: 'Paid', properties: {
        total: body.total, shop: request.url.searchParams.get('shop'), by: new URL(request.url).pathname,
        signature: request.headers.get('X-Signature'), method: request.method, raw: await request.text(), key: settings.key } });
      Segment.identify({ userId: body.user, traits: { plan: 'pro' } });
    }`;

    const ran = await runner.runOne(code, { type: 'source', events: [ORDER], settings: { key: 'k1' } });

    expect(eventsOf(outcomeOfSource(ran, NOW))).toEqual([
      {
        type: 'track',
        userId: 'u1',
        event: 'Paid',
        properties: {
          ...{ total: 12.5, shop: '7', by: '/fn/t1', signature: 's1', method: 'POST', raw: ORDER.text, key: 'k1' },
        },
      },
      { type: 'identify', userId: 'u1', traits: { plan: 'pro' } },
    ]);
  });

  test('has every call of Segment', async () => {
    const code = `async function onRequest() {
      Segment.page({ anonymousId: 'a1', name: 'Home' });
      Segment.screen({ anonymousId: 'a1', name: 'Home' });
      Segment.group({ userId: 'u1', groupId: 'g1' });
      Segment.alias({ userId: 'u1', previousId: 'a1' });
      Segment.set({ collection: 'rooms', id: 7, properties: {} });
    }`;

    const events = eventsOf(await run(code)) as { type: string }[];

    expect(events.map(({ type }) => type)).toEqual(['page', 'screen', 'group', 'alias', 'set']);
  });

  test.each([
    ['an event of nobody', "Segment.track({ event: 'Paid' })"],
    ['a track without a name', "Segment.track({ userId: 'u1' })"],
    ['a group without an id', "Segment.group({ userId: 'u1' })"],
    ['an alias of nothing', "Segment.alias({ userId: 'u1' })"],
    ['no event at all', 'Segment.track()'],
    ['a set without a collection', 'Segment.set({ id: 1 })'],
    ['more events than there may be', "for (let i = 0; i < 101; i += 1) Segment.track({ userId: 'u1', event: 'E' })"],
  ])('is told of %s', async (_, statement) => {
    const result = await run(`async function onRequest() { ${statement} }`);

    expect(result).toMatchObject({ kind: 'ended', result: { reason: 'function_invalid_event' } });
  });

  test('makes nothing of a request at which it fails', async () => {
    const code = `async function onRequest() { Segment.track({ userId: 'u1', event: 'Paid' }); throw new RetryError('later'); }`;

    const result = await run(code);

    expect(result).toMatchObject({ kind: 'ended', result: { reason: 'function_retry', outcome: { kind: 'retry' } } });
  });

  test('hands events over as they were when it called Segment, and no event to the next request', async () => {
    const code = `async function onRequest(request) {
      const event = { userId: request.text(), event: 'Paid' };
      Segment.track(event);
      event.userId = 'other';
      setTimeout(() => Segment.track(event), 0);
    }`;

    const results = await runner.run(code, {
      type: 'source',
      events: [
        { ...ORDER, text: 'u1' },
        { ...ORDER, text: 'u2' },
      ],
    });

    expect(results.map((ran) => eventsOf(outcomeOfSource(ran, NOW)))).toEqual([
      [{ type: 'track', userId: 'u1', event: 'Paid' }],
      [{ type: 'track', userId: 'u2', event: 'Paid' }],
    ]);
  });

  test('has the parameters of an address, which follow it and it them', async () => {
    const code = `async function onRequest() {
      const url = new URL('https://a.example/?x=1');
      const before = url.searchParams;
      url.searchParams.append('y', 'z w');
      const search = url.search;
      url.search = '?q=2';
      return { search, isSame: before === url.searchParams, q: url.searchParams.get('q') };
    }`;

    const { body } = replyOf(await run(code)) as { body: string };

    expect(JSON.parse(body)).toEqual({ search: '?x=1&y=z+w', isSame: false, q: '2' });
  });

  test('gets a body that is no text as bytes', async () => {
    const code = `async function onRequest(request) {
      Segment.track({ userId: 'u1', event: 'Bytes', properties: { bytes: [...request.bytes()] } });
    }`;

    const events = eventsOf(await run(code, { ...ORDER, text: undefined, base64: '/wAB' }));

    expect(events).toMatchObject([{ properties: { bytes: [255, 0, 1] } }]);
  });

  test.each([
    ['a text', "'hello'", { status: 200, contentType: 'text/plain;charset=utf-8', body: 'hello', isBase64: false }],
    ['an object', '{ challenge: 7 }', { status: 200, contentType: 'application/json', body: '{"challenge":7}' }],
    [
      'a response',
      "new Response('<ok/>', { status: 202, headers: { 'content-type': 'text/xml' } })",
      { status: 202, contentType: 'text/xml', body: '<ok/>' },
    ],
    ['bytes', 'new Response(new Uint8Array([255]))', { body: '/w==', isBase64: true }],
    ['nothing', 'undefined', { status: 200, body: '' }],
  ])('answers with %s', async (_, expression, reply) => {
    expect(replyOf(await run(`async function onRequest() { return ${expression}; }`))).toMatchObject(reply);
  });

  test.each(['text/html', 'text/javascript', 'image/svg+xml', 'application/xhtml+xml', 'text/plain\\nx: y', ''])(
    'cannot answer with what a browser would run: %s',
    async (type) => {
      const code = `async function onRequest() {
        const response = new Response('<script>1</script>');
        return Object.assign(response, { headers: new Map([['content-type', '${type}']]) }) && response;
      }`;

      expect(replyOf(await run(code))).toMatchObject({ contentType: 'text/plain;charset=utf-8' });
    },
  );
});
