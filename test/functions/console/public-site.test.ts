import { BatchWriteItemCommand } from '@aws-sdk/client-dynamodb';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CatalogEntry } from '../../../domain/catalog/catalog-entry.ts';
import { logoKey } from '../../../domain/tables/table-keys.ts';
import type { ConsoleEnv } from '../../../functions/console/env.ts';
import { createHandler } from '../../../functions/console/handler.ts';
import { A_LOGO, putDocument, putPublished, type Published } from '../../support/a-published-component.ts';
import { aPng } from '../../support/pictures.ts';
import { CONTROL_TABLE, startRealTables } from '../../support/real-tables.ts';

const directory = mkdtempSync(join(tmpdir(), 'penstock-public-'));
mkdirSync(join(directory, 'assets'));
writeFileSync(join(directory, 'index.html'), '<!doctype html><title>The console</title>');
writeFileSync(join(directory, 'assets/public-catalog-abc.css'), 'a{}');
writeFileSync(join(directory, 'assets/icon-abc.svg'), '<svg/>');

const HOST = 'abc.execute-api.eu-west-1.amazonaws.com';
const HOSTILE = `"><script>alert(1)</script><img src=x onerror='alert(2)'>`;

let tables: Awaited<ReturnType<typeof startRealTables>>;
let nowMs = Date.parse('2026-11-22T10:00:00Z');

const publish = (published: Published): Promise<void> => putPublished(tables.dynamodb, published);

type Page = { readonly status: number | undefined; readonly headers: Record<string, string>; readonly text: string };

function createSite(
  catalog: ConsoleEnv['CATALOG'] = 'public',
  more: Partial<ConsoleEnv> = {},
): (target: string) => Promise<Page> {
  const env = {
    ...more,
    STAGE: 'dev',
    OIDC_ISSUER: '',
    OIDC_CLIENT: '',
    OIDC_ORIGINS: [],
    OIDC_SIGN_OUT: '',
    CONTROL_TABLE,
    CATALOG: catalog,
  };
  const handle = createHandler(env, { directory, now: () => new Date(nowMs), dynamodb: tables.dynamodb });
  return async (target) => {
    const { pathname, searchParams } = new URL(target, 'https://localhost');
    const event = {
      ...{ rawPath: pathname, queryStringParameters: Object.fromEntries(searchParams) },
      ...{ headers: { accept: 'text/html', 'accept-encoding': 'gzip' }, requestContext: { domainName: HOST } },
    };
    const answer = await handle(event as unknown as APIGatewayProxyEventV2, {} as Context);
    const headers = (answer.headers ?? {}) as Record<string, string>;
    const bytes = Buffer.from(answer.body ?? '', answer.isBase64Encoded === true ? 'base64' : 'utf8');
    const text = (headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString('latin1');
    return { status: answer.statusCode, headers, text: Buffer.from(text, 'latin1').toString('utf8') };
  };
}

let get: ReturnType<typeof createSite>;
beforeAll(async () => {
  tables = await startRealTables();
  await publish({ id: 'acme' });
  await publish({
    id: 'beta',
    name: 'Beta',
    stage: 'public-beta',
    app: { id: 'b', name: 'Beta', categories: ['Email'] },
  });
  await publish({ id: 'invited', name: 'Invited only', stage: 'private-beta' });
  await publish({ id: 'gone', name: 'Gone', stage: 'retired' });
  await publish({
    ...{
      id: 'hostile',
      name: HOSTILE,
      documentation: `# ${HOSTILE}\n\n[a](javascript:alert(3)) ![b](https://evil.example/p.png)`,
    },
    app: { id: 'h', name: HOSTILE, description: HOSTILE, website: 'https://evil.example/"onmouseover="alert(4)' },
  });
  const logo = { app: 'acme-app', base64: aPng().toString('base64') };
  await putDocument(tables.dynamodb, logoKey('acme-app', A_LOGO.split('/').at(-1)), logo);
  get = createSite();
});
afterAll(async () => {
  await tables.close();
  rmSync(directory, { recursive: true });
});

describe('the catalog of a stage that shows it', () => {
  test('is a whole page without a script, with what everybody may see and no more', async () => {
    const { status, headers, text } = await get('/catalog');

    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'public, max-age=300',
    });
    expect(text).toContain('<a class="public-cell" href="/catalog/acme">');
    expect(text).toContain('Beta');
    expect(text).not.toMatch(/Invited only|Gone|<script/);
  });

  test('leads partners to the form for access only where the stage takes requests', async () => {
    const closed = await get('/catalog');
    const open = await createSite('public', { REQUEST_ACCESS: 'on' })('/catalog');

    expect(open.text).toContain('href="/request-access">Request access</a>');
    expect(closed.text).not.toContain('request-access');
  });

  test('says to search engines and to who is sent a link what it is', async () => {
    const { text } = await get('/catalog/acme');

    expect(text).toContain('<title>Acme CRM · Penstock catalog</title>');
    expect(text).toContain('<meta name="description" content="Keeps your customers.">');
    expect(text).toContain(`<link rel="canonical" href="https://${HOST}/catalog/acme">`);
    expect(text).toContain(`<meta property="og:image" content="https://${HOST}${A_LOGO}">`);
    expect(text).not.toContain('noindex');
  });

  test('shows the documentation, the settings in it, the events, and where one connects', async () => {
    const { text } = await get('/catalog/acme');

    expect(text).toContain('<h2>Overview</h2>');
    expect(text).toContain('<span class="tag">track</span>');
    expect(text).toContain('<a class="btn primary" href="/?connect=acme">Connect</a>');
    expect(text).not.toMatch(/whsec|sharedSecret/);
  });

  test.each([
    ['/catalog?q=keeps', ['acme']],
    ['/catalog?category=email', ['beta']],
    ['/catalog?q=keeps&category=Email', []],
    ['/catalog?q=%3Cscript%3E', ['hostile']],
  ])('is narrowed by words and by category: %s', async (address, ids) => {
    const { text } = await get(address);

    expect([...text.matchAll(/href="\/catalog\/(\w+)"/g)].map(([, id]) => id)).toEqual(ids);
  });

  test('keeps searches out of search engines, and categories in', async () => {
    const [search, category] = [await get('/catalog?q=crm'), await get('/catalog?category=CRM')];

    expect(search.text).toContain('<meta name="robots" content="noindex, follow">');
    expect(category.text).toContain(`<link rel="canonical" href="https://${HOST}/catalog?category=CRM">`);
    expect(category.text).not.toContain('noindex');
  });

  test.each(['/catalog/invited', '/catalog/gone', '/catalog/none', '/catalog/No-Id', '/catalog?page=2'])(
    'has no page at %s',
    async (address) => {
      const { status, headers, text } = await get(address);

      expect([status, headers['x-robots-tag'], headers['cache-control']]).toEqual([404, 'noindex', 'no-store']);
      expect(text).toContain('There is no such page');
    },
  );

  test('calls nobody and runs nothing, by its policy', async () => {
    const { headers } = await get('/catalog');

    expect(headers['content-security-policy']?.split('; ')).toEqual([
      ...["default-src 'none'", "style-src 'self'", "img-src 'self'", "font-src 'self'"],
      ...["base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'"],
    ]);
  });
});

describe('what a stranger has written', () => {
  test.each([
    '/catalog',
    '/catalog/hostile',
    `/catalog?q=${encodeURIComponent(HOSTILE)}&category=${encodeURIComponent(HOSTILE)}`,
  ])('stays text at %s', async (address) => {
    const { text } = await get(address);

    expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    // Without what stands in quotation marks, which is where attributes end.
    const tags = text.replaceAll(/"[^"]*"/g, '""');
    expect(tags).not.toMatch(/<script|<img src=x|<[^>]*\son\w+=/);
    expect(text).not.toContain('javascript:');
  });

  test('asks no foreign host for anything', async () => {
    const { text } = await get('/catalog/hostile');

    expect(text).not.toMatch(/(src|srcset)="https?:/);
    expect(text).toContain('rel="noopener noreferrer nofollow"');
  });
});

describe('a catalog of thousands', () => {
  const ids = Array.from({ length: 10_100 }, (_, index) => `many-${String(index).padStart(5, '0')}`);
  let many: ReturnType<typeof createSite>;

  beforeAll(async () => {
    const entry: CatalogEntry = {
      ...{
        id: '',
        workspace: 'partner',
        kind: 'webhook',
        stage: 'public',
        invited: [],
        version: 1,
        name: 'One of many',
      },
      ...{ app: { id: 'm', name: 'Many', categories: ['Video'] }, connectsAs: 'destination' },
      publishedAt: '2026-11-20T09:00:00.000Z',
    };
    const requestOf = (id: string) => ({
      PutRequest: { Item: { pk: { S: 'catalog' }, sk: { S: id }, document: { S: JSON.stringify({ ...entry, id }) } } },
    });
    for (let from = 0; from < ids.length; from += 25) {
      const RequestItems = { [CONTROL_TABLE]: ids.slice(from, from + 25).map(requestOf) };
      await tables.dynamodb.send(new BatchWriteItemCommand({ RequestItems }));
    }
    many = createSite();
  });

  test('is shown page by page, with links to the pages beside', async () => {
    const [first, second] = [await many('/catalog?category=Video'), await many('/catalog?category=Video&page=2')];

    expect(first.text.match(/class="public-cell"/g)).toHaveLength(48);
    expect(first.text).toContain('10,100 entries in Video');
    expect(first.text).toContain('<link rel="next" href="/catalog?category=Video&amp;page=2">');
    expect(second.text).toContain('href="/catalog/many-00048"');
    expect(second.text).toContain('<link rel="prev" href="/catalog?category=Video">');
  });

  test('has more than one sitemap', async () => {
    const [index, last, none] = [
      await many('/sitemap.xml'),
      await many('/sitemap.xml?page=2'),
      await many('/sitemap.xml?page=3'),
    ];

    expect(index.text).toContain(`<sitemap><loc>https://${HOST}/sitemap.xml?page=2</loc></sitemap>`);
    expect(last.text).toContain(`<loc>https://${HOST}/catalog/many-10099</loc><lastmod>2026-11-20</lastmod>`);
    expect(none.status).toBe(404);
  });
});

describe('what search engines ask for', () => {
  test('is a list of all entries that everybody may see', async () => {
    const { headers, text } = await get('/sitemap.xml');

    expect(headers['content-type']).toBe('application/xml; charset=utf-8');
    expect([...text.matchAll(/<loc>([^<]*)<\/loc>/g)].map(([, loc]) => loc?.replace(`https://${HOST}`, ''))).toEqual([
      '/catalog',
      '/catalog/acme',
      '/catalog/beta',
      '/catalog/hostile',
    ]);
  });

  test('is the catalog and nothing else', async () => {
    const { text } = await get('/robots.txt');

    expect(text).toContain('Allow: /catalog\n');
    expect(text).toContain('Disallow: /\n');
    expect(text).toContain(`Sitemap: https://${HOST}/sitemap.xml`);
  });
});

describe('a stage that shows its catalog to members only', () => {
  test.each(['/catalog', '/catalog/acme', '/catalog?q=acme'])('says nothing of it at %s', async (address) => {
    const { status, headers, text } = await createSite('members')(address);

    expect([status, headers['x-robots-tag']]).toEqual([404, 'noindex']);
    expect(text).toContain('This Penstock shows its catalog to members.');
    expect(text).not.toMatch(/Acme/);
  });

  test('keeps search engines away', async () => {
    const closed = createSite('members');

    expect((await closed('/robots.txt')).text).toBe('User-agent: *\nDisallow: /\n');
    expect((await closed('/sitemap.xml')).status).toBe(404);
  });
});

describe('a logo', () => {
  test('is sent as the picture that it is, for ever', async () => {
    const { status, headers, text } = await createSite('members')(A_LOGO);

    expect(status).toBe(200);
    expect(text.slice(1, 4)).toBe('PNG');
    expect(headers).toMatchObject({
      'content-type': 'image/png',
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
    });
  });

  test.each([A_LOGO.replace('0123', '4567'), A_LOGO.replace('.png', '.svg'), '/logos/acme-app/x'])(
    'is not at %s',
    async (address) => {
      const { status, headers } = await get(address);

      expect([status, headers['cache-control']]).toEqual([404, 'no-store']);
    },
  );
});

test('what is published is there five minutes later at most', async () => {
  const site = createSite();
  await site('/catalog');
  await publish({ id: 'later', name: 'Later' });

  const before = await site('/catalog?q=later');
  nowMs += 300_000;
  const after = await site('/catalog?q=later');

  expect(before.text).not.toContain('/catalog/later');
  expect(after.text).toContain('/catalog/later');
});
