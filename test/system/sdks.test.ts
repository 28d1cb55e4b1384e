// The examples of docs/sdks.md that need nothing but curl, Node and the packages of this project, as they stand there.
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { send, writeFiles, type Place } from '../../proof/sdks/run-section.ts';
import { isRunnable, programsOf, readSections } from '../../proof/sdks/sections.ts';
import { startClientWorld, type ClientWorld } from './client-world.ts';
import { ledgerFaults } from '../support/test-pipeline.ts';

const ROOT = resolve(import.meta.dirname, '../..');
/** As long as a test may take. */
const PATIENCE_MS = 600_000;
const IS_HERE: ReadonlySet<string> = new Set(['curl', 'node', 'npm']);

const examples = readSections(readFileSync(join(ROOT, 'docs/sdks.md'), 'utf8')).filter(
  (section) => isRunnable(section) && programsOf(section).every((program) => IS_HERE.has(program)),
);

let world: ClientWorld;
let place: Place;

beforeAll(async () => {
  world = await startClientWorld();
});
afterAll(() => world.close());

beforeEach(() => {
  const directory = mkdtempSync(join(tmpdir(), 'penstock-sdks-'));
  // Instead of what the page installs.
  symlinkSync(join(ROOT, 'node_modules'), join(directory, 'node_modules'));
  place = { directory, url: world.url, writeKey: 'wk_web', patienceMs: PATIENCE_MS };
});
afterEach(() => rmSync(place.directory, { recursive: true, force: true }));

test.each(examples.map((section) => [section.title, section] as const))(
  'the example for %s sends an event that arrives',
  async (_, section) => {
    writeFiles(section, place);

    const events = await world.deliveredFrom(async () => {
      expect(await send(section, place)).toMatchObject({ isOk: true });
    });

    expect(events.filter(({ event }) => event === 'Order Completed')).toEqual([
      expect.objectContaining({ type: 'track', userId: 'u1', properties: { total: 9.5 } }),
    ]);
  },
);

test('runs curl and every SDK for Node', () => {
  expect(examples.map(({ title }) => title)).toEqual([
    'curl',
    'Jitsu',
    'Node',
    'Node, the old one',
    'RudderStack, Node',
    'Customer.io, Node',
  ]);
});

test('leaves a ledger whose sums close', async () => {
  await world.pipeline.drain();

  expect(ledgerFaults(await world.pipeline.ledger())).toEqual([]);
});
