import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { API_ROUTES } from '../../../functions/control-api/routes.ts';
import { aComponent, decide } from '../../support/a-component.ts';
import { anApi } from '../../support/an-api.ts';
import { startRealTables } from '../../support/real-tables.ts';

let tables: Awaited<ReturnType<typeof startRealTables>>;
let shown: ReturnType<typeof anApi>;
let closed: ReturnType<typeof anApi>;

beforeAll(async () => {
  tables = await startRealTables();
  closed = anApi(tables.dynamodb);
  shown = anApi(tables.dynamodb, { isCatalogPublic: true, now: () => new Date('2026-11-22T10:00:30Z') });
  await closed.reviewingWorkspace('reviews');
  const [partner, reviewer] = [await closed.token('partner'), await closed.token('reviews', 'reviewer')];
  await aComponent(closed, partner, { appId: 'one', id: 'in-public', until: 'private-beta' });
  await aComponent(closed, partner, { appId: 'two', id: 'invited-only', until: 'private-beta' });
  await decide(closed, 'POST /reviews/in-public/promote', { token: reviewer });
});
afterAll(() => tables.close());

describe('the catalog of a stage that shows it', () => {
  test('is there without a token, with what is public and no more', async () => {
    const list = await shown.call('GET /catalog/destinations');
    const entry = await shown.call('GET /catalog/destinations/in-public');
    const beta = await shown.call('GET /catalog/destinations/invited-only');

    expect(list.body).toMatchObject({ data: { destinationsCatalog: [{ id: 'in-public', status: 'PUBLIC_BETA' }] } });
    expect(entry.body).toMatchObject({ data: { destinationMetadata: { id: 'in-public' } } });
    expect(beta).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect(JSON.stringify([list.body, entry.body])).not.toMatch(/whsec|sharedSecret|partner"/);
  });

  test('opens nothing else', async () => {
    const others = API_ROUTES.filter((route) => route.isCatalog !== true && route.isOpen !== true);

    const statuses = await Promise.all(
      others.map(async ({ method, path, example }) => {
        const line = `${method} ${path.replaceAll(/\{\w+\}/g, 'in-public')}`;
        return (await shown.call(line, example === undefined ? {} : { body: example })).status;
      }),
    );

    expect(new Set(statuses)).toEqual(new Set([401]));
  });

  test('is read so often in a minute from one address, and so often by all together', async () => {
    const statuses = [];
    for (let nth = 0; nth <= 600; nth += 1)
      statuses.push((await shown.call('GET /catalog/destinations/none', { sourceIp: '192.0.2.9' })).status);

    expect(statuses.slice(-2)).toEqual([404, 429]);
    expect((await shown.call('GET /catalog/destinations', { sourceIp: '192.0.2.10' })).status).toBe(200);
  });

  test('still wants a right token from who sends one', async () => {
    const answer = await shown.call('GET /catalog/destinations', { token: `pst_${'x'.repeat(43)}` });

    expect(answer.status).toBe(401);
  });
});

test('the catalog of any other stage wants a token', async () => {
  expect((await closed.call('GET /catalog/destinations')).status).toBe(401);
});
