import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startConsoleSite, type Answers, type ConsoleSite } from '../support/console/console-site.ts';

// A partner's event source in the console: found, connected, waited for.

let site: ConsoleSite;
beforeAll(async () => {
  site = await startConsoleSite();
});
afterAll(() => site.close());

const AT = '2026-11-02T10:00:00.000Z';
const ENTRY = {
  ...{ id: 'acme-shop', slug: 'acme-shop', name: 'Acme Shop', description: 'Orders, as they are paid.' },
  ...{ categories: ['Commerce'], logos: {}, status: 'PUBLIC' as const, version: 2, publishedAt: AT },
};
const SOURCE = {
  ...{ id: 'acme-shop', slug: 'acme-shop', name: 'Acme Shop', workspaceId: 'acme', enabled: true, writeKeys: [] },
  ...{ serverWriteKeys: [], settings: { acceptDeletes: false }, kind: 'stream' as const, metadataId: 'acme-shop' },
  ...{ componentVersion: 2, availableVersion: 3, functionSettings: { signingSecret: { set: true } } },
  addresses: [{ id: 'a1', url: 'https://penstock.example/fn/the-token', createdAt: AT }],
};
const LONG = '長い名前 '.repeat(30).trim();
const ANSWERS: Answers = {
  'GET /catalog/sources': { sourcesCatalog: [ENTRY, { ...ENTRY, id: 'long', name: LONG }], pagination: {} },
  'GET /catalog/sources/{sourceMetadataId}': {
    sourceMetadata: {
      ...{ ...ENTRY, kind: 'stream', isOfRequests: true, contacts: [{ email: 'support@acme.example' }] },
      sentEvents: [
        { type: 'track', name: 'Order Completed', description: 'An order was paid.' },
        { type: 'track', name: LONG, description: `<b>${LONG}</b>` },
        { type: 'identify' },
      ],
      settingsSchema: {
        ...{ type: 'object', required: ['signingSecret'], additionalProperties: false },
        properties: { signingSecret: { type: 'string', title: 'Signing secret', writeOnly: true, minLength: 1 } },
      },
      documentation:
        '## Getting started\n\nOpen the settings of your shop, and paste the address under **Webhooks**.\n',
    },
  },
  'GET /sources/{sourceId}': { source: SOURCE },
  'GET /sources/{sourceId}/events': { events: [], cursor: '1', watchedUntil: AT },
  'GET /sources/{sourceId}/requests': { requests: [] },
  'GET /delivery-overview/sources/{sourceId}': { series: [] },
};

describe('a stream of the catalog', () => {
  test('is found, says what it sends, and becomes a source whose first request is waited for', async () => {
    const sent: unknown[] = [];
    const { page, expectSound, close } = await site.open('/w/acme/catalog', {
      ...ANSWERS,
      'POST /sources': ({ body }) => {
        sent.push(body);
        return { source: SOURCE };
      },
    });
    await page.getByRole('button', { name: 'Sources' }).click();
    await page.getByRole('link', { name: /Acme Shop/ }).waitFor();
    await expectSound('catalog-sources');

    await page.getByRole('link', { name: /Acme Shop/ }).click();
    await page.getByRole('cell', { name: 'An order was paid.' }).waitFor();
    await expectSound('catalog-source');
    await page.getByRole('button', { name: 'Connect' }).click();
    await page.getByLabel('Signing secret').fill('whsec-1');
    await page.getByRole('button', { name: 'Connect it' }).click();
    await page.getByText('Waiting for the first event').waitFor();

    expect(sent).toEqual([
      { name: 'Acme Shop', id: 'acme-shop', metadataId: 'acme-shop', functionSettings: { signingSecret: 'whsec-1' } },
    ]);
    await page.getByText('https://penstock.example/fn/the-token').waitFor();
    await page.getByText('No request has come in the last three days.').waitFor();
    await expectSound('stream-setup');
    await close();
  });

  test('is named by its source, whose address can be changed, and whose next version is taken in a click', async () => {
    const sent: unknown[] = [];
    const { page, expectSound, close } = await site.open('/w/acme/sources/acme-shop/settings', {
      ...ANSWERS,
      'PATCH /sources/{sourceId}': ({ body }) => {
        sent.push(body);
        return { source: { ...SOURCE, componentVersion: 3 } };
      },
    });
    await page.getByRole('button', { name: 'Change the address' }).waitFor();
    await page.getByRole('link', { name: 'Acme Shop', exact: true }).waitFor();
    await expectSound('stream-settings');

    await page.getByRole('button', { name: 'Take version 3' }).click();

    await page.getByText('Acme Shop has version 3.').waitFor();
    expect(sent).toEqual([{ componentVersion: 3 }]);
    await close();
  });

  test('is read on a phone', async () => {
    const viewport = { width: 390, height: 844 };
    const { page, expectSound, close } = await site.open('/w/acme/catalog/sources/acme-shop', ANSWERS, { viewport });
    await page.getByText('Order Completed').waitFor();

    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    await expectSound('catalog-source-phone');
    await close();
  });
});
