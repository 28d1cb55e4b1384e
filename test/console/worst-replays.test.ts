import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DataOf } from '../../client/api-client.ts';
import { aDestination } from '../support/console/an-overview.ts';
import { startConsoleSite, type Answers, type ConsoleSite } from '../support/console/console-site.ts';
import {
  expectFits,
  expectForcedColours,
  expectKeyboardReaches,
  expectUnharmed,
  HARD_NAMES,
} from '../support/console/worst-layout.ts';
import { testWorstStates } from '../support/console/worst-states.ts';

// Replays in the states in which every page must hold; the dry run of one while it counts and when it has counted.

let site: ConsoleSite;
beforeAll(async () => {
  site = await startConsoleSite();
});
afterAll(() => site.close());

type Replay = DataOf<'GET /replays/{replayId}'>['replay'];

const AT = '2026-11-02T10:00:00.000Z';
const NONE = { delivered: 0, attempts: 0, waiting: 0, held: 0, discarded: {}, deadLettered: {}, redriven: 0 };
const COST = { dollars: 1.2, storage: 0.2, queues: 0.2, database: 0.4, functions: 0.2, dataOut: 0.2 };

const aReplay = (fields: Partial<Replay>): Replay => ({
  ...{ id: '0abc-123456', state: 'running', destinationId: 'crm', sourceIds: ['web'], from: AT, to: AT },
  ...{ onlyUndelivered: true, ratePerSecond: 100, dryRun: false, createdAt: AT, deliveries: NONE },
  progress: {
    ...{ share: 0.4, objects: 12, read: 48_000, sent: 1234, redriven: 0, filtered: {}, outside: 7, duplicates: 3 },
    ...{ sentLive: 40_000, sentBefore: 0, unknown: 0, unreadableObjects: 0 },
  },
  ...fields,
});
const answers = (replay: Replay, name = 'Acme CRM', count = 1): Answers => ({
  'GET /destinations': { destinations: [aDestination('crm', name, 'web')], pagination: {} },
  'GET /destinations/{destinationId}': { destination: aDestination('crm', name, 'web') },
  'GET /sources': { sources: [], pagination: {} },
  'GET /replays': {
    replays: Array.from({ length: count }, (_, index) => ({ ...replay, id: `${replay.id}${index || ''}` })),
    pagination: {},
  },
  'GET /replays/{replayId}': { replay },
});
const estimate = { events: 1234, bytes: 99_000, minutes: 0.3, cost: { pricesAsOf: '2026-10', ...COST } };
const DRY = `/w/acme/destinations/crm/replays/new?step=dry-run&dry=0abc-123456&from=${AT}`;

test('a dry run that counts holds in any window, with forced colours and by keyboard', async () => {
  const opened = await site.open(DRY, answers(aReplay({ dryRun: true })));
  await opened.page
    .getByText(/48,000 events read/)
    .first()
    .waitFor();

  await expectFits(opened);
  await expectForcedColours(opened);
  await expectKeyboardReaches(opened);

  expect(opened.faults).toEqual([]);
  await opened.close();
});

const named = (names: readonly string[]): Answers => answers(aReplay({}), names.at(-1));

testWorstStates(() => site, {
  name: 'replay',
  path: '/w/acme/replays/0abc-123456',
  answers: answers(aReplay({})),
  shows: 'events read',
  named,
});

testWorstStates(() => site, {
  name: 'replays-of-all',
  path: '/w/acme/replays',
  answers: answers(aReplay({})),
  shows: 'All events that it never had',
  named,
  many: { answers: (count) => answers(aReplay({}), undefined, count) },
});

test('the time and kinds of a replay are chosen in any window, by keyboard, whatever the destination is called', async () => {
  const opened = await site.open('/w/acme/destinations/crm/replays/new?step=range', named(HARD_NAMES));
  await opened.page.getByText('Received from').first().waitFor();

  await expectUnharmed(opened);
  await expectForcedColours(opened);
  await expectKeyboardReaches(opened);

  await opened.expectSound('replay-wizard');
  await opened.close();
});

testWorstStates(() => site, {
  name: 'replay-dry-run',
  path: DRY,
  answers: answers(aReplay({ dryRun: true, state: 'done', estimate })),
  shows: 'events would be sent',
  named: (names) => answers(aReplay({ dryRun: true, state: 'done', estimate }), names.at(-1)),
});

test('the rate of a replay is asked for in a field that is as wide as a number', async () => {
  const { page, close } = await site.open(DRY, answers(aReplay({ dryRun: true, state: 'done', estimate })));

  const box = await page.getByLabel('Events a second').boundingBox();

  expect(box?.width).toBeLessThanOrEqual(176);
  await close();
});
