// The published Node SDKs, as their users run them: what they report, and what arrives at a webhook.
import RudderAnalytics from '@rudderstack/rudder-sdk-node';
import { Analytics } from '@segment/analytics-node';
import OldAnalytics from 'analytics-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { correctionMs, ENRICHED, startClientWorld, theOne, type ClientWorld } from './client-world.ts';
import { aWebhook, ledgerFaults } from '../support/test-pipeline.ts';

let world: ClientWorld;

beforeAll(async () => {
  world = await startClientWorld((url) => [
    aWebhook(url),
    aWebhook(url, { id: 'ads', name: 'Ads Partner', settings: { url: `${url}/ads` } }),
  ]);
});
afterAll(() => world.close());

describe('@segment/analytics-node', () => {
  /** An SDK that keeps what it reports: failures, and the status of each answer. */
  function aSegmentSdk() {
    const sdk = new Analytics({ writeKey: 'wk_web', host: world.url });
    const errors: unknown[] = [];
    const statuses: number[] = [];
    sdk.on('error', (error) => errors.push(error));
    sdk.on('http_response', ({ status }) => statuses.push(status));
    return { sdk, errors, statuses };
  }

  test('delivers all six calls with their fields', async () => {
    const { sdk, errors, statuses } = aSegmentSdk();
    const outcomes: unknown[] = [];
    const done = (error: unknown): void => void outcomes.push(error);
    const timestamp = new Date('2026-03-04T05:06:07.089Z');

    const startedAt = Date.now();
    const events = await world.deliveredFrom(() => {
      const user = { userId: 'user-1', timestamp };
      sdk.identify({ ...user, traits: { email: 'ada@example.com', plan: 'pro' } }, done);
      sdk.track({ ...user, event: 'Order Completed', properties: { revenue: 12.5, products: [{ sku: 'A' }] } }, done);
      sdk.page({ ...user, category: 'Docs', name: 'Index', properties: { path: '/docs' } }, done);
      sdk.screen({ ...user, name: 'Home', properties: { width: 390 } }, done);
      sdk.group({ ...user, groupId: 'group-1', traits: { employees: 40 } }, done);
      sdk.alias({ ...user, previousId: 'anonymous-1' }, done);
      return sdk.closeAndFlush();
    });

    expect({ errors, outcomes, statuses }).toEqual({ errors: [], outcomes: Array(6).fill(undefined), statuses: [200] });
    expect(events).toHaveLength(6);
    expect(events.filter((event) => 'writeKey' in event)).toEqual([]);
    for (const event of events) {
      expect(event).toMatchObject({
        ...ENRICHED,
        messageId: expect.stringMatching(/^node-next-\d+-[0-9a-f-]{36}$/) as unknown,
        userId: 'user-1',
        channel: 'server',
        originalTimestamp: '2026-03-04T05:06:07.089Z',
        context: { library: { name: '@segment/analytics-node', version: '3.1.0' } },
        _metadata: { jsRuntime: 'node' },
        integrations: {},
      });
      expect(event['context']).not.toHaveProperty('ip');
      // Both clocks are one here, so the correction is the time that the request took.
      expect(correctionMs(event)).toBeGreaterThanOrEqual(0);
      expect(correctionMs(event)).toBeLessThanOrEqual(Date.now() - startedAt);
    }
    expect(theOne(events, 'identify')).toMatchObject({ traits: { email: 'ada@example.com', plan: 'pro' } });
    expect(theOne(events, 'track')).toMatchObject({
      event: 'Order Completed',
      properties: { revenue: 12.5, products: [{ sku: 'A' }] },
    });
    expect(theOne(events, 'page')).toMatchObject({ category: 'Docs', name: 'Index', properties: { path: '/docs' } });
    expect(theOne(events, 'screen')).toMatchObject({ name: 'Home', properties: { width: 390 } });
    expect(theOne(events, 'group')).toMatchObject({ groupId: 'group-1', traits: { employees: 40 } });
    expect(theOne(events, 'alias')).toMatchObject({ previousId: 'anonymous-1' });
  });

  test('delivers 250 events of one flush once each, from the 17 requests that the SDK makes of them', async () => {
    const { sdk, errors, statuses } = aSegmentSdk();
    const names = Array.from({ length: 250 }, (_, index) => `Event ${index}`);

    const events = await world.deliveredFrom(async () => {
      for (const event of names) sdk.track({ anonymousId: 'visitor-1', event });
      await sdk.flush();
    });

    expect(errors).toEqual([]);
    expect(statuses).toEqual(Array(17).fill(200));
    expect(events.map(({ event }) => event).sort()).toEqual([...names].sort());
    expect(new Set(events.map(({ anonymousId }) => anonymousId))).toEqual(new Set(['visitor-1']));
    expect(events.filter((event) => 'userId' in event)).toEqual([]);
    expect(new Set(events.map(({ messageId }) => messageId)).size).toBe(250);
  });

  test('reaches the destinations that its integrations option lets through', async () => {
    const { sdk } = aSegmentSdk();
    const track = (event: string, integrations: Record<string, boolean>): void => {
      sdk.track({ userId: 'user-1', event, integrations });
    };
    const before = world.receiver.requests.length;

    const toCrm = await world.deliveredFrom(() => {
      track('To All', { All: true });
      track('Not To Ads', { 'Ads Partner': false });
      track('Only To Ads', { All: false, 'Ads Partner': true });
      track('To Nobody', { All: false });
      return sdk.closeAndFlush();
    });

    const toAds = world.receiver.requests
      .slice(before)
      .filter(({ path }) => path === '/ads')
      .map(({ body }) => (JSON.parse(body) as { event: string }).event);
    expect(toCrm.map(({ event }) => event).sort()).toEqual(['Not To Ads', 'To All']);
    expect(toAds.sort()).toEqual(['Only To Ads', 'To All']);
    const only = toCrm.find(({ event }) => event === 'Not To Ads');
    expect(only).toMatchObject({ integrations: { 'Ads Partner': false } });
  });

  test('sees success when one of its events is refused, and the others arrive', async () => {
    const { sdk, errors, statuses } = aSegmentSdk();

    const events = await world.deliveredFrom(() => {
      sdk.track({ userId: 'user-1', event: 'Before' });
      sdk.track({ userId: 'user-1', event: 'Refused', messageId: 'x'.repeat(101) });
      sdk.track({ userId: 'user-1', event: 'After' });
      return sdk.closeAndFlush();
    });

    expect({ errors, statuses }).toEqual({ errors: [], statuses: [200] });
    expect(events.map(({ event }) => event).sort()).toEqual(['After', 'Before']);
    expect((await world.pipeline.ledger()).sources[0]?.rejected).toEqual({ message_id_too_long: 1 });
  });
});

/** Collects what an SDK says in the callback of each call. */
function callbacks(): { done: (error?: unknown) => void; errors: unknown[] } {
  const errors: unknown[] = [];
  return { done: (error) => void errors.push(error), errors };
}

describe('analytics-node 6', () => {
  test('delivers all six calls with their fields, and calls back without an error', async () => {
    const sdk = new OldAnalytics('wk_web', { host: world.url });
    const { done, errors } = callbacks();
    const user = { userId: 4711, timestamp: new Date('2026-03-04T05:06:07.089Z') };

    const events = await world.deliveredFrom(async () => {
      // The first call sends at once, the others wait for the flush.
      const first = new Promise((resolve) => {
        sdk.identify({ ...user, traits: { email: 'ada@example.com' } }, (error) => resolve(error));
      });
      sdk.track({ ...user, event: 'Order Completed', properties: { revenue: 12.5 } }, done);
      sdk.page({ ...user, name: 'Index' }, done);
      sdk.screen({ ...user, name: 'Home' }, done);
      sdk.group({ ...user, groupId: 'group-1', traits: { employees: 40 } }, done);
      sdk.alias({ ...user, previousId: 'anonymous-1' }, done);
      done(await first);
      const sent = await sdk.flush(done);
      expect(sent?.batch).toHaveLength(5);
    });

    expect(errors).toEqual(Array(7).fill(undefined));
    expect(events.map(({ type }) => type).sort()).toEqual(['alias', 'group', 'identify', 'page', 'screen', 'track']);
    for (const event of events) {
      expect(event).toMatchObject({
        ...ENRICHED,
        messageId: expect.stringMatching(/^node-[0-9a-f]{32}-[0-9a-f-]{36}$/) as unknown,
        userId: '4711',
        channel: 'server',
        originalTimestamp: '2026-03-04T05:06:07.089Z',
        context: { library: { name: 'analytics-node', version: '6.2.0' } },
      });
    }
    expect(theOne(events, 'track')).toMatchObject({ event: 'Order Completed', properties: { revenue: 12.5 } });
    expect(theOne(events, 'group')).toMatchObject({ groupId: 'group-1', traits: { employees: 40 } });
  });
});

describe('@rudderstack/rudder-sdk-node', () => {
  test('delivers all six calls, which it sends in gzip and calls a form', async () => {
    const requests: unknown[] = [];
    const sdk = new RudderAnalytics('wk_web', {
      dataPlaneUrl: world.url,
      errorHandler: (error: unknown) => void requests.push(error),
    });
    const { done, errors } = callbacks();
    const user = { userId: 'user-1' };

    const startedAt = Date.now();
    const events = await world.deliveredFrom(async () => {
      const first = new Promise((resolve) => {
        sdk.identify({ ...user, traits: { email: 'ada@example.com' } }, (error?: unknown) => resolve(error));
      });
      sdk.track({ ...user, event: 'Order Completed', properties: { revenue: 12.5 } }, done);
      sdk.page({ ...user, name: 'Index' }, done);
      sdk.screen({ ...user, name: 'Home' }, done);
      sdk.group({ ...user, groupId: 'group-1', traits: { employees: 40 } }, done);
      sdk.alias({ ...user, previousId: 'anonymous-1' }, done);
      done(await first);
      await sdk.flush(done);
    });

    expect({ errors, requests }).toEqual({ errors: Array(7).fill(undefined), requests: [] });
    expect(events.map(({ type }) => type).sort()).toEqual(['alias', 'group', 'identify', 'page', 'screen', 'track']);
    for (const event of events) {
      expect(event).toMatchObject({
        ...ENRICHED,
        messageId: expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown,
        userId: 'user-1',
        channel: 'server',
        context: { library: { name: 'analytics-node', version: '3.0.13' } },
      });
      // This SDK sends the time of the call as originalTimestamp, which is kept.
      const calledAt = Date.parse(String(event['originalTimestamp']));
      expect(calledAt).toBeGreaterThanOrEqual(startedAt);
      expect(calledAt).toBeLessThanOrEqual(Date.parse(String(event['receivedAt'])));
      expect(Math.abs(correctionMs(event))).toBeLessThanOrEqual(Date.now() - startedAt);
    }
    expect(theOne(events, 'identify')).toMatchObject({ context: { traits: { email: 'ada@example.com' } } });
    expect(theOne(events, 'track')).toMatchObject({ event: 'Order Completed', properties: { revenue: 12.5 } });
  });
});

test('leaves a ledger whose sums close', async () => {
  await world.pipeline.drain();

  expect(ledgerFaults(await world.pipeline.ledger())).toEqual([]);
});
