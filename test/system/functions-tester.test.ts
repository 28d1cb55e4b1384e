import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startReceiver, type Receiver } from '../../local/receiver.ts';
import { startTestPipeline, type TestPipeline } from '../support/test-pipeline.ts';

const WITHOUT_MAIL = `async function onTrack(event) {
  if (event.event === 'Secret') throw new DropEvent('nobody is told');
  console.log('mail was', event.properties.mail);
  delete event.properties.mail;
  return event;
}`;

const MARKED = `async function onTrack(event) {
  event.properties.marked = true;
  return event;
}`;

const TO_CRM = `async function onTrack(event, settings) {
  await fetch(settings.endpoint, {
    method: 'POST',
    headers: { authorization: 'Bearer ' + settings.apiKey },
    body: JSON.stringify({ name: event.event, key: settings.apiKey }),
  });
}`;

type Run = {
  readonly functionId: string;
  readonly result: string;
  readonly reason: string;
  readonly changes?: readonly unknown[];
  readonly logs: readonly { readonly text: string }[];
  readonly requests: readonly Record<string, unknown>[];
};
type Tested = {
  readonly steps: readonly { readonly name: string; readonly result: string; readonly detail: string }[];
  readonly functions: readonly Run[];
  readonly request?: { readonly body: string };
  readonly next?: { readonly result: string };
};

describe('the Event Tester', () => {
  let receiver: Receiver;
  let pipeline: TestPipeline;

  beforeAll(async () => {
    receiver = await startReceiver();
    pipeline = await startTestPipeline({
      workspace: 'acme',
      sources: [{ id: 'web', writeKeys: ['wk_web'] }],
      functions: [
        { id: 'without-mail', type: 'insert', code: WITHOUT_MAIL },
        { id: 'marked', type: 'insert', code: MARKED },
        {
          ...{ id: 'to-crm', type: 'destination', code: TO_CRM },
          settings: { apiKey: { secret: true, required: true }, endpoint: { required: true } },
        },
      ],
      destinations: [
        {
          ...{ id: 'hook', source: 'web', kind: 'webhook', insert: ['without-mail', 'marked'] },
          settings: { url: `${receiver.url}/hook` },
        },
        {
          ...{ id: 'crm', source: 'web', kind: 'function', function: 'to-crm' },
          settings: { apiKey: 'k-of-the-customer', endpoint: `${receiver.url}/crm` },
        },
      ],
    });
  });
  afterAll(async () => {
    await pipeline.close();
    await receiver.close();
  });

  async function tested(destination: string, body: object): Promise<Tested> {
    const answer = await fetch(`${pipeline.url}/api/v1/destinations/${destination}/test-event`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const { data } = (await answer.json()) as { data: { test: Tested } };
    return data.test;
  }
  const arrived = (path: string): readonly string[] =>
    receiver.requests.filter((request) => request.path === path).map(({ body }) => body);
  const paid = { type: 'track', userId: 'u1', event: 'Paid', properties: { mail: 'ada@example.com', total: 3 } };

  // What runs functions takes a while to start, which an event of production would wait for.
  test('runs functions', async () => {
    await expect
      .poll(async () => (await tested('hook', { event: paid, dryRun: true })).functions[0]?.result)
      .toBe('passed');
    await expect
      .poll(async () => (await tested('crm', { event: paid, dryRun: true })).functions[0]?.result)
      .toBe('delivered');
  });

  test('shows what each insert function changed and logged, and sends what came out of the last', async () => {
    const shown = await tested('hook', { event: paid });

    expect(shown.steps.map(({ name, result }) => `${name} ${result}`)).toEqual([
      ...['ingest passed', 'routing passed', 'functions passed', 'request passed', 'response passed'],
    ]);
    expect(shown.functions).toMatchObject([
      {
        ...{ functionId: 'without-mail', type: 'insert', result: 'passed' },
        ...{ event: { properties: { mail: 'ada@example.com' } }, returned: { properties: { total: 3 } } },
        changes: [{ path: 'properties.mail', before: 'ada@example.com' }],
        logs: [{ level: 'log', text: 'mail was ada@example.com' }],
      },
      { functionId: 'marked', changes: [{ path: 'properties.marked', after: true }], logs: [] },
    ]);
    expect(shown.request?.body).toContain('"marked":true');
    expect(arrived('/hook')).toEqual([shown.request?.body]);
  });

  test('says that a function has kept the event, and asks nobody after it', async () => {
    const before = arrived('/hook').length;

    const shown = await tested('hook', { event: { ...paid, event: 'Secret' } });

    expect(shown.steps.map(({ name, result }) => `${name} ${result}`)).toEqual([
      ...['ingest passed', 'routing passed', 'functions stopped', 'request skipped', 'response skipped'],
    ]);
    expect(shown.functions).toMatchObject([
      { functionId: 'without-mail', result: 'filtered', reason: 'function_dropped' },
    ]);
    expect(shown.next?.result).toBe('filtered');
    expect(arrived('/hook')).toHaveLength(before);
  });

  test('shows the requests of a destination function without its secrets', async () => {
    const shown = await tested('crm', { event: paid });

    expect(shown.functions).toMatchObject([
      { functionId: 'to-crm', type: 'destination', result: 'delivered', requests: [{ method: 'POST', status: 200 }] },
    ]);
    expect(shown.functions[0]?.requests[0]?.['body']).toContain('"name":"Paid"');
    expect(arrived('/crm')).toEqual(['{"name":"Paid","key":"k-of-the-customer"}']);
    expect(JSON.stringify(shown)).not.toContain('k-of-the-customer');
    expect(shown.next?.result).toBe('delivered');
  });

  test('lets a destination function run in a dry run, where nobody is asked', async () => {
    const before = arrived('/crm').length;

    const shown = await tested('crm', { event: paid, dryRun: true });

    expect(shown.functions).toMatchObject([{ result: 'delivered', requests: [{ method: 'POST', status: 200 }] }]);
    expect(shown.steps.at(-1)).toMatchObject({ name: 'response', result: 'skipped' });
    expect(arrived('/crm')).toHaveLength(before);
  });
});
