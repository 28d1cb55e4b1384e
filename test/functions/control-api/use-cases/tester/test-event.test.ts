import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Webhook } from 'standardwebhooks';
import type { Destination } from '../../../../../domain/workspace/destination.ts';
import { testEvent, type TestedEvent } from '../../../../../functions/control-api/use-cases/tester/test-event.ts';
import type { InsertStep } from '../../../../../functions/shared/destinations/insert-steps.ts';
import { createOutboundHttp, type OutboundHttp } from '../../../../../functions/shared/outbound/outbound-http.ts';
import { startReceiver, type Receiver } from '../../../../../local/receiver.ts';
import { aDestination } from '../../../../support/a-destination.ts';
import { aSource } from '../../../../support/a-source.ts';
import { anEvent } from '../../../../support/an-event.ts';

let receiver: Receiver;
let http: OutboundHttp;

beforeAll(async () => {
  receiver = await startReceiver();
  http = openTo(['127.0.0.0/8']);
});
afterAll(async () => {
  await http.close();
  await receiver.close();
});

function openTo(allowedNetworks: readonly string[]): OutboundHttp {
  return createOutboundHttp({ allowedNetworks, maxResponseBytes: 16_384, connectionsPerOrigin: 4 });
}

const SECRET = 'whsec_c2VjcmV0LW9mLXRoZS10ZXN0';

function aReceiving(overrides: Partial<Destination> = {}): Destination {
  const settings = { url: `${receiver.url}/hook`, sharedSecret: SECRET, apiKey: 'key-of-customer', region: 'eu' };
  return aDestination({ settings, ...overrides });
}

function run(overrides: Partial<TestedEvent> = {}, client = http) {
  const deps = { http: client, now: () => new Date(), createId: () => 'test-1' };
  const tested = {
    event: anEvent(),
    source: aSource(),
    destination: aReceiving(),
    dryRun: false,
    ignoreRouting: false,
  };
  return testEvent(deps, { ...tested, ...overrides });
}

describe('an event that is tested', () => {
  test('goes through the steps before the attempt, and is shown as it came in and as it was sent', async () => {
    const step: InsertStep = async ({ line }) => ({ kind: 'passed', line: line.replace('}', ',"marked":true}') });
    const tested = {
      event: anEvent(),
      source: aSource(),
      destination: aReceiving(),
      dryRun: true,
      ignoreRouting: false,
    };
    const deps = { http, now: () => new Date(), createId: () => 'test-1', stepsOf: () => [step] };

    const { test: shown } = await testEvent(deps, tested);

    expect(shown.request?.body).toContain('"marked":true');
    expect(JSON.stringify(shown.event)).not.toContain('marked');
  });

  test('arrives as delivery would send it, and what was sent is what is shown', async () => {
    const { test: shown } = await run();

    const arrived = receiver.requests.at(-1);
    expect(shown.steps.map(({ result }) => result)).toEqual(['passed', 'passed', 'passed', 'passed']);
    expect(shown.next?.result).toBe('delivered');
    expect(shown.request?.body).toBe(arrived?.body);
    const headers = arrived?.headers as Record<string, string>;
    expect(() => new Webhook(SECRET).verify(arrived?.body ?? '', headers)).not.toThrow();
    expect(shown.request?.headers['webhook-signature']).toBe(headers['webhook-signature']);
    expect(shown.request?.headers['x-signature']).toBe(headers['x-signature']);
  });

  test('is not sent with a signature of the empty key', async () => {
    const before = receiver.requests.length;
    const settings = { url: `${receiver.url}/hook`, sharedSecret: 'whsec_!!!!' };

    const { test: shown } = await run({ destination: aDestination({ settings }) });

    expect(shown.steps.map(({ result }) => result)).toEqual(['passed', 'passed', 'stopped', 'skipped']);
    expect(shown.steps[2]?.detail).toContain('its sharedSecret holds no key');
    expect(shown).not.toHaveProperty('request');
    expect(receiver.requests.length).toBe(before);
  });

  test('shows no secret, also when the destination repeats it', async () => {
    const settings = {
      url: `${receiver.url}/hook`,
      ...{
        sharedSecret: SECRET,
        apiKey: 'key-of-customer',
        accountToken: 'tok-123456',
        headers: { 'x-own': 'own-header-1' },
      },
    };
    receiver.react(({ headers }) => ({
      status: 400,
      headers: { 'content-type': 'application/json', 'x-repeated': String(headers['authorization']) },
      body: JSON.stringify({ message: `no ${String(headers['x-own'])}`, all: headers }),
    }));

    const { test: shown } = await run({ destination: aReceiving({ settings }) });
    receiver.react(() => ({ status: 200 }));

    const text = JSON.stringify(shown);
    for (const secret of [SECRET, 'key-of-customer', 'tok-123456', 'own-header-1', btoa('key-of-customer:')]) {
      expect(text).not.toContain(secret);
    }
    expect(text).not.toContain(btoa(JSON.stringify({ accountToken: 'tok-123456' })));
    expect(shown.response).toMatchObject({ status: 400, message: 'no ••••' });
    expect(atob(shown.request?.headers['x-segment-settings'] ?? '')).toBe('{"accountToken":{"set":true}}');
  });

  test('shows no setting that a component calls secret, whatever its name', async () => {
    const settings = { url: `${receiver.url}/hook`, region: 'eu', pin: '4711-0815' };
    receiver.react(() => ({ status: 400, body: 'no account for 4711-0815' }));

    const { test: shown } = await run({ destination: aReceiving({ settings, secretSettings: ['pin'] }) });
    receiver.react(() => ({ status: 200 }));

    const sent = Buffer.from(shown.request?.headers['x-segment-settings'] ?? '', 'base64').toString('utf8');
    expect(JSON.parse(sent)).toEqual({ region: 'eu', pin: { set: true } });
    expect(JSON.stringify(shown.response)).toContain('no account for ');
    expect(JSON.stringify(shown)).not.toContain('4711-0815');
  });

  test('is not sent when the filter keeps it away, unless that is to be ignored', async () => {
    const destination = aReceiving({ filter: 'properties.total > 100' });
    const before = receiver.requests.length;

    const kept = await run({ destination });
    const sent = await run({ destination, ignoreRouting: true });

    expect(kept.test.steps.map(({ result }) => result)).toEqual(['passed', 'stopped', 'skipped', 'skipped']);
    expect(kept.test.dropped?.parts).toEqual([{ part: 'properties.total > 100', values: { 'properties.total': 42 } }]);
    expect(sent.test.steps.map(({ result }) => result)).toEqual(['passed', 'ignored', 'passed', 'passed']);
    expect(receiver.requests).toHaveLength(before + 1);
  });

  test('is not sent in a dry run, and its request is shown', async () => {
    const before = receiver.requests.length;

    const { test: shown } = await run({ dryRun: true });

    expect(receiver.requests).toHaveLength(before);
    expect(shown.request).toMatchObject({ method: 'POST', url: `${receiver.url}/hook` });
    expect(shown.response).toBeUndefined();
  });

  test.each([
    ['no_user_anon_id', { event: { type: 'track', event: 'E' } }],
    ['event_too_large', { event: anEvent({ properties: { text: 'x'.repeat(33_000) } }) }],
    ['delete_not_allowed', { event: { type: 'delete', userId: 'u' } }],
    ['source_disabled', { source: aSource({ enabled: false }) }],
  ])('is refused as ingest refuses it: %s', async (reason, overrides) => {
    const { test: shown } = await run(overrides);

    expect(shown.rejected?.reason).toBe(reason);
    expect(shown.request).toBeUndefined();
  });

  test('does not reach private networks', async () => {
    const closed = openTo([]);
    const before = receiver.requests.length;

    const { test: shown } = await run({}, closed);
    await closed.close();

    expect(shown.response).toMatchObject({ kind: 'failed', failure: 'blocked_address' });
    expect(shown.next).toMatchObject({ result: 'discarded', class: 'setup' });
    expect(receiver.requests).toHaveLength(before);
  });
});
