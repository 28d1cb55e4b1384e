import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startReceiver, type Receiver } from '../../local/receiver.ts';
import { aWebhook, aWorkspace, startTestPipeline, type TestPipeline } from '../support/test-pipeline.ts';

const SECRET = 'whsec_c2VjcmV0LW9mLXRoZS10ZXN0';

type Case = { readonly name: string; readonly verdict: string };
type ComponentTest = { readonly id: string; readonly passed: boolean; readonly cases: readonly Case[] };
type Shown = { readonly messageId?: string; readonly verdict: string; readonly reason?: string };

let receiver: Receiver;
let pipeline: TestPipeline;

beforeAll(async () => {
  receiver = await startReceiver();
  const settings = { url: `${receiver.url}/hook`, sharedSecret: SECRET, apiKey: 'key-of-customer' };
  pipeline = await startTestPipeline(
    aWorkspace([
      aWebhook(receiver.url, { settings, filter: 'event != "Ignored"', retry: { retries: 2, over: '10s' } }),
    ]),
  );
});
afterEach(() => receiver.react(() => ({ status: 200 })));
afterAll(async () => {
  await pipeline.close();
  await receiver.close();
});

/** Calls the API as the owner of this machine. */
async function api<T>(line: string, body?: object): Promise<T> {
  const [method = 'GET', path = '/'] = line.split(' ');
  const response = await fetch(`${pipeline.url}/api/v1${path}`, {
    method,
    headers: body === undefined ? {} : { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer = (await response.json()) as { data?: T };
  if (answer.data === undefined) throw new Error(JSON.stringify(answer));
  return answer.data;
}

describe('the Event Tester on a running pipeline', () => {
  test('sends what delivery would send, signed, and counts nothing', async () => {
    const event = { type: 'track', event: 'Order Completed', userId: 'u1', messageId: 'tested-1' };

    const { test } = await api<{ test: { next: object; request: { body: string } } }>(
      'POST /destinations/crm/test-event',
      { event },
    );
    await pipeline.send('/v1/track', { ...event, messageId: 'sent-1' });
    await pipeline.drain();

    const [tested, delivered] = receiver.requests;
    expect(test.next).toMatchObject({ result: 'delivered' });
    expect(test.request.body).toBe(tested?.body);
    expect(() =>
      new Webhook(SECRET).verify(tested?.body ?? '', tested?.headers as Record<string, string>),
    ).not.toThrow();
    expect(Object.keys(tested?.headers ?? {})).toEqual(Object.keys(delivered?.headers ?? {}));
    const { destinations } = await pipeline.ledger();
    expect(destinations).toMatchObject([{ id: 'crm', matched: 1, delivered: 1 }]);
  });

  test('says which filter keeps an event away, and sends nothing', async () => {
    const before = receiver.requests.length;
    const event = { type: 'track', event: 'Ignored', userId: 'u1' };

    const { test } = await api<{ test: object }>('POST /destinations/crm/test-event', { event });

    expect(test).toMatchObject({
      dropped: { by: 'filter', parts: [{ part: 'event != "Ignored"', values: { event: 'Ignored' } }] },
    });
    expect(receiver.requests).toHaveLength(before);
  });

  test('tests a connection, and says what to do when it fails', async () => {
    const connected = await api<object>('POST /destinations/crm/test-connection');
    receiver.react(() => ({ status: 401 }));

    const failed = await api<{ explanation: string }>('POST /destinations/crm/test-connection');

    expect(connected).toMatchObject({ connection: 'connected' });
    expect(failed).toMatchObject({ connection: 'failed' });
    expect(failed.explanation).toContain('check the apiKey');
  });
});

describe('the test suite of components on a running pipeline', () => {
  const run = async (): Promise<ComponentTest> => {
    const body = { url: `${receiver.url}/events`, apiKey: 'good-key', sharedSecret: SECRET };
    return (await api<{ componentTest: ComponentTest }>('POST /component-tests', body)).componentTest;
  };
  const verdictsOf = ({ cases }: ComponentTest): Record<string, string> =>
    Object.fromEntries(cases.map(({ name, verdict }) => [name, verdict]));

  test('is green for a partner that does everything right, and keeps the result', async () => {
    receiver.react(({ headers, body }) => {
      try {
        new Webhook(SECRET).verify(body, headers as Record<string, string>);
      } catch {
        return { status: 401 };
      }
      return { status: headers['authorization'] === `Basic ${btoa('good-key:')}` ? 202 : 401 };
    });

    const test = await run();
    const { componentTest: kept } = await api<{ componentTest: ComponentTest }>(`GET /component-tests/${test.id}`);

    expect(test.cases.filter(({ verdict }) => verdict !== 'pass')).toEqual([]);
    expect(test.passed).toBe(true);
    expect(kept).toEqual(test);
  });

  test('is red for a partner that cannot keep up and checks nothing', async () => {
    let count = 0;
    receiver.react(() => ({ status: (count += 1) > 40 ? 503 : 200 }));

    const test = await run();

    expect(test.passed).toBe(false);
    expect(verdictsOf(test)).toMatchObject({ burst: 'fail', 'wrong-key': 'warn', 'wrong-signature': 'warn' });
  });

  test('is red for a partner that does not answer in time, and ends all the same', async () => {
    receiver.react(() => 'hang');

    const test = await run();

    expect(test.passed).toBe(false);
    expect(verdictsOf(test)).toMatchObject({ 'call-track': 'fail', latency: 'fail', burst: 'skipped' });
  });
});

describe('the schema of a source on a running pipeline', () => {
  test('has an event as soon as it was fanned out', async () => {
    const traits = { plan: 'free', address: { city: 'Delft' } };
    await pipeline.send('/v1/identify', { userId: 'u1', traits });
    await pipeline.drain();

    const { events } = await api<{ events: { type: string }[] }>('GET /sources/web/schema');

    expect(events.find(({ type }) => type === 'identify')).toMatchObject({
      count: 1,
      properties: [
        { path: 'address.city', types: ['string'] },
        { path: 'plan', types: ['string'] },
      ],
    });
  });
});

describe('the debugger of a source on a running pipeline', () => {
  test('shows what was archived before somebody looked', async () => {
    await pipeline.send('/v1/track', { userId: 'u1', event: 'Before', messageId: 'before-1' });
    await pipeline.drain();

    const { events } = await api<{ events: Shown[] }>('GET /sources/web/events');

    expect(events).toContainEqual(expect.objectContaining({ messageId: 'before-1', verdict: 'accepted' }));
  });

  test('has samples of what was archived, whole, by type and name', async () => {
    const long = 'x'.repeat(5_000);
    const order = { type: 'track', userId: 'u1', event: 'Sampled', messageId: 'sample-1', properties: { long } };
    await pipeline.send('/v1/batch', { batch: [order, { type: 'identify', userId: 'u1', messageId: 'sample-2' }] });
    await pipeline.drain();

    const samplesOf = async (query: string) =>
      (await api<{ samples: { messageId: string }[] }>(`GET /sources/web/samples?${query}`)).samples;

    expect(await samplesOf('type=track&event=Sampled')).toEqual([expect.objectContaining(order)]);
    const identified = (await samplesOf('type=identify')).map(({ messageId }) => messageId);
    expect(identified).toContain('sample-2');
    expect(identified).not.toContain('sample-1');
    expect(await samplesOf('limit=1')).toHaveLength(1);
  });

  test('shows events live with what became of them', async () => {
    const seen = new Map<string, Shown>();
    let round = 0;
    let { cursor } = await api<{ cursor: string }>('GET /sources/web/events');
    const look = async (): Promise<string[]> => {
      // A running function notices within two seconds that somebody looks.
      round += 1;
      const event = { userId: 'u1', event: 'Live', messageId: `live-${round}` };
      await pipeline.send('/v1/batch', {
        batch: [
          { ...event, type: 'track' },
          { type: 'track', userId: 'u1' },
        ],
      });
      await pipeline.send('/v1/track', { userId: 'u1', event: 'Before', messageId: 'before-1' });
      const page = await api<{ events: Shown[]; cursor: string }>(`GET /sources/web/events?since=${cursor}`);
      cursor = page.cursor;
      for (const event of page.events) seen.set(event.verdict, event);
      return [...seen.keys()].sort();
    };

    await expect.poll(look, { interval: 300 }).toEqual(['accepted', 'duplicate', 'rejected']);

    expect(seen.get('accepted')?.messageId).toMatch(/^live-/);
    expect(seen.get('duplicate')?.messageId).toBe('before-1');
    expect(seen.get('rejected')).toMatchObject({ reason: 'event_not_defined' });
  });
});
