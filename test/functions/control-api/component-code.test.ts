import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aCompleteApp, aComponent, aDefinition, decide, putTestResult } from '../../support/a-component.ts';
import { anApi } from '../../support/an-api.ts';
import { startRealTables } from '../../support/real-tables.ts';

// Components that are code, over the API: who may name code, read it, and run it.

const CODE = 'async function onTrack(event) { await fetch("https://in.acme.example/"); }';
const NEXT = 'async function onTrack(event) { await fetch("https://in.acme.example/v2"); }';

let tables: Awaited<ReturnType<typeof startRealTables>>;
let api: ReturnType<typeof anApi>;
let partner: string;
let customer: string;
let reviewer: string;

beforeAll(async () => {
  tables = await startRealTables();
  api = anApi(tables.dynamodb);
  await api.reviewingWorkspace('reviews');
  [partner, customer] = [await api.token('partner'), await api.token('customer')];
  await aComponent(api, partner, {
    ...{ id: 'coded', appId: 'coded-app', until: 'private-beta' as const },
    definition: { kind: 'function', config: {}, code: CODE },
  });
  reviewer = await api.token('reviews', 'reviewer');
  await api.call('PUT /components/coded/invitations', { token: partner, body: { workspaces: ['customer'] } });
  await api.call('POST /sources', { token: customer, body: { id: 'customer-web', name: 'Web' } });
});

afterAll(() => tables.close());

const connect = (more: object) =>
  api.call('POST /destinations', {
    token: customer,
    body: { sourceId: 'customer-web', metadataId: 'coded', settings: { apiKey: 'k', ...more } },
  });
const codeOf = ({ body }: { readonly body: object }): unknown =>
  (body as { data: { componentCode?: { code: string } } }).data.componentCode?.code;

describe('the code of a component', () => {
  test('is there for its partner and for reviewers, and for nobody else', async () => {
    const own = await api.call('GET /components/coded/code', { token: partner });
    const reviewed = await api.call('GET /reviews/coded/code', { token: reviewer });
    const foreign = await api.call('GET /components/coded/code', { token: customer });
    const notReviewing = await api.call('GET /reviews/coded/code', { token: customer });

    expect([codeOf(own), codeOf(reviewed)]).toEqual([CODE, CODE]);
    expect([foreign.status, notReviewing.status]).toEqual([404, 404]);
  });

  test('is in nothing that a customer sees of it', async () => {
    const made = await connect({});
    const entry = await api.call('GET /catalog/destinations/coded', { token: customer });
    const file = await api.call('GET /workspace-file', { token: customer });

    expect(made.status).toBe(201);
    const seen = JSON.stringify([made.body, entry.body, file.body]);
    expect(seen).not.toContain('componentCode');
    expect(seen).not.toContain('in.acme.example');
  });

  test('changes for customers with the next version alone, and reviewers see both', async () => {
    const patched = await api.call('PATCH /components/coded', { token: partner, body: { code: NEXT } });
    await putTestResult(api.tables, ['coded', 2], { at: '2999-01-01T00:00:00.000Z' });
    const submitted = await api.call('POST /components/coded/submission', { token: partner });
    const both = [
      await api.call('GET /reviews/coded/code', { token: reviewer }),
      await api.call('GET /reviews/coded/code?of=published', { token: reviewer }),
      await api.call('GET /components/coded/code?version=1', { token: partner }),
    ];
    const review = await api.call('GET /reviews/coded', { token: reviewer });
    await decide(api, 'POST /reviews/coded/reject', { token: reviewer, body: { comments: 'no' } });

    expect([patched.status, submitted.status]).toEqual([200, 202]);
    expect(both.map(codeOf)).toEqual([NEXT, CODE, CODE]);
    expect(JSON.stringify(review.body)).toContain('definition.code.hash');
  });

  test('is named by nobody: not in a configuration, not by a destination, not in a file', async () => {
    const hash = 'a'.repeat(64);
    const inConfig = await api.call('PATCH /components/coded', { token: partner, body: { config: { hash } } });
    const asCode = await api.call('PATCH /components/coded', { token: partner, body: { code: { hash } } });
    const inSettings = await connect({ componentCode: hash });
    const asField = await api.call('POST /destinations', {
      token: customer,
      body: { sourceId: 'customer-web', metadataId: 'coded', settings: { apiKey: 'k' }, componentCode: hash },
    });
    const destination = { id: 'stolen', source: 'customer-web', kind: 'function', settings: {}, componentCode: hash };
    const file = { sources: [{ id: 'customer-web', writeKeys: { set: true } }], destinations: [destination] };
    const inFile = await api.call('POST /workspace-file/plan', { token: customer, body: file });
    const problems = JSON.stringify(inFile.body['problems']);

    expect([inConfig, asCode, inSettings, asField].map(({ status }) => status)).toEqual([400, 400, 400, 400]);
    expect(inFile.status).toBe(400);
    expect(problems).toContain('destinations[0].componentCode');
  });

  test('is not for a webhook, and a destination of it names no function', async () => {
    await api.call('POST /apps', { token: partner, body: { id: 'hook-app', ...aCompleteApp } });
    const body = { id: 'hooked', appId: 'hook-app', kind: 'webhook', ...aDefinition, code: CODE };
    const hooked = await api.call('POST /components', { token: partner, body });
    const made = (await connect({})).body as { data: { destination: { id: string } } };
    const patch = { token: customer, body: { function: 'another' } };
    const patched = await api.call(`PATCH /destinations/${made.data.destination.id}`, patch);

    expect(hooked).toMatchObject({ status: 400, body: { problems: [{ path: 'code' }] } });
    expect(patched).toMatchObject({ status: 400, body: { problems: [{ path: 'function' }] } });
  });
});
