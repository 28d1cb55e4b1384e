import { describe, expect, expectTypeOf, test } from 'vitest';
import { createApiClient, type InputTo, type ItemOf, type Operation } from '../../client/api-client.ts';

type Sent = { readonly url: string; readonly method: string; readonly headers: Headers; readonly body: string | null };

/** A client of an API that gives these answers, one after the other. */
function aClient(answers: readonly { status?: number; headers?: Record<string, string>; body?: unknown }[]) {
  const sent: Sent[] = [];
  const answer = async (url: Parameters<typeof fetch>[0], init: RequestInit = {}): Promise<Response> => {
    const { status = 200, headers = {}, body = {} } = answers[sent.length] ?? {};
    const { method = '', body: said } = init;
    sent.push({
      url: url instanceof URL ? url.href : '',
      method,
      headers: new Headers(init.headers),
      body: typeof said === 'string' ? said : null,
    });
    return new Response(typeof body === 'string' ? body : JSON.stringify(body), { status, headers });
  };
  return { sent, client: createApiClient({ url: 'https://api.example/', token: 'pst_x', fetch: answer }) };
}

describe('the client of the API', () => {
  test('fills the path, and sends query, body, token and keys', async () => {
    const { client, sent } = aClient([{ body: { data: { source: { id: 'a b' } } } }, { body: { data: {} } }]);

    const data = await client.call('PATCH /sources/{sourceId}', {
      params: { sourceId: 'a b' },
      body: { enabled: false },
      ifMatch: 'abc',
    });
    await client.call('GET /destinations', { query: { sourceId: 'web', limit: 3, cursor: undefined } });

    expect(data.source.id).toBe('a b');
    expect(sent[0]).toMatchObject({ url: 'https://api.example/api/v1/sources/a%20b', method: 'PATCH' });
    expect(sent[0]?.body).toBe('{"enabled":false}');
    expect(Object.fromEntries(sent[0]?.headers ?? [])).toMatchObject({
      authorization: 'Bearer pst_x',
      'content-type': 'application/json',
      'if-match': '"abc"',
    });
    expect(sent[1]?.url).toBe('https://api.example/api/v1/destinations?sourceId=web&limit=3');
    expect(sent[1]?.headers.has('content-type')).toBe(false);
  });

  test.each(['', '.', '..', 'a/b', '../tokens', 'a?b'])('asks for nothing when an id is %j', async (sourceId) => {
    const { client, sent } = aClient([]);

    const error = await client.call('GET /sources/{sourceId}', { params: { sourceId } }).catch((e: unknown) => e);

    expect(error).toMatchObject({ status: 0, code: 'invalid_id' });
    expect(sent).toEqual([]);
  });

  test('makes one of an answer that comes in pages', async () => {
    const page = (sources: string[], destinations: string[], next?: string) => ({
      body: {
        data: {
          generatedAt: `with ${sources.length}`,
          sources: sources.map((id) => ({ id })),
          destinations: destinations.map((id) => ({ id })),
          ...(next === undefined ? {} : { pagination: { next } }),
        },
      },
    });
    const { client, sent } = aClient([page(['a', 'b'], [], 'x'), page(['c'], ['d'], 'y'), page([], ['e'])]);

    const whole = await client.whole('GET /delivery-overview');

    expect(whole).toEqual({
      generatedAt: 'with 2',
      sources: [{ id: 'a' }, { id: 'b' }, { id: 'c' }],
      destinations: [{ id: 'd' }, { id: 'e' }],
    });
    expect(sent.map(({ url }) => new URL(url).search)).toEqual(['', '?cursor=x', '?cursor=y']);
  });

  test('encodes once what a query carries', async () => {
    const { client, sent } = aClient([{ body: { data: {} } }]);

    await client.call('GET /sources/{sourceId}/trace', {
      params: { sourceId: 'web' },
      query: { messageId: 'a/b%2F+c d&e' },
    });

    expect(sent[0]?.url).toBe('https://api.example/api/v1/sources/web/trace?messageId=a%2Fb%252F%2Bc%20d%26e');
  });

  test('knows the revision of what it reads', async () => {
    const { client } = aClient([{ headers: { etag: '"r1"' }, body: { data: { workspace: {} } } }]);

    const { revision } = await client.send('GET /');

    expect(revision).toBe('r1');
  });

  test('reads a list to its end', async () => {
    const pages = [
      { body: { data: { sources: [{ id: 'a' }, { id: 'b' }], pagination: { next: 'c1' } } } },
      { body: { data: { sources: [{ id: 'c' }], pagination: {} } } },
    ];
    const { client, sent } = aClient(pages);

    const ids: string[] = [];
    for await (const { id } of client.list('GET /sources')) ids.push(id);

    expect(ids).toEqual(['a', 'b', 'c']);
    expect(sent.map(({ url }) => url.split('?')[1])).toEqual([undefined, 'cursor=c1']);
  });

  test.each([
    [404, { code: 'not_found', detail: 'There is no "x".' }, { code: 'not_found', message: 'There is no "x".' }],
    [403, { message: 'Forbidden' }, { code: 'http_403', message: 'The API answered 403: Forbidden.' }],
    [502, '<html>', { code: 'http_502', message: 'The API answered 502: without saying why.' }],
  ])('says what the API says: %i', async (status, body, expected) => {
    const { client } = aClient([{ status, body }]);

    await expect(client.call('GET /')).rejects.toMatchObject({ name: 'ApiCallError', status, ...expected });
  });

  test('says why there is no answer', async () => {
    const refuse = async (): Promise<never> => {
      throw new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED') });
    };
    const client = createApiClient({ url: 'https://api.example', fetch: refuse });

    await expect(client.call('GET /')).rejects.toMatchObject({
      name: 'ApiCallError',
      message: 'https://api.example cannot be reached: connect ECONNREFUSED',
      ...{ status: 0, code: 'unreachable' },
    });
  });

  test('has the types of the routes', () => {
    expectTypeOf<'GET /sources/{sourceId}'>().toExtend<Operation>();
    expectTypeOf<'GET /nothing'>().not.toExtend<Operation>();
    expectTypeOf<InputTo<'GET /sources/{sourceId}'>>().toHaveProperty('params').toEqualTypeOf<{ sourceId: string }>();
    expectTypeOf<InputTo<'GET /sources/{sourceId}'>>().not.toHaveProperty('body');
    expectTypeOf<ItemOf<'GET /sources'>>().toHaveProperty('writeKeys').toEqualTypeOf<string[]>();
  });
});
