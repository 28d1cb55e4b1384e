import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ActionDestination } from '../../../domain/catalog/action-catalog.ts';
import type { ActionCatalog } from '../../../domain/catalog/check-action.ts';
import { anApi, anOutside } from '../../support/an-api.ts';
import { startRealTables } from '../../support/real-tables.ts';

// What can be connected by the kind action, and what is refused of it, over the API.

const text = {
  slug: 'text',
  title: 'Send',
  description: '',
  fields: [{ key: 'to', label: 'To', type: 'string', required: true }],
};
const aDestination = (slug: string, more: Partial<ActionDestination> = {}): ActionDestination => ({
  ...{ slug, name: slug.toUpperCase(), category: 'CRM', scheme: 'custom', actions: 1 },
  ...{ canTestAuthentication: false, canDelete: false, presets: [], actionViews: [text] },
  settings: [{ key: 'pass_phrase', label: 'Pass phrase', type: 'password', required: true }],
  ...more,
});
const all = [
  aDestination('pager'),
  aDestination('letters', { category: 'Email' }),
  aDestination('inner', { isHidden: true }),
];
const actions: ActionCatalog = {
  index: async () => ({ version: '1.0.0', destinations: all, leftOut: [{ slug: 'wire', reason: 'opens sockets' }] }),
  destination: async (slug) => all.find((each) => each.slug === slug && each.isHidden !== true),
};

let tables: Awaited<ReturnType<typeof startRealTables>>;
let api: ReturnType<typeof anApi>;
let token: string;

beforeAll(async () => {
  tables = await startRealTables();
  api = anApi(tables.dynamodb, { outside: anOutside({ actions }) });
  token = await api.token('acme');
  await api.call('POST /sources', { token, body: { id: 'web', name: 'Web' } });
});
afterAll(async () => {
  await tables.close();
});

test('the catalog is listed without what is hidden, by category and words, and one entry is shown whole', async () => {
  const slugs = async (query: string): Promise<unknown[]> => {
    const { body } = await api.call(`GET /catalog/actions${query}`, { token });
    return (body['data'] as { actionsCatalog: { slug: string }[] }).actionsCatalog.map(({ slug }) => slug);
  };
  const one = await api.call('GET /catalog/actions/pager', { token });
  const hidden = await api.call('GET /catalog/actions/inner', { token });

  expect(await slugs('')).toEqual(['letters', 'pager']);
  expect(await slugs('?category=email')).toEqual(['letters']);
  expect(await slugs('?search=pag')).toEqual(['pager']);
  expect(one.body).toMatchObject({ data: { actionsMetadata: { slug: 'pager', actionViews: [{ slug: 'text' }] } } });
  expect(hidden.status).toBe(404);
});

test('a destination is refused where it does not fit its entry, and its password is shown to nobody', async () => {
  const create = (more: object) =>
    api.call('POST /destinations', {
      token,
      body: { sourceId: 'web', kind: 'action', name: 'Pager', action: 'pager', settings: {}, ...more },
    });
  const settings = { pass_phrase: 'open sesame' };
  const one = { id: 'one', action: 'text', mapping: { to: { '@path': '$.userId' } } };

  const unknown = await create({ action: 'pagr', settings });
  const missing = await create({});
  const unmapped = await create({ settings, subscriptions: [{ ...one, mapping: {} }] });
  const none = await create({ action: undefined, settings });
  const made = await create({ settings, subscriptions: [one] });

  const said = [unknown, missing, unmapped, none].map(({ status, body }) => [status, body['problems']]);
  expect(said).toEqual([
    [400, [{ path: 'action', message: 'names "pagr", which is not in the catalog of actions. Did you mean "pager"?' }]],
    [400, [{ path: 'settings.pass_phrase', message: 'is required: Pass phrase' }]],
    [400, [{ path: 'subscriptions[0].mapping.to', message: 'is required: To' }]],
    [400, [{ path: 'action', message: 'must name a destination of the catalog of actions, such as slack' }]],
  ]);
  expect(made.status).toBe(201);
  expect(JSON.stringify(made.body)).not.toContain('open sesame');
  expect(made.body).toMatchObject({
    data: { destination: { action: 'pager', settings: { pass_phrase: { set: true } } } },
  });
});
