import { afterAll, beforeAll, expect, test } from 'vitest';
import { aCompleteApp, aDefinition } from '../../support/a-component.ts';
import { anApi } from '../../support/an-api.ts';
import { startRealTables } from '../../support/real-tables.ts';

// Whoever changes something names the revision that they were shown. Every answer that shows one shows that of what is stored.

let tables: Awaited<ReturnType<typeof startRealTables>>;
let api: ReturnType<typeof anApi>;
let token: string;

beforeAll(async () => {
  tables = await startRealTables();
  api = anApi(tables.dynamodb);
  token = await api.token('acme');
  await api.call('POST /sources', { token, body: { id: 'of-destination', name: 'Web' } });
  await api.call('POST /apps', { token, body: { id: 'of-component', ...aCompleteApp } });
});
afterAll(() => tables.close());

type Noun = {
  readonly create?: readonly [line: string, body: object];
  readonly path: string;
  readonly changes: readonly [object, object, object];
};

const WEBHOOK = { kind: 'webhook', sourceId: 'of-destination', settings: { url: 'https://acme.example/in' } };
const NAMES = [{ name: 'One' }, { name: 'Two' }, { name: 'Three' }] as const;

const NOUNS: Readonly<Record<string, Noun>> = {
  workspace: { path: '/', changes: NAMES },
  source: { create: ['POST /sources', { id: 'a-source', name: 'Web' }], path: '/sources/a-source', changes: NAMES },
  destination: {
    create: ['POST /destinations', { id: 'a-hook', name: 'Hook', ...WEBHOOK }],
    path: '/destinations/a-hook',
    changes: NAMES,
  },
  app: { create: ['POST /apps', { id: 'an-app', ...aCompleteApp }], path: '/apps/an-app', changes: NAMES },
  component: {
    create: ['POST /components', { id: 'a-part', appId: 'of-component', kind: 'webhook', ...aDefinition }],
    path: '/components/a-part',
    changes: NAMES,
  },
};

test.for(Object.entries(NOUNS))('%s: it is changed with the ETag of whatever answer has shown it', async ([, noun]) => {
  const { create, path, changes } = noun;
  const [first, second, third] = changes;
  const ifMatch = (etag: string | undefined) => ({ token, headers: { 'if-match': etag ?? '' } });
  const created = create && (await api.call(create[0], { token, body: create[1] }));
  const etag = (created ?? (await api.call(`GET ${path}`, { token }))).headers['etag'];

  const afterCreating = await api.call(`PATCH ${path}`, { ...ifMatch(etag), body: first });
  const afterChanging = await api.call(`PATCH ${path}`, { ...ifMatch(afterCreating.headers['etag']), body: second });
  const shown = await api.call(`GET ${path}`, { token });
  const afterReading = await api.call(`PATCH ${path}`, { ...ifMatch(shown.headers['etag']), body: third });
  const tooLate = await api.call(`PATCH ${path}`, { ...ifMatch(shown.headers['etag']), body: first });

  expect([afterCreating, afterChanging, afterReading, tooLate].map(({ status }) => status)).toEqual([
    200, 200, 200, 412,
  ]);
});
