import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, describe, expect, test } from 'vitest';
import type { ConsoleEnv } from '../../../functions/console/env.ts';
import { createHandler } from '../../../functions/console/handler.ts';

const directory = mkdtempSync(join(tmpdir(), 'penstock-console-'));
afterAll(() => rmSync(directory, { recursive: true }));

const PAGE = '<!doctype html><title>Penstock</title>';
const SCRIPT = 'start();';
mkdirSync(join(directory, 'assets'));
writeFileSync(join(directory, 'index.html.gz'), gzipSync(PAGE));
writeFileSync(join(directory, 'assets/index-abc.js.gz'), gzipSync(SCRIPT));
writeFileSync(join(directory, 'assets/inter-abc.woff2'), 'font');
writeFileSync(join(directory, 'about.json'), '{"version":"1.2.3","build":"abc"}');
writeFileSync(join(directory, '..', `${directory.split('/').at(-1) ?? ''}.txt`), 'not served');
afterAll(() => rmSync(`${directory}.txt`));

const ISSUER = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abc';
const LOGIN = 'https://penstock-dev.auth.eu-west-1.amazoncognito.com';
const SIGN_OUT = `${LOGIN}/logout?client_id=client-1&logout_uri=`;
/** Nothing of what is asked here lies in the table. */
const outside = { directory, now: () => new Date(), dynamodb: new DynamoDBClient({ region: 'us-east-1' }) };
const STAGE_ENV: ConsoleEnv = {
  CONTROL_TABLE: 'control',
  CATALOG: 'members',
  STAGE: 'dev',
  OIDC_ISSUER: ISSUER,
  OIDC_CLIENT: 'client-1',
  OIDC_ORIGINS: ['https://cognito-idp.eu-west-1.amazonaws.com', LOGIN],
  OIDC_SIGN_OUT: SIGN_OUT,
};
const LOCAL_ENV: ConsoleEnv = {
  ...STAGE_ENV,
  STAGE: 'local',
  OIDC_ISSUER: '',
  OIDC_CLIENT: '',
  OIDC_ORIGINS: [],
  OIDC_SIGN_OUT: '',
  LOCAL_OWNER: 'local',
};

const BROWSER = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8', 'accept-encoding': 'gzip, deflate, br' };

type Answer = APIGatewayProxyStructuredResultV2 & { readonly headers: Record<string, string>; readonly text: string };

async function get(path: string, headers: Record<string, string> = BROWSER, env = STAGE_ENV): Promise<Answer> {
  const event = { rawPath: path, headers, requestContext: { domainName: 'abc.execute-api.eu-west-1.amazonaws.com' } };
  const handle = createHandler(env, outside);
  const result = await handle(event as unknown as APIGatewayProxyEventV2, {} as Context);
  const { headers: answered = {}, body = '' } = result;
  const bytes = Buffer.from(body, result.isBase64Encoded === true ? 'base64' : 'utf8');
  const text = answered['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes;
  return { ...result, headers: answered as Record<string, string>, text: text.toString('utf8') };
}

describe('the address itself', () => {
  test('is the console for browsers', async () => {
    const { headers, text } = await get('/');

    expect(text).toBe(PAGE);
    expect(headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
  });

  test.each([{}, { accept: '*/*' }])('is a text for programs, which say %o', async (headers) => {
    const answer = await get('/', headers);

    expect(answer.headers).toMatchObject({
      'content-type': 'text/plain; charset=utf-8',
      vary: 'accept, accept-encoding',
    });
    expect(answer.text).toContain('Penstock is running.');
  });
});

describe('the page', () => {
  test.each(['/w/acme/connections', '/w/acme/sources/a%20b', '/connect', '/signed-in'])(
    'is the same at %s',
    async (path) => {
      const { statusCode, text } = await get(path, { accept: '*/*' });

      expect({ statusCode, text }).toEqual({ statusCode: 200, text: PAGE });
    },
  );

  test('may run, style and call nothing but what we serve and the sign-in, and makes no text into script', async () => {
    const { headers } = await get('/w/acme/connections');

    expect(headers['content-security-policy']?.split('; ')).toEqual([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self' data:",
      "font-src 'self'",
      `connect-src 'self' https://cognito-idp.eu-west-1.amazonaws.com ${LOGIN}`,
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ]);
    expect(headers).toMatchObject({ 'x-frame-options': 'DENY', 'referrer-policy': 'no-referrer' });
  });

  test('of a bundle without the console says what is missing in the log, and nothing to who asks', async () => {
    const empty = join(directory, 'assets');
    const handle = createHandler(STAGE_ENV, { ...outside, directory: empty });

    const event = { rawPath: '/', headers: BROWSER, requestContext: { domainName: 'a' } };
    const failing = handle(event as unknown as APIGatewayProxyEventV2, {} as Context);

    await expect(failing).rejects.toThrow('the console was not built');
  });
});

describe('a file', () => {
  test('is sent compressed, and kept for ever, because its name is of its content', async () => {
    const { headers, text } = await get('/assets/index-abc.js');

    expect(text).toBe(SCRIPT);
    expect(headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'content-encoding': 'gzip',
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'accept-encoding',
    });
  });

  test('is sent as it is to who cannot read it otherwise', async () => {
    const { headers, text } = await get('/assets/index-abc.js', {});

    expect({ text, encoding: headers['content-encoding'] }).toEqual({ text: SCRIPT, encoding: undefined });
  });

  test('that is compressed by itself is sent as it is', async () => {
    const { headers, text } = await get('/assets/inter-abc.woff2');

    expect({ text, type: headers['content-type'] }).toEqual({ text: 'font', type: 'font/woff2' });
  });

  test('that a browser has already is not sent again', async () => {
    const { headers } = await get('/assets/index-abc.js');

    const again = await get('/assets/index-abc.js', { 'if-none-match': headers['etag'] ?? '' });

    expect({ status: again.statusCode, text: again.text }).toEqual({ status: 304, text: '' });
  });

  test.each([
    '/assets/nothing.js',
    '/assets/index-abc.js.gz',
    '/assets/../about.json',
    `/assets/../../${directory.split('/').at(-1) ?? ''}.txt`,
    '/assets/',
  ])('is not found at %s', async (path) => {
    const { statusCode } = await get(path);

    expect(statusCode).toBe(404);
  });
});

describe('what the page has to know first', () => {
  test('is, of a stage, where people sign in and where senders send to', async () => {
    const { headers, text } = await get('/api/console');

    expect(headers).toMatchObject({ 'content-type': 'application/json', 'cache-control': 'no-store' });
    expect(JSON.parse(text)).toEqual({
      data: {
        console: {
          stage: 'dev',
          mode: 'stage',
          requestAccess: false,
          signIn: { issuer: ISSUER, clientId: 'client-1', signOut: SIGN_OUT },
          ingestUrl: 'https://abc.execute-api.eu-west-1.amazonaws.com',
          version: '1.2.3',
          build: 'abc',
        },
      },
    });
  });

  test('is, of one machine, that nobody signs in', async () => {
    const { text } = await get('/api/console', { 'x-forwarded-proto': 'http' }, LOCAL_ENV);

    const { console: settings } = (JSON.parse(text) as { data: { console: object } }).data;
    expect(settings).toMatchObject({ mode: 'local', ingestUrl: expect.stringMatching(/^http:/) as string });
    expect(settings).not.toHaveProperty('signIn');
  });
});
