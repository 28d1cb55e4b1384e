// What each answer of a destination means for a delivery, from the first request to the ledger: one destination for each
// answer, all of one source, each with one retry within a second.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Trace } from '../../functions/control-api/use-cases/trace.ts';
import type { LedgerReport } from '../../functions/shared/ledger/ledger-report.ts';
import { startReceiver, type Reaction, type ReceivedRequest, type Receiver } from '../../local/receiver.ts';
import { aWebhook, aWorkspace, ledgerFaults, startTestPipeline, type TestPipeline } from '../support/test-pipeline.ts';

type End = 'delivered' | 'discarded' | 'dead letter';
type Case = { readonly attempts: number; readonly end: End; readonly reason?: string };

const statuses = (codes: readonly number[], expected: Case): [string, Case][] =>
  codes.map((code) => [
    `status-${code}`,
    expected.end === 'delivered' ? expected : { ...expected, reason: `http_${code}` },
  ]);

/** Destination -> what must become of an event for it. A status is the answer; the others are explained below. */
const CASES: readonly [string, Case][] = [
  ...statuses([200, 201, 202, 204, 299], { attempts: 1, end: 'delivered' }),
  ...statuses([400, 401, 402, 403, 404, 405, 406, 409, 410, 413, 415, 418, 422, 451, 499, 501], {
    attempts: 1,
    end: 'discarded',
  }),
  ...statuses([300, 304], { attempts: 1, end: 'discarded' }),
  ...statuses([408, 423, 429, 500, 502, 503, 504, 599], { attempts: 2, end: 'dead letter' }),
  ['redirect-elsewhere', { attempts: 1, end: 'discarded', reason: 'redirect_refused' }],
  ['redirect-same-origin', { attempts: 1, end: 'delivered' }],
  ['redirect-as-get', { attempts: 1, end: 'discarded', reason: 'redirect_refused' }],
  ['redirect-in-circles', { attempts: 1, end: 'discarded', reason: 'redirect_refused' }],
  ['reset', { attempts: 2, end: 'dead letter', reason: 'connection_reset' }],
  ['hang', { attempts: 2, end: 'dead letter', reason: 'timeout' }],
  ['nobody-listens', { attempts: 2, end: 'dead letter', reason: 'connection_refused' }],
  ['huge-answer', { attempts: 1, end: 'delivered' }],
];

let receiver: Receiver;
let elsewhere: Receiver;
let pipeline: TestPipeline;
let ledger: LedgerReport;

beforeAll(async () => {
  receiver = await startReceiver();
  elsewhere = await startReceiver();
  receiver.react(react);
  const closed = await startReceiver();
  await closed.close();
  const urlOf = (id: string): string => `${id === 'nobody-listens' ? closed.url : receiver.url}/${id}`;
  pipeline = await startTestPipeline(
    aWorkspace(
      CASES.map(([id]) => aWebhook('', { id, settings: { url: urlOf(id) }, retry: { retries: 1, over: '1s' } })),
    ),
  );
  await pipeline.send('/v1/track', { userId: 'u1', event: 'Signed Up', messageId: 'm1' });
  await pipeline.drain();
  ledger = await pipeline.ledger();
});
afterAll(async () => {
  await pipeline.close();
  await receiver.close();
  await elsewhere.close();
});

function react({ path }: ReceivedRequest): Reaction {
  const id = path.slice(1);
  const status = /^status-(\d+)$/.exec(id)?.[1];
  if (status !== undefined) return { status: Number(status) };
  switch (id) {
    case 'redirect-elsewhere':
      return { status: 307, headers: { location: `${elsewhere.url}/hook` } };
    case 'redirect-same-origin':
      return { status: 308, headers: { location: '/arrived' } };
    case 'redirect-as-get':
      return { status: 302, headers: { location: '/arrived' } };
    case 'redirect-in-circles':
      return { status: 307, headers: { location: '/redirect-in-circles' } };
    case 'reset':
      return 'reset';
    case 'hang':
      return 'hang';
    case 'huge-answer':
      return { status: 200, body: 'x'.repeat(1_000_000) };
    default:
      return { status: 200 };
  }
}

const requestsAt = (path: string): readonly ReceivedRequest[] =>
  receiver.requests.filter((request) => request.path === path);

describe('an event for a destination that answers with', () => {
  test.each(CASES)('%s', (id, { attempts, end, reason = '' }) => {
    const counts = ledger.destinations.find((destination) => destination.id === id);

    expect(counts).toMatchObject({
      matched: 1,
      attempts,
      delivered: end === 'delivered' ? 1 : 0,
      discarded: end === 'discarded' ? { [reason]: 1 } : {},
      deadLettered: end === 'dead letter' ? { [reason]: 1 } : {},
      waiting: 0,
      held: 0,
      enabled: id !== 'status-410',
    });
  });
});

test('makes exactly the requests that the ledger counts as attempts, and the same one each time', () => {
  for (const [id, { attempts }] of CASES) {
    const requests = requestsAt(`/${id}`);
    const expected = { 'nobody-listens': 0, 'redirect-in-circles': 3 }[id] ?? attempts;
    expect({ id, requests: requests.length }).toEqual({ id, requests: expected });
    expect(new Set(requests.map(({ body }) => body)).size).toBe(Math.min(expected, 1));
    expect(requests.every(({ headers }) => headers['webhook-id'] === 'm1')).toBe(true);
  }
  expect(ledgerFaults(ledger)).toEqual([]);
});

test('follows a redirect at the same origin with the whole request, and takes no request to another host', () => {
  const [redirected] = requestsAt('/redirect-same-origin');
  const arrived = requestsAt('/arrived');

  expect(arrived).toHaveLength(1);
  expect(arrived[0]).toMatchObject({ method: 'POST', body: redirected?.body });
  expect(elsewhere.requests).toEqual([]);
});

test('gives a destination that never answers five seconds for each attempt', async () => {
  const { destinations } = (await (await fetch(`${pipeline.url}/api/trace/web/m1`)).json()) as Trace;

  const attempts = destinations.find(({ id }) => id === 'hang')?.attempts ?? [];
  expect(attempts).toHaveLength(2);
  for (const { example } of attempts) expect(example?.latencyMs).toBeGreaterThanOrEqual(5_000);
});

describe('a destination that says it is gone', () => {
  test('is switched off with a notice, and gets nothing more', async () => {
    const before = requestsAt('/status-410').length;
    expect(ledger.destinations.filter(({ enabled }) => !enabled)).toEqual([
      expect.objectContaining({
        id: 'status-410',
        enabled: false,
        notice: expect.stringMatching(/^Switched off: .*status 410/) as unknown,
      }),
    ]);

    const onlyHere = { All: false, 'status-410': true };
    await pipeline.send('/v1/track', { userId: 'u1', event: 'Signed Up', messageId: 'm2', integrations: onlyHere });
    await pipeline.drain();

    const counts = (await pipeline.ledger()).destinations.find(({ id }) => id === 'status-410');
    expect(counts).toMatchObject({ matched: 1, filtered: { disabled: 1 }, attempts: 1 });
    expect(requestsAt('/status-410')).toHaveLength(before);
  });
});
