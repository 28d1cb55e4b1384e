import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { toServedScript } from '../../../functions/web/analytics-js.ts';

const BUILD = join(import.meta.dirname, '../../../node_modules/@segment/analytics-next/dist/umd');
const served = toServedScript(readFileSync(join(BUILD, 'standalone.js'), 'utf8'));

describe("Segment's script as it is served", () => {
  test('has no address of anybody else that it would call', () => {
    const texts = served.match(/"[^"\n]*(?:segment|cloudflare|googleapis|:\/\/)[^"\n]*"/g) ?? [];

    const places = new Set(texts.filter((text) => /\w\.(com|io|build)\b|https?:\/\/\w/.test(text)));
    // The prefix of plugins, which it replaces by the address of this installation; and a page that a warning names.
    expect([...places].sort()).toEqual([
      '"https://cdn.segment.(com|build)"',
      '"https://segment.com/docs/connections/sources/catalog/libraries/website/javascript/upgrade-to-ajs2/#using-a-strict-content-security-policy-on-the-page"',
    ]);
  });

  test('names no source map, which is not served', () => {
    expect(served).not.toContain('sourceMappingURL');
  });
});

/** What a script in place of the SDK finds on a page that has it from `src`. */
function onPage(page: { src?: string; href?: string; key?: string; cdn?: string }): Record<string, unknown> {
  const { src, href = 'https://shop.example/tea', key, cdn } = page;
  const queue = cdn === undefined ? {} : { _cdn: cdn };
  const window = { [key ?? 'analytics']: queue };
  const found: Record<string, unknown> = {};
  const named = key === undefined ? null : { dataset: { globalSegmentAnalyticsKey: key } };
  const script = toServedScript('found.api = "api.segment.io/v1"; found.chunks = "https://cdn.segment.com/a/b";');
  runInNewContext(script, {
    window,
    found,
    document: { currentScript: src === undefined ? null : { src }, querySelector: () => named },
    location: { href, origin: new URL(href).origin },
  });
  return { ...found, cdn: (window[key ?? 'analytics'] as { _cdn?: string })._cdn };
}

describe('the address that the script takes for its own', () => {
  test.each([
    ['https://in.example/analytics.js/v1/wk/analytics.min.js', 'https://in.example'],
    ['http://localhost:8080/analytics.js/v1/wk/analytics.min.js', 'http://localhost:8080'],
    ['https://shop.example/proxy/analytics.js/v1/wk/analytics.min.js', 'https://shop.example/proxy'],
    ['https://shop.example/assets/copy.js', 'https://shop.example'],
  ])('of %s is %s', (src, address) => {
    const found = onPage({ src });

    expect(found).toEqual({
      cdn: address,
      chunks: `${address}/a/b`,
      api: `${address.replace(/^https?:\/\//, '')}/v1`,
    });
  });

  test('is that of the page when the script is a part of it', () => {
    expect(onPage({}).cdn).toBe('https://shop.example');
  });

  test('is told to the queue that the snippet has named', () => {
    const src = 'https://in.example/analytics.js/v1/wk/analytics.min.js';

    expect(onPage({ src, key: 'tracker' }).cdn).toBe('https://in.example');
  });

  test('gives way to one that the page has chosen', () => {
    const src = 'https://in.example/analytics.js/v1/wk/analytics.min.js';

    expect(onPage({ src, cdn: 'https://cdn.shop.example' }).cdn).toBe('https://cdn.shop.example');
  });
});
