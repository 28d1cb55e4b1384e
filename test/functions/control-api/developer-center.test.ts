import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Destination } from '../../../domain/workspace/destination.ts';
import type { Role } from '../../../domain/access/permissions.ts';
import { readDocument } from '../../../functions/shared/dynamo/document-store.ts';
import { aComponent, aCompleteApp, aDefinition, decide, putTestResult } from '../../support/a-component.ts';
import { anApi, type ApiAnswer } from '../../support/an-api.ts';
import { startRealTables } from '../../support/real-tables.ts';

// The life of a component, over the API: from an app to the catalog and to customers.

let tables: Awaited<ReturnType<typeof startRealTables>>;
let api: ReturnType<typeof anApi>;

beforeAll(async () => {
  tables = await startRealTables();
  api = anApi(tables.dynamodb);
  await api.reviewingWorkspace('reviews');
});
afterAll(() => tables.close());

const dataOf = ({ body }: ApiAnswer) => body['data'] as Record<string, Record<string, unknown>>;
const codeOf = ({ status, body }: ApiAnswer) => [status, body['code']].join(' ').trim();
const problemsOf = ({ body }: ApiAnswer) => (body['problems'] ?? []) as { path: string; message: string }[];
const pathsOf = (answer: ApiAnswer) => [...new Set(problemsOf(answer).map(({ path }) => path))];
async function storedDestination(id: string): Promise<Destination | undefined> {
  const stored = await readDocument<Destination>(api.tables, { pk: 'config', sk: `destination#${id}` });
  return stored && api.secrets.open(stored.document);
}

/** Calls as somebody of a workspace. */
async function as(workspace: string, role: Role = 'owner') {
  const token = await api.token(workspace, role);
  return (line: string, body?: unknown) =>
    line.startsWith('POST /reviews/') ? decide(api, line, { token, body }) : api.call(line, { token, body });
}

async function sourceOf(call: Awaited<ReturnType<typeof as>>, id: string): Promise<string> {
  await call('POST /sources', { id, name: 'Web' });
  return id;
}

describe('from app to catalog', () => {
  test('a component is built, tried, refused, put right, published and connected', async () => {
    const partner = await as('partner');
    const customer = await as('customer');
    const reviewer = await as('reviews', 'reviewer');
    await sourceOf(partner, 'partner-web');
    await sourceOf(customer, 'customer-web');

    await partner('POST /apps', { id: 'walk-app', name: 'Walk' });
    const created = await partner('POST /components', { id: 'walk', appId: 'walk-app', kind: 'webhook' });
    const tooEarly = await partner('POST /components/walk/submission');
    await partner('PATCH /components/walk', aDefinition);
    const sandbox = { sourceId: 'partner-web', metadataId: 'walk', settings: { apiKey: 'k', region: 'us' } };
    const tried = await partner('POST /destinations', { id: 'walk-sandbox', ...sandbox });
    const hidden = await customer('POST /destinations', { ...sandbox, sourceId: 'customer-web' });
    await partner('PATCH /apps/walk-app', aCompleteApp);
    await partner('POST /apps/walk-app/terms', { accepted: true });
    await putTestResult(api.tables, ['walk', 1], { warnings: 1 });
    const checklist = await partner('GET /components/walk/checklist');
    const submitted = await partner('POST /components/walk/submission');
    const queue = await reviewer('GET /reviews');
    const rejected = await reviewer('POST /reviews/walk/reject', { comments: 'Say where the key is found.' });
    const told = await partner('GET /components/walk');
    await partner('PATCH /components/walk', { documentation: `${aDefinition.documentation}\nUnder Settings.` });
    await putTestResult(api.tables, ['walk', 1]);
    await partner('POST /components/walk/submission');
    const approved = await reviewer('POST /reviews/walk/approve', {});
    const inBeta = await reviewer('GET /reviews?state=private-beta');
    const waiting = await reviewer('GET /reviews');
    await partner('PUT /components/walk/invitations', { workspaces: ['customer'] });
    const connected = await customer('POST /destinations', {
      ...sandbox,
      sourceId: 'customer-web',
      id: 'walk-customer',
    });
    const audit = await partner('GET /audit-events');

    expect(dataOf(created)['component']).toMatchObject({ state: 'building', draft: { version: 1, state: 'draft' } });
    expect([codeOf(tooEarly), pathsOf(tooEarly)]).toEqual([
      '409 not_ready',
      ['app-info', 'launch-info', 'terms', 'configuration', 'documentation', 'tests'],
    ]);
    expect(dataOf(tried)['destination']).toMatchObject({
      ...{ metadataId: 'walk', componentVersion: 1, lane: 'webhooks' },
      settings: { apiKey: { set: true }, region: 'us' },
    });
    expect([codeOf(hidden), pathsOf(hidden)]).toEqual(['400 invalid_body', ['metadataId']]);
    expect(dataOf(checklist)['ready']).toBe(true);
    expect(dataOf(submitted)['component']).toMatchObject({ state: 'in-review', actions: ['invite', 'withdraw'] });
    expect(queue.body).toMatchObject({ data: { reviews: [{ id: 'walk', workspaceId: 'partner', version: 1 }] } });
    expect(inBeta.body).toMatchObject({ data: { reviews: [{ id: 'walk', state: 'private-beta', version: 1 }] } });
    expect(waiting.body).toMatchObject({ data: { reviews: [] } });
    expect(dataOf(rejected)['component']).toEqual({ id: 'walk', state: 'rejected' });
    expect(dataOf(told)['component']).toMatchObject({
      state: 'rejected',
      draft: { review: { comments: 'Say where the key is found.' } },
    });
    expect(dataOf(approved)['component']).toEqual({ id: 'walk', state: 'private-beta', currentVersion: 1 });
    expect(dataOf(connected)['destination']).toMatchObject({ componentVersion: 1, lane: 'walk' });
    expect(await storedDestination('walk-customer')).toMatchObject({
      settings: {
        apiKey: 'k',
        region: 'us',
        url: 'https://us.acme.example/in',
        sharedSecret: 'whsec_c2VjcmV0LXNlY3JldA==',
      },
    });
    expect(audit.body).toMatchObject({
      data: { auditEvents: expect.arrayContaining([expect.objectContaining({ type: 'approveReview' })]) as unknown },
    });
    expect(JSON.stringify([created, tried, told, connected, audit])).not.toContain('whsec_');
  });
});

describe('a published component', () => {
  test('stays with its customers as it is, until they take the next version', async () => {
    const partner = await as('versions');
    const reviewer = await as('reviews', 'reviewer');
    await aComponent(api, await api.token('versions'), { appId: 'v-app', id: 'v', until: 'private-beta' });
    await sourceOf(partner, 'v-web');
    await partner('POST /destinations', { id: 'v-old', sourceId: 'v-web', metadataId: 'v', settings: { apiKey: 'k' } });

    const config = { url: 'https://{region}.acme.example/v2' };
    const asPublished = await partner('GET /components');
    const edited = await partner('PATCH /components/v', { config, name: 'Acme CRM two' });
    const asDrafted = await partner('GET /components?appId=v-app');
    const draftInCatalog = await partner('GET /catalog/destinations/v');
    await putTestResult(api.tables, ['v', 2]);
    await partner('POST /components/v/submission');
    const review = await reviewer('GET /reviews/v');
    await reviewer('POST /reviews/v/approve', { comments: 'Fine.' });
    const offered = await partner('GET /destinations/v-old');
    const before = await storedDestination('v-old');
    const taken = await partner('PATCH /destinations/v-old', { componentVersion: 2 });
    const versions = await partner('GET /components/v/versions');

    expect(asPublished.body).toMatchObject({ data: { components: [{ id: 'v', name: 'Acme CRM' }] } });
    expect(asDrafted.body).toMatchObject({ data: { components: [{ id: 'v', name: 'Acme CRM two' }] } });
    expect(dataOf(edited)['component']).toMatchObject({ state: 'private-beta', draft: { version: 2, state: 'draft' } });
    expect(dataOf(draftInCatalog)['destinationMetadata']).toMatchObject({ version: 1 });
    expect(dataOf(review)['review']).toMatchObject({
      publishedVersion: 1,
      submission: {
        differences: [
          {
            path: 'definition.config.url',
            before: 'https://{region}.acme.example/in',
            after: 'https://{region}.acme.example/v2',
          },
          { path: 'definition.name', before: 'Acme CRM', after: 'Acme CRM two' },
        ],
      },
    });
    expect(dataOf(offered)['destination']).toMatchObject({ componentVersion: 1, availableVersion: 2 });
    expect(before?.settings.url).toBe('https://eu.acme.example/in');
    expect(dataOf(taken)['destination']).not.toHaveProperty('availableVersion');
    expect((await storedDestination('v-old'))?.settings).toMatchObject({
      url: 'https://eu.acme.example/v2',
      apiKey: 'k',
    });
    expect(versions.body).toMatchObject({ data: { versions: [{ version: 1 }, { version: 2 }] } });
  });

  test('is found by words and category: in private beta by the invited, later by everybody', async () => {
    const partner = await as('finders');
    const [guest, stranger] = [await as('guest'), await as('stranger')];
    const reviewer = await as('reviews', 'reviewer');
    const definition = { name: 'Zebra Mail' };
    await aComponent(api, await api.token('finders'), {
      appId: 'f-app',
      id: 'zebra',
      until: 'private-beta',
      definition,
    });
    await partner('PUT /components/zebra/invitations', { workspaces: ['guest'] });
    const idsOf = async (call: typeof guest, query: string) => {
      const { body } = await call(`GET /catalog/destinations?${query}`);
      return (body['data'] as { destinationsCatalog: { id: string }[] }).destinationsCatalog.map(({ id }) => id);
    };

    const invited = await idsOf(guest, 'search=zebra');
    const others = await idsOf(stranger, 'search=zebra');
    const unseen = await stranger('GET /catalog/destinations/zebra');
    await reviewer('POST /reviews/zebra/promote');
    const beta = await stranger('GET /catalog/destinations/zebra');
    const found = [await idsOf(stranger, 'search=mail%20zebra&category=crm'), await idsOf(stranger, 'category=Video')];
    await reviewer('POST /reviews/zebra/promote');
    const end = await reviewer('POST /reviews/zebra/promote');

    expect([invited, others, codeOf(unseen)]).toEqual([['zebra'], [], '404 not_found']);
    expect(dataOf(beta)['destinationMetadata']).toMatchObject({
      ...{ id: 'zebra', slug: 'zebra', name: 'Zebra Mail', status: 'PUBLIC_BETA', categories: ['CRM', 'Analytics'] },
      ...{ connectionModes: ['cloud'], supportedEvents: ['identify', 'track', 'delete'], version: 1 },
      contacts: [{ email: 'support@acme.example' }],
    });
    expect(JSON.stringify(beta.body)).not.toMatch(/acme\.example\/in|whsec_/);
    expect(found).toEqual([['zebra'], []]);
    expect(codeOf(end)).toBe('409 wrong_state');
  });

  test('can be retired: nobody finds it any more, and who has it keeps it', async () => {
    const partner = await as('retirers');
    await aComponent(api, await api.token('retirers'), { appId: 'r-app', id: 'r', until: 'private-beta' });
    const source = await sourceOf(partner, 'r-web');
    const body = { sourceId: source, metadataId: 'r', settings: { apiKey: 'k' } };
    await partner('POST /destinations', { ...body, id: 'r-kept' });

    const byDeveloper = await (await as('retirers', 'developer'))('POST /components/r/retire');
    await partner('POST /components/r/retire');
    const another = await partner('POST /destinations', body);
    const kept = await partner('PATCH /destinations/r-kept', { settings: { region: 'us', apiKey: 'k' } });
    const edited = await partner('PATCH /components/r', { replay: true });

    expect([codeOf(byDeveloper), codeOf(another), kept.status, codeOf(edited)]).toEqual([
      ...['403 forbidden', '400 invalid_body', 200, '409 wrong_state'],
    ]);
    expect((await storedDestination('r-kept'))?.settings.url).toBe('https://us.acme.example/in');
  });
});

describe('a destination of the catalog', () => {
  const settings = { apiKey: 'key-1', pin: '9999' };

  test('has its settings held against the schema, in words', async () => {
    const partner = await as('schemas');
    await aComponent(api, await api.token('schemas'), { appId: 's-app', id: 's' });
    const sourceId = await sourceOf(partner, 's-web');
    const connect = (wrong: object) => partner('POST /destinations', { sourceId, metadataId: 's', ...wrong });

    const answer = await connect({ settings: { region: 'mars', color: 1, url: 'https://evil.example/' } });
    const mixed = await connect({ settings, kind: 'webhook', lane: 'other' });
    const ghost = await connect({ settings, componentVersion: 7 });

    expect(codeOf(answer)).toBe('400 invalid_body');
    expect(problemsOf(answer)).toEqual([
      { path: 'settings.apiKey', message: 'is required' },
      { path: 'settings.region', message: 'must be one of: eu, us' },
      { path: 'settings.color', message: 'is no setting that is known here' },
      { path: 'settings.url', message: 'is no setting that is known here' },
    ]);
    expect([pathsOf(mixed), pathsOf(ghost)]).toEqual([['kind', 'lane'], ['componentVersion']]);
  });

  test('shows no secret of its schema, and nothing that is between Penstock and the partner', async () => {
    const partner = await as('masks');
    await aComponent(api, await api.token('masks'), {
      appId: 'm-app',
      id: 'm',
      definition: { rateLimit: { perSecond: 5 } },
    });
    const sourceId = await sourceOf(partner, 'm-web');

    const rateLimit = { perSecond: 100 };
    const created = await partner('POST /destinations', { id: 'm-1', sourceId, metadataId: 'm', settings, rateLimit });
    const blind = await partner('PATCH /destinations/m-1', { settings: { pin: { set: true }, region: 'us' } });
    const anew = { apiKey: 'key-1', pin: '9999', region: 'us' };
    const changed = await partner('PATCH /destinations/m-1', { settings: anew });
    const log = await partner('GET /audit-events');

    expect(dataOf(created)['destination']?.['settings']).toEqual({
      ...{ apiKey: { set: true }, pin: { set: true }, region: 'eu' },
    });
    expect(dataOf(created)['destination']?.['rateLimit']).toEqual({ perSecond: 5 });
    expect(JSON.stringify([created, changed, log])).not.toMatch(/key-1|9999|whsec_/);
    expect([codeOf(blind), pathsOf(blind)]).toEqual(['400 secrets_needed', ['settings.apiKey', 'settings.pin']]);
    expect((await storedDestination('m-1'))?.settings).toMatchObject({ pin: '9999', region: 'us' });
  });
});

describe('review', () => {
  test('is for a workspace that the operator has made the reviewing one, whatever the role', async () => {
    await aComponent(api, await api.token('mine'), { appId: 'own-app', id: 'own', until: 'in-review' });
    const [owner, reviewer] = [await as('mine'), await as('mine', 'reviewer')];

    const answers = [
      await owner('POST /reviews/own/approve', {}),
      await reviewer('POST /reviews/own/approve', {}),
      await reviewer('GET /reviews'),
    ];

    expect(answers.map(codeOf)).toEqual(['404 not_found', '404 not_found', '404 not_found']);
  });

  test('is up to somebody else than who has submitted', async () => {
    await aComponent(api, await api.token('reviews'), { appId: 'self-app', id: 'self' });
    const both = await as('reviews');
    await both('POST /components/self/submission');

    const own = await both('POST /reviews/self/approve', {});
    const other = await (await as('reviews', 'reviewer'))('POST /reviews/self/approve', {});

    expect([codeOf(own), codeOf(other)]).toEqual(['403 own_submission', '200']);
  });

  test('keeps app and draft as they are until it is over or withdrawn', async () => {
    const partner = await as('locks');
    await aComponent(api, await api.token('locks'), { appId: 'l-app', id: 'l', until: 'in-review' });

    const whileOpen = [await partner('PATCH /apps/l-app', { name: 'New' }), await partner('PATCH /components/l', {})];
    await partner('DELETE /components/l/submission');
    const after = [await partner('PATCH /apps/l-app', { name: 'New' }), await partner('PATCH /components/l', {})];
    const gone = await (await as('reviews', 'reviewer'))('GET /reviews/l');

    expect(whileOpen.map(codeOf)).toEqual(['409 in_review', '409 wrong_state']);
    expect(after.map(codeOf)).toEqual(['200', '200']);
    expect(codeOf(gone)).toBe('404 not_found');
  });
});

describe('a component', () => {
  test('shows what one can do with it, to whom', async () => {
    await aComponent(api, await api.token('viewers'), { appId: 'w-app', id: 'w' });
    const actionsFor = async (role: Role) =>
      dataOf(await (await as('viewers', role))('GET /components/w'))['component']?.['actions'];

    const actions = [await actionsFor('developer'), await actionsFor('read-only')];

    expect(actions).toEqual([['edit', 'invite', 'submit', 'delete'], []]);
  });

  test('can be no larger than the log of changes can hold', async () => {
    const partner = await as('large');
    await aComponent(api, await api.token('large'), { appId: 'h-app', id: 'h' });
    const examples = Array.from({ length: 10 }, () => 'x'.repeat(16_000));
    const settingsSchema = { type: 'object', properties: { a: { type: 'string', examples } } };

    const answer = await partner('PATCH /components/h', { settingsSchema });

    expect(codeOf(answer)).toBe('400 too_large');
  });
});

describe('an app', () => {
  test('keeps its components, and its id its workspace', async () => {
    const [mine, other] = [await as('keepers'), await as('takers')];
    await aComponent(api, await api.token('keepers'), { appId: 'kept-app', id: 'kept' });

    const inUse = await mine('DELETE /apps/kept-app');
    const deleted = [await mine('DELETE /components/kept'), await mine('DELETE /apps/kept-app')];
    const taken = await other('POST /apps', { id: 'kept-app', name: 'Mine now' });

    expect([codeOf(inUse), ...deleted.map(codeOf), codeOf(taken)]).toEqual([
      ...['409 app_in_use', '200', '200', '409 already_exists'],
    ]);
  });

  test('a kind without a runtime can be prepared and not submitted', async () => {
    const partner = await as('early');
    await aComponent(api, await api.token('early'), { appId: 'e-app', id: 'e' });
    await partner('POST /components', { id: 'e-fn', appId: 'e-app', kind: 'function' });

    const { body } = await partner('GET /components/e-fn/checklist');
    const refused = await partner('PATCH /components/e-fn', { config: { code: 'x' } });

    const { checklist } = body['data'] as { checklist: { id: string; status: string }[] };
    expect(checklist.find(({ id }) => id === 'configuration')?.status).toBe('fail');
    expect([codeOf(refused), pathsOf(refused)]).toEqual(['400 invalid_body', ['config.code']]);
  });
});
