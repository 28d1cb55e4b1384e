import { afterAll, beforeAll, expect, test } from 'vitest';
import { startReceiver, type Receiver } from '../../local/receiver.ts';
import { aCompleteApp } from '../support/a-component.ts';
import { A_STREAM_CODE, aStream } from '../support/a-stream.ts';
import { startTestPipeline, type TestPipeline } from '../support/test-pipeline.ts';
import { createWorkspaces, type Workspaces } from '../support/workspaces.ts';

// A partner's event source, from nothing to the events of a customer: the code runs in the real runner.

let receiver: Receiver;
let pipeline: TestPipeline;
let workspaces: Workspaces;

beforeAll(async () => {
  receiver = await startReceiver();
  pipeline = await startTestPipeline({ workspace: 'from-file', sources: [{ id: 'web', writeKeys: ['wk_web'] }] });
  workspaces = await createWorkspaces(pipeline, ['partner', 'customer', 'reviews']);
});
afterAll(async () => {
  await pipeline.close();
  await receiver.close();
});

type Case = { readonly title: string; readonly verdict: string; readonly detail: string; readonly events?: object[] };
type Suite = { readonly componentTest: { readonly passed: boolean; readonly cases: Case[] } };
type Made = { readonly source: { readonly addresses: readonly [{ readonly url: string }] } };

const got = (): { event: string; properties: object }[] =>
  receiver.requests.map(({ body }) => JSON.parse(body) as { event: string; properties: object });

const post = (url: string, secret: string): Promise<Response> =>
  fetch(url, {
    ...{ method: 'POST', body: JSON.stringify({ customer: 'u1', total: 7 }) },
    headers: { 'content-type': 'application/json', 'x-shop-secret': secret },
  });

/** Posts again and again until the configuration has arrived, and an event of this name was delivered. */
async function untilDelivered(url: string, event: string): Promise<void> {
  const send = async (): Promise<boolean> => {
    await post(url, 'secret-of-customer');
    return got().some((each) => each.event === event);
  };
  await expect.poll(send, { interval: 250 }).toBe(true);
}

const settings = { signingSecret: 'secret-for-tests' };

test('a partner makes a stream, a customer connects it, and what is posted to his address is delivered to him', async () => {
  const { by, call, decide } = workspaces;
  await by('partner', 'POST /apps', { id: 'acme-app', ...aCompleteApp });
  await by('partner', 'POST /apps/acme-app/terms', { accepted: true });
  await by('partner', 'POST /components', { id: 'shop', appId: 'acme-app', ...aStream });
  const suite = await by<Suite>('partner', 'POST /component-tests', { componentId: 'shop', settings });
  const wrong = { componentId: 'shop', settings: { signingSecret: 'another' } };
  const failing = await by<Suite>('partner', 'POST /component-tests', wrong);
  await by('partner', 'POST /component-tests', { componentId: 'shop', settings });
  await by('partner', 'POST /components/shop/submission');
  const reviewed = await by<Suite>('reviews', 'POST /reviews/shop/component-tests', { settings });
  await decide('POST /reviews/shop/approve', {});
  await decide('POST /reviews/shop/promote');
  const given = { functionSettings: { signingSecret: 'secret-of-customer' } };
  const { source } = await by<Made>('customer', 'POST /sources', { id: 'orders', metadataId: 'shop', ...given });
  const hook = {
    id: 'hook',
    name: 'Hook',
    sourceId: 'orders',
    kind: 'webhook',
    settings: { url: `${receiver.url}/hook` },
  };
  await by('customer', 'POST /destinations', hook);
  const { url } = source.addresses[0];
  await untilDelivered(url, 'Order Completed');
  await post(url, 'a wrong one');
  await pipeline.drain();

  expect(suite.componentTest.passed).toBe(true);
  expect(suite.componentTest.cases).toMatchObject([
    {
      ...{ title: 'An order', verdict: 'pass', detail: 'It made track Order Completed.' },
      events: [{ type: 'track', name: 'Order Completed', isTaken: true, event: { properties: { total: 12.5 } } }],
    },
    { title: 'A request that is none of yours', verdict: 'pass' },
    { title: 'Every event that it sends is made', verdict: 'pass' },
  ]);
  expect(failing.componentTest.cases[0]).toMatchObject({ verdict: 'fail' });
  expect(JSON.stringify(failing.componentTest.cases)).toContain('the secret is wrong');
  expect(reviewed.componentTest.cases[0]).toMatchObject({ verdict: 'pass', events: [{ name: 'Order Completed' }] });
  expect(got()[0]).toMatchObject({ event: 'Order Completed', properties: { total: 7 } });
  const { sources } = await pipeline.ledger();
  expect(sources.find(({ id }) => id === 'orders')?.rejected).toMatchObject({ function_invalid_event: 1 });

  const code = A_STREAM_CODE.replace("'Order Completed'", "'Order Placed'");
  const sentEvents = [{ type: 'track', name: 'Order Placed' }];
  await by('partner', 'PATCH /components/shop', { code, sentEvents });
  await by('partner', 'POST /component-tests', { componentId: 'shop', settings });
  await by('partner', 'POST /components/shop/submission');
  await decide('POST /reviews/shop/approve', {});
  const before = got().length;
  await post(url, 'secret-of-customer');
  await pipeline.drain();
  const kept = got().slice(before);
  const available = await by<{ source: object }>('customer', 'GET /sources/orders');
  const taken = await by<Made>('customer', 'PATCH /sources/orders', { componentVersion: 2 });
  await untilDelivered(url, 'Order Placed');

  expect(kept).toMatchObject([{ event: 'Order Completed' }]);
  expect(available.source).toMatchObject({ componentVersion: 1, availableVersion: 2 });
  expect(taken.source).toMatchObject({ componentVersion: 2 });

  await by('partner', 'POST /components/shop/retire');
  const gone = await call('customer', 'GET /catalog/sources/shop');
  const renamed = await call('customer', 'PATCH /sources/orders', { functionSettings: { region: 'eu' } });
  const goesOn = await post(url, 'secret-of-customer');
  await pipeline.drain();
  await by('customer', 'DELETE /destinations/hook');
  await by('customer', 'DELETE /sources/orders');

  expect([gone.status, renamed.status, goesOn.status]).toEqual([404, 200, 200]);
  await expect.poll(async () => (await post(url, 'secret-of-customer')).status).toBe(404);
});
