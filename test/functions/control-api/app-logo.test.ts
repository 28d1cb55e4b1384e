import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { parseLogoPath } from '../../../domain/catalog/logo.ts';
import { logoKey } from '../../../domain/tables/table-keys.ts';
import { readDocument, readDocuments } from '../../../functions/shared/dynamo/document-store.ts';
import { aComponent, decide, putTestResult } from '../../support/a-component.ts';
import { anApi, type ApiAnswer } from '../../support/an-api.ts';
import { aPng } from '../../support/pictures.ts';
import { startRealTables } from '../../support/real-tables.ts';

let tables: Awaited<ReturnType<typeof startRealTables>>;
let api: ReturnType<typeof anApi>;
let partner: string;
let reviewer: string;
let appId: string;
let nth = 0;

beforeAll(async () => {
  tables = await startRealTables();
  api = anApi(tables.dynamodb);
  await api.reviewingWorkspace('reviews');
  [partner, reviewer] = [await api.token('partner'), await api.token('reviews', 'reviewer')];
});
afterAll(() => tables.close());
beforeEach(() => {
  nth += 1;
  appId = `app-${nth}`;
});

const PETROL = aPng();
const RED = aPng({}, { colour: [200, 0, 0] });

const createApp = () => api.call('POST /apps', { token: partner, body: { id: appId, name: 'Acme CRM' } });
const getApp = () => api.call(`GET /apps/${appId}`, { token: partner });
const put = (picture: Uint8Array, headers = {}) =>
  api.call(`PUT /apps/${appId}/logo`, {
    token: partner,
    body: { image: Buffer.from(picture).toString('base64') },
    headers,
  });
const urlIn = ({ body }: ApiAnswer): string =>
  (body['data'] as { app?: { logoUrl?: string } } | undefined)?.app?.logoUrl ?? '';
const isKept = async (url: string): Promise<boolean> => {
  const place = parseLogoPath(url);
  return place !== undefined && (await readDocument(api.tables, logoKey(place.app, place.file))) !== undefined;
};

describe('a logo that is handed in', () => {
  test('is kept under the name of what is in it', async () => {
    await createApp();

    const [first, again, other] = [await put(PETROL), await put(PETROL), await put(RED)];

    expect(urlIn(first)).toMatch(new RegExp(`^/logos/${appId}/[0-9a-f]{32}\\.png$`));
    expect(urlIn(again)).toBe(urlIn(first));
    expect(urlIn(other)).not.toBe(urlIn(first));
    expect(await isKept(urlIn(other))).toBe(true);
  });

  test('takes the place of the one before, which is deleted', async () => {
    await createApp();
    const first = urlIn(await put(PETROL));

    await put(RED);

    expect(await isKept(first)).toBe(false);
  });

  test.each([
    ['no picture', Buffer.from('<svg onload="alert(1)"/>'), 'is no PNG, JPEG or WebP picture'],
    ['what moves', aPng({}, { chunks: ['acTL'] }), 'is animated; a logo stands still'],
    ['a bomb', aPng({ width: 30_000, height: 30_000 }), 'has 30000 × 30000 pixels; each side has 64 to 1024'],
    ['too much', Buffer.alloc(150 * 1024), 'has 150 KB; a logo has 100 KB at most'],
  ])('is refused where it is %s', async (_, picture, message) => {
    await createApp();

    const answer = await put(picture);

    expect(answer).toMatchObject({ status: 400, body: { problems: [{ path: 'image', message }] } });
  });

  test('is refused where it is no base64', async () => {
    await createApp();

    const answer = await api.call(`PUT /apps/${appId}/logo`, { token: partner, body: { image: 'not base64!' } });

    expect(answer).toMatchObject({ status: 400, body: { problems: [{ path: 'image' }] } });
  });

  test('meets the revision that it was chosen for', async () => {
    await createApp();

    const answer = await put(PETROL, { 'if-match': '"of-before"' });

    expect(answer.status).toBe(412);
  });

  test('is in the log as the path, without the picture', async () => {
    await createApp();
    const url = urlIn(await put(PETROL));

    const { body } = await api.call('GET /audit-events', { token: partner });

    expect(JSON.stringify(body)).toContain(url);
    expect(JSON.stringify(body)).not.toContain(PETROL.toString('base64').slice(0, 60));
  });
});

describe('a logo goes', () => {
  test('when it is taken away', async () => {
    await createApp();
    const url = urlIn(await put(PETROL));

    const answer = await api.call(`DELETE /apps/${appId}/logo`, { token: partner });

    expect([answer.status, urlIn(answer), await isKept(url)]).toEqual([200, '', false]);
  });

  test('when another address is written in its place', async () => {
    await createApp();
    const url = urlIn(await put(PETROL));

    await api.call(`PATCH /apps/${appId}`, { token: partner, body: { logoUrl: 'https://acme.example/logo.svg' } });

    expect(await isKept(url)).toBe(false);
  });

  test('with its app', async () => {
    await createApp();
    const url = urlIn(await put(PETROL));

    await api.call(`DELETE /apps/${appId}`, { token: partner });

    expect(await isKept(url)).toBe(false);
  });
});

describe('an app with a component', () => {
  test('keeps its logo while a reviewer looks at it', async () => {
    await aComponent(api, partner, { appId, id: `waits-${nth}`, until: 'in-review', logo: PETROL });
    const url = urlIn(await getApp());

    const answers = [await put(RED), await api.call(`DELETE /apps/${appId}/logo`, { token: partner })];

    expect(answers.map(({ status, body }) => [status, body['code']])).toEqual([
      [409, 'in_review'],
      [409, 'in_review'],
    ]);
    expect(await isKept(url)).toBe(true);
  });

  test('shows customers the logo of the published version until the next one is approved', async () => {
    const id = await aComponent(api, partner, { appId, id: `goes-on-${nth}`, until: 'private-beta', logo: PETROL });
    const first = urlIn(await getApp());
    await decide(api, `POST /reviews/${id}/promote`, { token: reviewer });

    const second = urlIn(await put(RED));
    const third = urlIn(await put(aPng({ width: 128 })));
    const entry = await api.call(`GET /catalog/destinations/${id}`, { token: partner });

    expect(entry.body).toMatchObject({ data: { destinationMetadata: { logos: { default: first } } } });
    expect([await isKept(first), await isKept(second), await isKept(third)]).toEqual([true, false, true]);
    expect(await readDocuments(api.tables, logoKey(appId))).toHaveLength(2);
  });

  test('shows a reviewer the old logo and the new one', async () => {
    const id = await aComponent(api, partner, { appId, id: `differs-${nth}`, until: 'private-beta', logo: PETROL });
    const first = urlIn(await getApp());
    const second = urlIn(await put(RED));
    await api.call(`PATCH /components/${id}`, { token: partner, body: { name: 'Acme CRM' } });
    await putTestResult(api.tables, [id, 2], { at: '2999-01-01T00:00:00.000Z' });
    await api.call(`POST /components/${id}/submission`, { token: partner });

    const review = await api.call(`GET /reviews/${id}`, { token: reviewer });

    expect(review.body).toMatchObject({ data: { review: { app: { logoUrl: second } } } });
    expect(JSON.stringify(review.body)).toContain(
      JSON.stringify({ path: 'app.logoUrl', before: first, after: second }),
    );
  });
});

test('a logo is nobody else to change', async () => {
  await createApp();
  const stranger = await api.token('stranger');

  const answer = await api.call(`PUT /apps/${appId}/logo`, {
    token: stranger,
    body: { image: PETROL.toString('base64') },
  });

  expect(answer.status).toBe(404);
});
