import type { Receiver } from '../../local/receiver.ts';
import { developComponent } from './an-installed-component.ts';
import type { PenstockProcess } from './penstock-process.ts';
import { basic } from './test-pipeline.ts';

// An installation in which something of everything is stored. The fixtures of test/stored were made of it, and the same is
// done by the code of now to see whether it still stores what they say.

/** Nobody listens there, so what is sent to it waits. */
export const NOWHERE = 'http://127.0.0.1:9/hook';

const SECRETS = { apiKey: 'key-of-crm', sharedSecret: 'shared-secret-of-crm' };

/** Another attempt is minutes away, so whatever waits for one is still there when Penstock is stopped. */
const PATIENT = { retry: { retries: 5, over: '30m' } };
const BREAKS_AT_ONCE = { minimumAttempts: 1, failingShare: 0.01, window: '1h', probeAfter: '5m' };

/** The workspace that it begins with, for a file. */
export function installationWorkspace({ url }: Pick<Receiver, 'url'>): object {
  const webhook = (id: string, more: object = {}): object => ({
    ...{ id, source: 'web', kind: 'webhook', settings: { url: `${url}/${id}` }, ...PATIENT, ...more },
  });
  return {
    workspace: 'acme',
    sources: [
      { id: 'web', name: 'Website', writeKeys: ['wk_web', { key: 'sk_web', class: 'server' }] },
      { id: 'app', writeKeys: ['wk_app'] },
    ],
    destinations: [
      webhook('crm', {
        name: 'Customers',
        settings: { url: `${url}/crm`, ...SECRETS },
        filter: 'type = "track" or type = "identify"',
      }),
      webhook('flaky'),
      webhook('strict', { filter: 'event != "Last"' }),
      webhook('gone', { retry: { retries: 0, over: '1s' } }),
      webhook('down', { breaker: BREAKS_AT_ONCE }),
      webhook('limited', { rateLimit: { perSecond: 0.1, atOnce: 1 } }),
      webhook('throttled', { filter: 'event = "Throttled"' }),
      webhook('again', { filter: 'event = "Nothing of this name"' }),
    ],
  };
}

/** How its partners answer. */
export function reactions({ path }: { readonly path: string }): { status: number; headers?: Record<string, string> } {
  if (path.startsWith('/flaky') || path.startsWith('/gone') || path.startsWith('/down')) return { status: 503 };
  if (path.startsWith('/strict')) return { status: 401 };
  return path.startsWith('/throttled') ? { status: 429, headers: { 'retry-after': '600' } } : { status: 200 };
}

export type Ask = <T = Readonly<Record<string, never>>>(line: string, body?: object, headers?: HeadersOf) => Promise<T>;
export type HeadersOf = Readonly<Record<string, string>>;
export type Until = (isSo: () => Promise<boolean>) => Promise<void>;

/** What happens in it until it is stopped. `until` waits for a condition. */
export async function liveThrough(
  { url }: Pick<PenstockProcess, 'url'>,
  receiver: Receiver,
  until: Until,
): Promise<void> {
  receiver.react(reactions);
  const ask = createAsk(url);
  await ask('GET /api/v1/sources/web/events');
  await sendSome(ask, url, until);
  await developComponent(ask, { url, receiver });
  await askForAccess(ask);
  await replaySome(ask, until);
  for (const id of ['crm', 'flaky', 'gone', 'down', 'limited', 'throttled', 'again']) {
    await ask(`PATCH /api/v1/destinations/${id}`, { settings: { url: NOWHERE, ...(id === 'crm' ? SECRETS : {}) } });
  }
}

/** What it is sent at last, so that messages of ingest are in the queue when it is killed right after. */
export async function sendLast(url: string, name: string, count: number): Promise<readonly string[]> {
  const ids = Array.from({ length: count }, (_, index) => `${name}-${index}`);
  const send = (messageId: string): Promise<unknown> =>
    sendOne(url, { type: 'track', event: 'Last', userId: 'u9', messageId }, 'wk_web');
  await Promise.all(ids.map(send));
  return ids;
}

function createAsk(url: string): Ask {
  return async <T>(line: string, body?: object, headers: HeadersOf = {}): Promise<T> => {
    const [method = 'GET', path = '/'] = line.split(' ');
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (response.status >= 300) throw new Error(`${line}: ${response.status} ${text}`);
    const answer = (text === '' ? {} : JSON.parse(text)) as { readonly data?: unknown };
    return (answer.data ?? answer) as T;
  };
}

/** Enough for a destination that answers 429 to be slowed down. */
const THROTTLED = 40;

const sendOne = (url: string, event: object, writeKey: string): Promise<void> => sendAll(url, [event], writeKey);

async function sendAll(url: string, batch: readonly object[], writeKey: string): Promise<void> {
  const headers = { authorization: basic(writeKey), 'content-type': 'application/json' };
  const response = await fetch(`${url}/v1/batch`, { method: 'POST', headers, body: JSON.stringify({ batch }) });
  if (!response.ok) throw new Error(`an event was not taken: ${response.status}`);
}

type Counts = { readonly id: string } & Readonly<Record<'delivered' | 'held' | 'waiting' | 'matched', number>>;
type Ledger = { readonly destinations: readonly Counts[] };

/** The events of the installation, by their names. */
async function sendSome(ask: Ask, url: string, until: Until): Promise<void> {
  const countsOf = async (id: string): Promise<Counts | undefined> =>
    (await ask<Ledger>('GET /api/ledger')).destinations.find((destination) => destination.id === id);
  const first = { type: 'track', event: 'Order Completed', userId: 'u1', messageId: 'first' };
  await sendOne(
    url,
    { ...first, properties: { total: 12.5, id: 12345678901234567890n.toString(), items: [{ sku: 'a' }] } },
    'wk_web',
  );
  await until(async () => ((await countsOf('crm'))?.delivered ?? 0) > 0);
  await sendOne(url, first, 'wk_web');
  await sendOne(
    url,
    { type: 'identify', userId: 'u1', traits: { email: 'ada@example.com' }, messageId: 'who' },
    'wk_web',
  );
  await sendOne(
    url,
    { type: 'page', name: 'Home', userId: 'u1', messageId: 'home', integrations: { All: true, Flaky: false } },
    'wk_web',
  );
  await sendOne(url, { type: 'delete', userId: 'u2', messageId: 'forget' }, 'sk_web');
  await sendOne(url, { type: 'track', userId: 'u2', messageId: 'refused' }, 'wk_web');
  await sendOne(url, { type: 'track', event: 'Odd', userId: 'u2', messageId: 'odd', timestamp: 'never' }, 'wk_web');
  await sendOne(url, { type: 'track', event: 'Unknown', userId: 'u2', messageId: 'unknown' }, 'wk_nobody');
  await sendAll(
    url,
    Array.from({ length: THROTTLED }, () => ({ type: 'track', event: 'Throttled', userId: 'u1' })),
    'wk_web',
  );
  let sent = 0;
  await until(async () => {
    sent += 1;
    await sendOne(url, { type: 'track', event: 'Held', userId: 'u3', messageId: `held-${sent}` }, 'wk_web');
    return ((await countsOf('down'))?.held ?? 0) > 1;
  });
}

/** One replay that is done, and one that is paused half-way, whose destination takes an event in ten seconds. */
/** One waits, and one was declined. */
async function askForAccess(ask: Ask): Promise<void> {
  const form = { website: 'https://partner.example.com', name: 'Pat', acceptsProgramme: true };
  const useCase = 'Our customers want their orders with us.';
  await ask('POST /api/v1/access-requests', { ...form, useCase, company: 'Waiting', email: 'waits@example.com' });
  await ask('POST /api/v1/access-requests', { ...form, useCase, company: 'Declined', email: 'declined@example.com' });
  type Listed = { accessRequests: { id: string; email: string }[] };
  const { accessRequests } = await ask<Listed>('GET /api/operator/v1/access-requests');
  const id = accessRequests.find(({ email }) => email === 'declined@example.com')?.id ?? '';
  await ask(`POST /api/operator/v1/access-requests/${id}/decline`, { reason: 'There is one already.' });
}

async function replaySome(ask: Ask, until: Until): Promise<void> {
  type Created = { readonly id: string };
  const from = new Date(Date.now() - HOUR_MS).toISOString();
  const done = await ask<Created>('POST /api/replays', { destination: 'crm', from, types: ['track'] });
  await until(async () => (await ask<{ state: string }>(`GET /api/replays/${done.id}`)).state === 'done');
  const slow = await ask<Created>('POST /api/replays', { destination: 'flaky', from, ratePerSecond: 1 });
  await until(async () => (await ask<{ state: string }>(`GET /api/replays/${slow.id}`)).state === 'running');
  await ask(`POST /api/replays/${slow.id}/pause`);
}

const HOUR_MS = 60 * 60 * 1000;
