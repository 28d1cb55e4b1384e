import { createRequire } from 'node:module';
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { PACKAGES_FILE } from '../../../destinations/action/build/build-actions.ts';
import { builtActions, readJson } from '../../support/actions/built-actions.ts';

const PROJECT = resolve(import.meta.dirname, '../../..');

/** All that is in the bundle. Whoever adds one looks at its licence, and at how it reaches the network. */
const PACKAGES = [
  ...['@amplitude/ua-parser-js', '@bufbuild/protobuf', '@lukeed/uuid', '@segment/a1-notation'],
  ...['@segment/action-destinations', '@segment/actions-core', '@segment/actions-shared'],
  ...['@segment/ajv-human-errors', 'ajv', 'ajv-formats', 'boolbase', 'btoa-lite', 'cheerio', 'cheerio-select'],
  ...['css-select', 'css-what', 'dayjs', 'destination-subscriptions', 'dom-serializer', 'domelementtype'],
  ...['domhandler', 'domutils', 'encoding-sniffer', 'entities', 'escape-goat', 'fast-deep-equal', 'fast-uri'],
  ...['google-libphonenumber', 'htmlparser2', 'iconv-lite', 'json-schema-traverse', 'liquidjs', 'lodash'],
  ...['lru-cache', 'nth-check', 'parse5', 'parse5-htmlparser2-tree-adapter', 'parse5-parser-stream', 'safer-buffer'],
  ...['sax', 'ts-custom-error', 'undici', 'whatwg-encoding', 'whatwg-mimetype', 'xml-js'],
];

const PACKAGE = join(PROJECT, 'node_modules/@segment/action-destinations/dist/destinations');
/** What lives as long as its module does: variables, and what has room for more. Those of enums are set once. */
const KEEPER = /^(?:let \w+|(?:const |exports\.)\w+ = new (?:\w+\.)?(?:(?:Map|Set)\(\)|LRUCache\().*)/gm;
const KNOWN_KEEPERS = [
  // Patched: overlays/patches.ts.
  'friendbuy/cloudUtil.js: let friendbuyAuth',
  // Kept by the subscription, whose id the engine hands over.
  'hubspot/upsertObject/functions/cache-functions.js: exports.',
  'hubspot/customEvent/functions/cache-functions.js: exports.cache',
];

test('the bundle holds these packages, and none that opens connections of its own', async () => {
  const { directory } = await builtActions();

  const packages = readJson(directory, PACKAGES_FILE);

  expect(packages).toEqual(PACKAGES);
});

test('the package without a licence is neither installed, nor locked, nor bundled', async () => {
  const { directory } = await builtActions();

  const lock = readFileSync(join(PROJECT, 'package-lock.json'), 'utf8');

  expect(lock).not.toContain('fql-ts');
  expect(existsSync(join(PROJECT, 'node_modules/@segment/fql-ts'))).toBe(false);
  expect(readJson(directory, PACKAGES_FILE)).not.toContain('@segment/fql-ts');
  const stub = createRequire(import.meta.url).resolve('@segment/destination-subscriptions');
  expect(stub).toContain('destinations/action/packages/');
});

test('a destination is a file of its own, and what all need is small', async () => {
  const { directory } = await builtActions();
  const engine = join(directory, 'engine');

  const text = readFileSync(join(engine, 'engine.mjs'), 'utf8');
  const bytes = readdirSync(engine, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => readFileSync(join(parentPath, name)).length)
    .reduce((sum, size) => sum + size, 0);
  const eager = [...text.matchAll(/(?:from|import)\s*"(\.\/chunks\/[^"]+)"/g)].map(([, path]) => path ?? '');
  const eagerBytes = eager.reduce((sum, path) => sum + readFileSync(join(engine, path)).length, text.length);

  expect(bytes).toBeLessThan(6_500_000);
  expect(eager.length).toBeGreaterThan(0);
  expect(eagerBytes).toBeLessThan(300_000);
});

test('the code of a destination keeps nothing for the next customer', () => {
  const keeping = globSync('*/**/*.js', { cwd: PACKAGE }).flatMap((path) =>
    [...readFileSync(join(PACKAGE, path), 'utf8').matchAll(KEEPER)].map(([line]) => `${path}: ${line}`),
  );

  expect(keeping.filter((found) => !KNOWN_KEEPERS.some((known) => found.startsWith(known)))).toEqual([]);
});
