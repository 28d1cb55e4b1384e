import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DataOf } from '../../client/api-client.ts';
import { aDestination } from '../support/console/an-overview.ts';
import { startConsoleSite, type Answers, type ConsoleSite } from '../support/console/console-site.ts';
import { expectFits, expectForcedColours, expectKeyboardReaches } from '../support/console/worst-layout.ts';

// Replays while they count, when they are counted, and while they run: in any window, with forced colours, by keyboard.

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
const answers = (replay: Replay): Answers => ({
  'GET /destinations': { destinations: [aDestination('crm', 'Acme CRM', 'web')], pagination: {} },
  'GET /destinations/{destinationId}': { destination: aDestination('crm', 'Acme CRM', 'web') },
  'GET /sources': { sources: [], pagination: {} },
  'GET /replays': { replays: [replay], pagination: {} },
  'GET /replays/{replayId}': { replay },
});
const estimate = { events: 1234, bytes: 99_000, minutes: 0.3, cost: { pricesAsOf: '2026-10', ...COST } };
const DRY = `/w/acme/destinations/crm/replays/new?step=dry-run&dry=0abc-123456&from=${AT}`;

test.each([
  { what: 'a dry run that counts', path: DRY, shows: /48,000 events read/, replay: aReplay({ dryRun: true }) },
  {
    ...{ what: 'a dry run that has counted', path: DRY, shows: 'events would be sent' },
    replay: aReplay({ dryRun: true, state: 'done', estimate }),
  },
  { what: 'a replay that runs', path: '/w/acme/replays/0abc-123456', shows: 'events read', replay: aReplay({}) },
  { what: 'a list of replays', path: '/w/acme/replays', shows: 'All events that it never had', replay: aReplay({}) },
])('$what holds in any window, with forced colours and by keyboard', async ({ path, shows, replay }) => {
  const opened = await site.open(path, answers(replay));
  await opened.page.getByText(shows).first().waitFor();

  await expectFits(opened);
  await expectForcedColours(opened);
  await expectKeyboardReaches(opened);

  expect(opened.faults).toEqual([]);
  await opened.close();
});

test('the rate of a replay is asked for in a field that is as wide as a number', async () => {
  const { page, close } = await site.open(DRY, answers(aReplay({ dryRun: true, state: 'done', estimate })));

  const box = await page.getByLabel('Events a second').boundingBox();

  expect(box?.width).toBeLessThanOrEqual(176);
  await close();
});
