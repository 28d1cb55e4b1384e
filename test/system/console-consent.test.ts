// "Enable with Penstock": a partner sends somebody here, who signs in, lets the app in or not, and takes it back. In a real
// browser, with the server of the partner exchanging the code.
import { createHash, randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import { openPage, type ConsolePage } from '../support/console/console-page.ts';
import {
  expectForcedColours,
  expectKeyboardReaches,
  expectUnharmed,
  HARD_NAMES,
} from '../support/console/worst-layout.ts';
import { startPenstock, type PenstockProcess } from '../support/penstock-process.ts';
import { aDefinition } from '../support/a-component.ts';
import { signIn } from './sign-in.ts';

const HOUR_MS = 3_600_000;
/** Where Chromium says a frame is that may not be shown. */
const REFUSED_FRAME = 'chrome-error://chromewebdata/';

type Client = { readonly id: string; readonly secret: string };

let penstock: PenstockProcess;
let browser: Browser;
let partner: Partner;
let ada: string;
let client: Client;

beforeAll(async () => {
  [penstock, browser] = await Promise.all([
    startPenstock(['--sign-in', '--ephemeral', '--port', '0']),
    launchBrowser(),
  ]);
  const [, issuer = '', clientId = ''] = /People sign in at (\S+) \(client (\S+)\)/.exec(penstock.output()) ?? [];
  ada = await signIn({ issuer, clientId }, { person: 'ada', redirectUri: `${penstock.url}/signed-in` });
  partner = await startPartner();
  await call('POST /apps', { id: 'crm', name: HARD_NAMES.at(-1), description: HARD_NAMES[0] });
  await call('POST /components', {
    ...{ ...aDefinition, id: 'crm-hook', appId: 'crm', kind: 'webhook' },
    config: { url: `${partner.url}/in` },
  });
  client = await register();
});
afterAll(async () => {
  await browser.close();
  await penstock.stop('SIGTERM');
  partner.server.closeAllConnections();
  partner.server.close();
});

type Partner = {
  readonly url: string;
  readonly server: Server;
  /** What its server has got for the last code. */
  token: string;
  readonly heard: URL[];
  /** Whether it is slow to show its page again: the page before stays until then. */
  answersAfter: Promise<undefined>;
};

const VERIFIER = randomBytes(32).toString('base64url');

/** Takes the browser back, and exchanges the code that comes with it. */
async function startPartner(): Promise<Partner> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', started.url);
    response.writeHead(200, { 'content-type': 'text/html' });
    const framed = url.searchParams.get('frame');
    if (framed !== null) return void response.end(`<title>A trap</title><iframe src="${escaped(framed)}"></iframe>`);
    // A browser also asks for an icon.
    if (url.pathname === '/callback') started.heard.push(url);
    const code = url.searchParams.get('code');
    const exchanged = code === null ? Promise.resolve('') : exchange(code);
    void Promise.all([exchanged, started.answersAfter]).then(([token]) => {
      if (code !== null) started.token = token;
      response.end(`<title>CRM</title><h1>${token === '' ? 'Not connected' : 'Connected'}</h1>`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const started: Partner = { url, server, token: '', heard: [], answersAfter: Promise.resolve(undefined) };
  return started;
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');

async function exchange(code: string): Promise<string> {
  const response = await fetch(`${penstock.url}/oauth2/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${client.id}:${client.secret}`).toString('base64')}` },
    body: new URLSearchParams({
      ...{ grant_type: 'authorization_code', code, redirect_uri: `${partner.url}/callback`, code_verifier: VERIFIER },
    }),
  });
  const { access_token: token = '' } = (await response.json()) as { access_token?: string };
  return token;
}

async function request(token: string, line: string, body?: object): Promise<Response> {
  const [method = 'GET', path = ''] = line.split(' ');
  return fetch(`${penstock.url}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

/** As Ada, who owns the workspace. */
async function call<Data>(line: string, body?: object): Promise<Data> {
  const response = await request(ada, line, body);
  const answer = (await response.json()) as { data: Data };
  expect(response.status, `${line}: ${JSON.stringify(answer)}`).toBeLessThan(300);
  return answer.data;
}

async function register(): Promise<Client> {
  const body = { name: 'CRM', redirectUris: [`${partner.url}/callback`] };
  return (await call<{ oauthClient: Client }>('POST /apps/crm/oauth-clients', body)).oauthClient;
}

/** The address behind the partner's button. */
function authorizeUrl(changed: Readonly<Record<string, string>> = {}): string {
  const asked = {
    ...{ client_id: client.id, redirect_uri: `${partner.url}/callback`, response_type: 'code', state: 'state-1' },
    ...{ scope: 'destination/crm', code_challenge_method: 'S256' },
    code_challenge: createHash('sha256').update(VERIFIER).digest('base64url'),
  };
  return `${penstock.url}/oauth2/authorize?${new URLSearchParams({ ...asked, ...changed }).toString()}`;
}

/** A browser that the partner has sent here, and in which somebody signs in. */
async function sentHere(
  person: string,
  changed: Readonly<Record<string, string>> = {},
  prepare?: (page: Page) => Promise<unknown>,
): Promise<ConsolePage> {
  const opened = await openPage({ browser, url: authorizeUrl(changed), test: { unanswered: [] } }, { now: null });
  await prepare?.(opened.page);
  await opened.page.getByRole('button', { name: 'Sign in' }).click();
  await opened.page.getByRole('button', { name: person }).click();
  await opened.page.waitForURL('**/connect?**');
  return opened;
}

const allow = (page: Page): Promise<void> => page.getByRole('button', { name: 'Allow' }).click();

test('programs are told what a request asks for, and browsers are shown the page', async () => {
  const told = await fetch(authorizeUrl(), { headers: { accept: 'application/json' } });

  const { page, close } = await sentHere('Ada');
  await page.getByRole('heading', { name: 'CRM wants to connect itself' }).waitFor();

  expect([told.status, told.headers.get('content-type')]).toEqual([200, expect.stringContaining('application/json')]);
  expect(await told.json()).toMatchObject({ client: { app: 'crm' } });
  expect(new URL(page.url()).search).toBe(new URL(authorizeUrl()).search);
  await close();
});

test('who allows it is sent back, the partner works with its own destinations, and it ends when it is revoked', async () => {
  const opened = await sentHere('Ada');
  const { page, expectSound, close } = opened;
  await page.getByRole('button', { name: 'Allow' }).waitFor();
  const sizes = await Promise.all(
    [page.getByRole('link', { name: 'Deny' }), page.getByRole('button', { name: 'Allow' })].map((answer) =>
      answer.boundingBox(),
    ),
  );
  await expectSound('consent');
  await expectUnharmed(opened);
  await expectForcedColours(opened);
  await expectKeyboardReaches(opened);
  await allow(page);
  await page.getByRole('heading', { name: 'Connected', exact: true }).waitFor();
  const body = { sourceId: 'website', metadataId: 'crm-hook', settings: { apiKey: 'given-by-the-partner' } };
  const made = await request(partner.token, 'POST /destinations', body);
  const foreign = await request(partner.token, 'GET /sources/website');

  await page.goto(`${penstock.url}/w/example/grants`);
  await page.getByRole('row').filter({ hasText: 'crm' }).getByRole('button', { name: 'Revoke' }).click();
  await expectSound('grants-revoke');
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke access' }).click();
  await page.getByText('No app of a partner has access').waitFor();

  expect([sizes[0]?.width, sizes[0]?.height]).toEqual([sizes[1]?.width, sizes[1]?.height]);
  expect(partner.heard.at(-1)?.searchParams.get('state')).toBe('state-1');
  expect([made.status, foreign.status]).toEqual([201, 403]);
  expect((await request(partner.token, 'GET /destinations')).status).toBe(401);
  await close();
});

test('nobody says yes before it is known which sources there are', async () => {
  const held = Promise.withResolvers<undefined>();
  const { page, close } = await sentHere('Ada', {}, (waiting) =>
    waiting.route(/\/api\/v1\/sources(\?|$)/, (route) => held.promise.then(() => route.continue())),
  );
  const button = page.getByRole('button', { name: 'Allow' });
  await button.waitFor();

  await button.click({ force: true });

  expect(await button.getAttribute('aria-disabled')).toBe('true');
  expect(await page.getByLabel('Source', { exact: true }).count()).toBe(0);
  held.resolve(undefined);
  await expect.poll(() => page.getByLabel('Source', { exact: true }).inputValue()).toBe('website');
  expect(await button.getAttribute('aria-disabled')).toBe(null);
  await close();
});

test('who denies it is sent back too, with nothing', async () => {
  const { page, close } = await sentHere('Ada');

  await page.getByRole('link', { name: 'Deny' }).click();
  await page.getByRole('heading', { name: 'Not connected' }).waitFor();

  expect(Object.fromEntries(partner.heard.at(-1)?.searchParams ?? [])).toEqual({
    ...{ error: 'access_denied', state: 'state-1' },
  });
  await close();
});

test('a request that asks for something else can be taken back to its app, one from elsewhere leads nowhere', async () => {
  const other = await sentHere('Ada', { scope: 'destination/other' });
  await other.page.getByRole('link', { name: 'Back to' }).click();
  await other.page.getByRole('heading', { name: 'Not connected' }).waitFor();
  await other.close();

  const heard = partner.heard.length;
  const foreign = await sentHere('Ada', { redirect_uri: 'http://127.0.0.1:9/callback' });
  await foreign.page.getByText('you are not sent on').waitFor();
  await foreign.expectSound('consent-foreign');

  expect(await foreign.page.getByRole('link').count()).toBe(0);
  expect(partner.heard).toHaveLength(heard);
  await foreign.close();
});

test('who may not let apps in is told who may, and can say no', async () => {
  await call('POST /users', { email: 'bob@example.com', role: 'developer' });
  const { page, expectSound, close } = await sentHere('Bob');
  await page.getByText('an owner or operator lets apps in').waitFor();
  await expectSound('consent-not-yours');

  await page.getByRole('button', { name: 'Allow' }).click({ force: true });
  await page.getByRole('link', { name: 'Deny' }).click();
  await page.getByRole('heading', { name: 'Not connected' }).waitFor();

  await close();
});

test('the sign-in may end before somebody has decided; a source is made on the way', async () => {
  const { page, expectSound, close } = await sentHere('Ada');
  await page.getByLabel('Source', { exact: true }).selectOption('A new source');
  await page.getByLabel('Name of the new source').fill('Made on the way');
  await expectSound('consent-new-source');

  await page.evaluate("sessionStorage.removeItem('penstock.refresh')");
  await page.clock.setFixedTime(new Date(Date.now() + 2 * HOUR_MS));
  await allow(page);
  await page.getByRole('heading', { name: 'Your sign-in has ended' }).waitFor();
  await page.clock.setFixedTime(new Date());
  const [opened] = await Promise.all([
    page.context().waitForEvent('page'),
    page.getByRole('button', { name: 'Sign in again' }).click(),
  ]);
  if (!opened.isClosed()) await opened.waitForEvent('close');
  await page.getByRole('heading', { name: 'Connected', exact: true }).waitFor();

  const { sources } = await call<{ sources: readonly { name: string }[] }>('GET /sources');
  expect(sources.filter(({ name }) => name === 'Made on the way')).toHaveLength(1);
  await close();
});

test('a request that has become void meanwhile says so, and lets nobody in', async () => {
  const { page, expectSound, close } = await sentHere('Ada');
  await page.getByRole('button', { name: 'Allow' }).waitFor();

  await call(`DELETE /apps/crm/oauth-clients/${client.id}`);
  await allow(page);
  await page.getByText('Begin again at the app that sent you.').waitFor();
  await expectSound('consent-void');

  expect(page.url()).toContain('/connect?');
  client = await register();
  await close();
});

/** Each grant that was ever made, also those that nobody has used. */
async function countGrants(): Promise<number> {
  type Noted = { readonly auditEvents: readonly { readonly type: string }[] };
  const { auditEvents } = await call<Noted>('GET /audit-events?resourceType=grant&limit=200');
  return auditEvents.filter(({ type }) => type === 'createGrant').length;
}

test('who clicks Allow twice, at once or while the partner is slow to answer, lets it in once', async () => {
  const before = await countGrants();
  const { page, faults, close } = await sentHere('Ada');
  const answers: number[] = [];
  page.on('response', (response) => {
    if (response.url().endsWith('/oauth/grants')) answers.push(response.status());
  });
  const heard = partner.heard.length;
  const slow = Promise.withResolvers<undefined>();
  partner.answersAfter = slow.promise;
  const button = page.getByRole('button', { name: 'Allow', disabled: false });
  const { x, y, width, height } = (await button.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };

  await button.dblclick({ noWaitAfter: true });
  await expect.poll(() => partner.heard.length).toBe(heard + 1);
  // While a page is on its way, Playwright finds no buttons on the one before.
  await page.mouse.click(x + width / 2, y + height / 2);
  slow.resolve(undefined);
  await page.getByRole('heading', { name: 'Connected', exact: true }).waitFor();

  expect([answers, partner.heard.length - heard]).toEqual([[201], 1]);
  expect(await countGrants()).toBe(before + 1);
  expect(faults).toEqual([]);
  await close();
});

test('no page of Penstock is shown inside of another one, where a click could be meant for something else', async () => {
  const trapped = async (url: string): Promise<string> => {
    const page = await browser.newPage();
    await page.goto(`${partner.url}/?frame=${encodeURIComponent(url)}`);
    const shown = page.frames().at(-1)?.url() ?? '';
    await page.close();
    return shown;
  };
  const { url } = penstock;
  const pages = [
    url,
    `${url}/w/example/connections`,
    authorizeUrl(),
    authorizeUrl().replace('/oauth2/authorize', '/connect'),
  ];

  const framed = await Promise.all(pages.map(trapped));

  expect(await trapped(`${partner.url}/callback`)).toBe(`${partner.url}/callback`);
  expect(framed).toEqual(pages.map(() => REFUSED_FRAME));
});
