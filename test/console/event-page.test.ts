import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DataOf } from '../../client/api-client.ts';
import { aDestination, aSource } from '../support/console/an-overview.ts';
import { refuse, startConsoleSite, type Answers, type ConsoleSite } from '../support/console/console-site.ts';

let site: ConsoleSite;
beforeAll(async () => {
  site = await startConsoleSite();
});
afterAll(() => site.close());

type Trace = DataOf<'GET /sources/{sourceId}/trace'>['trace'];
type End = Trace['destinations'][number]['end'];

const HOSTILE = '<img src=x onerror=alert(1)>';
const ENDED = '2026-11-02T10:40:01.250Z';
const REFUSED: End = { state: 'discarded', reason: 'http_400', at: ENDED };

function aTrace(end: End): Trace {
  return {
    ...{ sourceId: 'web', messageId: 'order-1', keyClass: 'browser', keyClasses: ['browser'] },
    claim: {
      ...{ owner: 'o', batchId: 'b-1' },
      ...{ claimedAt: '2026-11-02T10:40:00.000Z', expiresAt: '2026-11-03T10:40:00.000Z' },
    },
    batch: { id: 'b-1', state: 'complete', countedAt: '2026-11-02T10:40:01.000Z', archiveKey: 'batches/b-1' },
    event: { type: 'track', event: HOSTILE, userId: 'ada', receivedAt: '2026-11-02T10:40:00.100Z' },
    destinations: [
      {
        ...{ id: 'crm', routing: 'matched', end },
        attempts: [
          {
            ...{ packId: 'p-1', retry: 0, decidedAt: ENDED, result: 'discard', reason: 'http_400' },
            example: { at: ENDED, messageId: 'order-1', reason: 'http_400', latencyMs: 87, answer: HOSTILE },
          },
        ],
      },
      { id: 'ads', routing: 'filter', attempts: [], end: { state: 'filtered', reason: 'filter' } },
    ],
  };
}

const ANSWERS: Answers = {
  'GET /sources/{sourceId}/trace': { trace: aTrace(REFUSED) },
  'GET /sources': { sources: [aSource('web', 'Storefront web')], pagination: {} },
  'GET /destinations': {
    destinations: [aDestination('crm', 'Acme CRM', 'web'), aDestination('ads', 'Adwise', 'web')],
    pagination: {},
  },
};

const undelivered = (id: string, messageId: string) => ({
  ...{ id, destinationId: 'crm', outcome: 'discarded' as const, reason: 'http_400', endedAt: ENDED },
  ...{ state: 'open' as const, sourceId: 'web', messageId },
});

const PATH = '/w/acme/events/web?messageId=order-1';

describe('the trace of an event', () => {
  test('is a list, too, in the order in which things happened, and JSON', async () => {
    const { page, expectSound, close } = await site.open(PATH, ANSWERS);

    await page.getByRole('group', { name: 'View' }).getByRole('button', { name: 'List' }).click();
    const rows = page.getByRole('row');
    await expect.poll(() => rows.count()).toBe(6);

    expect((await rows.allInnerTexts()).map((text) => text.split('\t')[2]?.trim())).toEqual([
      'What',
      'Received with a browser key',
      'Claimed: the first with this id',
      'Counted, and routed',
      'Attempt 1: discarded, HTTP 400',
      'Not for it: its filter',
    ]);
    await expectSound('event-list');
    await page.getByRole('button', { name: 'JSON' }).click();
    await page.getByText('"archiveKey"').waitFor();
    expect(new URL(page.url()).searchParams.get('show')).toBe('json');
    await close();
  });

  test('redrives what ended undelivered, and says so once it is on its way again', async () => {
    const sent: unknown[] = [];
    const { page, expectSound, close } = await site.open(PATH, {
      ...ANSWERS,
      'GET /sources/{sourceId}/trace': () => ({
        trace: aTrace(sent.length === 0 ? REFUSED : { state: 'redriven', at: ENDED }),
      }),
      'GET /undelivered-events': ({ query }) => ({
        undeliveredEvents:
          query['cursor'] === undefined ? [undelivered('u-1', 'other')] : [undelivered('u-2', 'order-1')],
        pagination: query['cursor'] === undefined ? { next: 'more' } : {},
      }),
      'POST /undelivered-events/redrive': ({ body }) => {
        sent.push(body);
        return { matched: 1, accepted: 1, pagination: {} };
      },
    });

    await page.getByRole('button', { name: 'Redrive to Acme CRM' }).waitFor();
    await expectSound('event-redrive');
    await page.getByRole('button', { name: 'Redrive to Acme CRM' }).click();
    await page.getByText('Sent round again since').first().waitFor();

    expect(sent).toEqual([{ ids: ['u-2'] }]);
    expect(await page.getByRole('button', { name: 'Redrive to Acme CRM' }).count()).toBe(0);
    await close();
  });

  test('says when it is among the undelivered no more', async () => {
    const nobody = await site.open(PATH, {
      ...ANSWERS,
      'GET /undelivered-events': { undeliveredEvents: [], pagination: {} },
    });
    await nobody.page.getByRole('button', { name: 'Redrive to Acme CRM' }).click();
    await nobody.page.getByText('A replay can send it from the archive').waitFor();
    expect(nobody.faults).toEqual([]);
    await nobody.close();
  });
});

describe('an event of the debugger', () => {
  test('goes into the Event Tester of a destination of its source', async () => {
    const { page, expectSound, close } = await site.open('/w/acme/sources/web/debugger', {
      ...ANSWERS,
      'GET /sources/{sourceId}': { source: aSource('web') },
      'GET /delivery-overview/sources/{sourceId}': refuse(503, 'unavailable', 'Away.'),
      'GET /sources/{sourceId}/events': {
        events: [
          {
            ...{
              receivedAt: ENDED,
              verdict: 'accepted',
              isCut: false,
              messageId: 'order-1',
              type: 'track',
              name: HOSTILE,
            },
            text: JSON.stringify({ type: 'track', event: HOSTILE, messageId: 'order-1' }),
          },
        ],
        ...{ cursor: 'c', watchedUntil: '2026-11-02T10:43:14.000Z' },
      },
      'GET /destinations/{destinationId}': { destination: aDestination('ads', 'Adwise', 'web') },
      'GET /sources/{sourceId}/samples': { samples: [] },
      'GET /delivery-overview': { generatedAt: ENDED, sources: [], destinations: [] },
    });

    await page.getByRole('row').nth(1).click();
    await page.getByRole('button', { name: 'Use in tester' }).waitFor();
    await expectSound('debugger-drawer');
    await page.getByRole('button', { name: 'Use in tester' }).click();
    await page.getByRole('menuitem', { name: 'Adwise' }).click();

    await page.waitForURL('**/w/acme/destinations/ads/tester');
    await page.getByText(HOSTILE).first().waitFor();
    await close();
  });
});
