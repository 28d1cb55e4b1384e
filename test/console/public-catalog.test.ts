import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { logoKey } from '../../domain/tables/table-keys.ts';
import type { ConsoleEnv } from '../../functions/console/env.ts';
import { createHandler } from '../../functions/console/handler.ts';
import { prepareConsole } from '../../local/console-files.ts';
import { A_LOGO, putDocument, putPublished } from '../support/a-published-component.ts';
import { launchBrowser } from '../support/browser.ts';
import { openPage, type ConsolePage, type PageOptions } from '../support/console/console-page.ts';
import { aPng } from '../support/pictures.ts';
import { CONTROL_TABLE, startRealTables } from '../support/real-tables.ts';

// The catalog for everybody, as a browser shows it: with the files of the built console, and without a script of ours.

const HOSTILE = `"><script>window.ran = true</script><img src=x onerror="window.ran = true">`;
const LONG = 'Ünglaublich'.repeat(18);
const PHONE = { width: 375, height: 812 };
const OF_STATE = ['Advertising', 'Analytics', 'CRM', 'Email', 'Payments', 'Video'] as const;

let tables: Awaited<ReturnType<typeof startRealTables>>;
let browser: Browser;
let server: Server;

beforeAll(async () => {
  [tables, browser] = await Promise.all([startRealTables(), launchBrowser()]);
  await putDocument(tables.dynamodb, logoKey('acme-app', A_LOGO.split('/').at(-1)), {
    ...{ app: 'acme-app', base64: aPng({ width: 128, height: 128 }).toString('base64') },
  });
  await putPublished(tables.dynamodb, { id: 'acme' });
  await putPublished(tables.dynamodb, {
    ...{ id: 'hostile', name: HOSTILE, documentation: `## ${HOSTILE}\n\n[a](javascript:window.ran=true)` },
    app: { id: 'h', name: HOSTILE, description: HOSTILE, categories: ['Other'] },
  });
  await putPublished(tables.dynamodb, { id: 'long', name: LONG, app: { id: 'l', name: LONG, description: LONG } });
  for (let index = 0; index < 60; index += 1) {
    const category = OF_STATE[index % OF_STATE.length] ?? 'CRM';
    const app = {
      id: `app-${index}`,
      name: `Partner ${index}`,
      description: 'Takes what happens.',
      categories: [category],
    };
    await putPublished(tables.dynamodb, {
      id: `partner-${index}`,
      name: `Partner ${index}`,
      app,
      stage: 'public-beta',
    });
  }
  const env: ConsoleEnv = {
    ...{ STAGE: 'dev', OIDC_ISSUER: '', OIDC_CLIENT: '', OIDC_ORIGINS: [], OIDC_SIGN_OUT: '', CONTROL_TABLE },
    CATALOG: 'public',
  };
  const outside = { directory: await prepareConsole(), dynamodb: tables.dynamodb, now: () => new Date() };
  const handle = createHandler(env, outside);
  server = createServer((request, response) => {
    serve(handle, request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  server.close();
  await browser.close();
  await tables.close();
});

async function serve(
  handle: ReturnType<typeof createHandler>,
  { url = '/', headers }: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  const event = {
    ...{ rawPath: decodeURIComponent(pathname), queryStringParameters: Object.fromEntries(searchParams) },
    ...{ headers: { ...headers, 'x-forwarded-proto': 'http' }, requestContext: { domainName: headers.host } },
  };
  const result = await handle(event as unknown as APIGatewayProxyEventV2, {} as Context);
  response.writeHead(result.statusCode ?? 200, result.headers as Record<string, string>);
  response.end(Buffer.from(result.body ?? '', result.isBase64Encoded === true ? 'base64' : 'utf8'));
}

function open(path: string, options?: PageOptions): Promise<ConsolePage> {
  const { port } = server.address() as AddressInfo;
  return openPage({ browser, url: `http://127.0.0.1:${port}${path}`, test: { unanswered: [] } }, options);
}

const hasRun = ({ page }: ConsolePage): Promise<boolean> => page.evaluate<boolean>('window.ran === true');
const widthOf = ({ page }: ConsolePage): Promise<number> =>
  page.evaluate<number>('document.documentElement.scrollWidth');

describe('the catalog in public', () => {
  test('is searched by a form, narrowed by categories, and leads from page to page', async () => {
    const opened = await open('/catalog');
    const { page, expectSound, close } = opened;

    await expectSound('public-catalog');
    await page.getByRole('link', { name: 'Next' }).click();
    expect(await page.getByText('Page 2 of 2').count()).toBe(1);
    await page.getByRole('searchbox', { name: 'Search the catalog' }).fill('partner 17');
    await page.getByRole('button', { name: 'Search' }).click();
    expect(await page.getByText('1 entry for').count()).toBe(1);
    await page.getByRole('link', { name: 'Partner 17' }).click();
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toContain('Partner 17');
    await close();
  });

  test('shows an entry with its logo, its documentation, and the way to connect it', async () => {
    const { page, expectSound, close } = await open('/catalog/acme');

    await expectSound('public-entry');
    expect(await page.evaluate<number>("document.querySelector('img.logo').naturalWidth")).toBe(128);
    expect(await page.getByRole('link', { name: 'Connect' }).getAttribute('href')).toBe('/?connect=acme');
    await close();
  });

  test.each(['/catalog', '/catalog/hostile', '/catalog/long', `/catalog?q=${encodeURIComponent(HOSTILE)}`])(
    'runs nothing that a stranger has written, and fits a phone: %s',
    async (path) => {
      const opened = await open(path, { viewport: PHONE });

      expect(await hasRun(opened)).toBe(false);
      expect(await widthOf(opened)).toBeLessThanOrEqual(PHONE.width);
      await opened.expectSound(`public-phone-${path.replaceAll(/\W+/g, '-').slice(0, 20)}`);
      await opened.close();
    },
  );

  test('says it where there is no such entry', async () => {
    const { page, expectSound, close } = await open('/catalog/none');

    expect(await page.getByRole('heading', { name: 'There is no such page' }).count()).toBe(1);
    await expectSound('public-nothing');
    await close();
  });
});
