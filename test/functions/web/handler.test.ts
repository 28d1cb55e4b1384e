import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { createHandler } from '../../../functions/web/handler.ts';

const directory = mkdtempSync(join(tmpdir(), 'penstock-web-'));
afterAll(() => rmSync(directory, { recursive: true }));

const CHUNK = 'tsub.bundle.0123456789abcdef0123.js';
const WEBP = Buffer.from('52494646ff00ff57454250', 'hex');
const FILES: Readonly<Record<string, string | Buffer>> = {
  'analytics-next/standalone.js': 'start("api.segment.io/v1");\n//# sourceMappingURL=standalone.js.map',
  [`analytics-next/${CHUNK}`]: 'chunk();',
  'docs/api.md': '# The API\n\n## Who calls\n\nA <script>alert(1)</script> and `a < b`.\n',
  'docs/outage.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
  'docs/pictures/console.webp': WEBP,
  'docs/decisions/README.md': '# Decisions\n',
  'docs/decisions/0001-packs.md': '# 1. A pack\n',
  'secret.md': '# Not served\n',
};
for (const [path, text] of Object.entries(FILES)) {
  mkdirSync(join(directory, path, '..'), { recursive: true });
  writeFileSync(join(directory, path), text);
}

const handle = createHandler({ LOCAL_OWNER: 'local' }, { directory });

type Answer = APIGatewayProxyStructuredResultV2 & { readonly headers: Record<string, string>; readonly body: string };

async function get(rawPath: string, headers: Record<string, string> = {}, handler = handle): Promise<Answer> {
  const result = await handler({ rawPath, headers } as unknown as APIGatewayProxyEventV2, {} as Context);
  return { ...result, body: result.body ?? '', headers: (result.headers ?? {}) as Record<string, string> };
}

const BROWSER = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
const SCRIPT = '/analytics.js/v1/wk_web/analytics.min.js';

describe("Segment's script", () => {
  test('is kept for minutes, may be loaded by pages of any origin, and is the same for every write key', async () => {
    const one = await get(SCRIPT);
    const other = await get('/analytics.js/v1/other/analytics.min.js');

    for (const { statusCode, headers, body } of [one, other]) {
      expect(statusCode).toBe(200);
      expect(body).toContain('start(penstockApiHost);');
      expect(headers).toMatchObject({
        'content-type': 'text/javascript; charset=utf-8',
        'cache-control': 'public, max-age=300',
        'access-control-allow-origin': '*',
        'cross-origin-resource-policy': 'cross-origin',
      });
    }
    expect(one.headers['etag']).toBe(other.headers['etag']);
  });

  test('is compressed for who can read that', async () => {
    const plain = await get(SCRIPT);
    const { headers, body, isBase64Encoded } = await get(SCRIPT, { 'accept-encoding': 'gzip, deflate, br' });

    expect({ isBase64Encoded, coding: headers['content-encoding'], vary: headers['vary'] }).toEqual({
      isBase64Encoded: true,
      coding: 'gzip',
      vary: 'accept-encoding',
    });
    expect(gunzipSync(Buffer.from(body, 'base64')).toString()).toBe(plain.body);
  });

  test('is not sent again to who has it', async () => {
    const { headers } = await get(SCRIPT);

    const again = await get(SCRIPT, { 'if-none-match': headers['etag'] ?? '' });

    expect({ status: again.statusCode, body: again.body }).toEqual({ status: 304, body: '' });
    expect(again.headers['cache-control']).toBe('public, max-age=300');
  });
});

describe('a chunk', () => {
  test('is kept for ever, because its name changes with what is in it', async () => {
    const { statusCode, headers, body } = await get(`/analytics-next/bundles/${CHUNK}`);

    expect({ statusCode, body }).toEqual({ statusCode: 200, body: 'chunk();' });
    expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
  });

  test.each(['standalone.js', 'gone.bundle.0123456789abcdef0123.js', '../docs/api.md', '..%2Fsecret.md'])(
    'that is %s is not there',
    async (name) => {
      const { statusCode } = await get(`/analytics-next/bundles/${name}`);

      expect(statusCode).toBe(404);
    },
  );
});

describe('a page', () => {
  test.each([
    ['/api', 'How to get a token'],
    ['/docs', 'The API'],
    ['/docs/api.md', '# The API'],
  ])('%s is text for programs', async (path, expected) => {
    const { headers, body } = await get(path);

    expect(headers).toMatchObject({ 'content-type': 'text/plain; charset=utf-8', vary: 'accept, accept-encoding' });
    expect(body).toContain(expected);
  });

  test.each([
    ['/api', '<a href="/api/openapi.json">/api/openapi.json</a>'],
    ['/docs', '<a href="/docs/api.md">The API</a>'],
    ['/docs/api.md', '<h2 id="who-calls">Who calls</h2>'],
  ])('%s is a page for browsers, which runs nothing and is shown inside of no other', async (path, expected) => {
    const { headers, body } = await get(path, BROWSER);

    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'sha256-[^']+';/);
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(body).toContain(expected);
    expect(body).not.toContain('<script');
  });

  test('of the documentation shows pictures, and lists decisions by their index alone', async () => {
    const picture = await get('/docs/outage.svg', BROWSER);
    const index = await get('/docs');
    const folder = await get('/docs/decisions');

    expect(picture.headers['content-type']).toBe('image/svg+xml');
    expect(index.body).toContain('/docs/decisions/README.md');
    expect(index.body).not.toContain('0001-packs');
    expect(folder).toMatchObject({ statusCode: 302, headers: { location: '/docs/decisions/README.md' } });
  });

  test('of the documentation shows pictures that are bytes as they are, whether or not the browser takes gzip', async () => {
    for (const headers of [BROWSER, { ...BROWSER, 'accept-encoding': 'gzip' }]) {
      const picture = await get('/docs/pictures/console.webp', headers);

      expect(picture.headers['content-type']).toBe('image/webp');
      expect(picture.headers['content-encoding']).toBeUndefined();
      expect(picture.isBase64Encoded).toBe(true);
      expect(Buffer.from(picture.body, 'base64')).toEqual(WEBP);
    }
  });

  test.each([
    '/docs/nothing.md',
    '/docs/../secret.md',
    '/docs/decisions/../../secret.md',
    '/secret.md',
    '/docs//etc/passwd',
  ])('%s is not there', async (path) => {
    const { statusCode, body } = await get(path, BROWSER);

    expect(statusCode).toBe(404);
    expect(body).toContain('There is nothing here.');
  });

  test('/api says on AWS who gives a first token', async () => {
    const { body } = await get('/api', {}, createHandler({}, { directory }));

    expect(body).toContain('workspaces create');
    expect(body).not.toContain('on this machine');
  });
});
