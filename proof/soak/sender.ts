import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { chance } from './chance.ts';
import { eventOf, eventsOf, hookOf, HOOKS_ID, WRITE_KEY, type SoakEvent, type SoakPlan } from './plan.ts';
import { sendWithSdk } from './sdk-sender.ts';

export type Sent = {
  /** Events that were answered with 200, each once. */
  accepted: number;
  /** Of them, those that the SDK sent. */
  bySdk: number;
  /** Copies of accepted events that were sent on purpose and answered with 200. */
  copies: number;
  /** Requests that were answered with 200; of them, those with gzip. */
  requests: number;
  gzipped: number;
  /** Events of requests without an answer or with another one; they were sent again, and may be counted as duplicates. */
  unanswered: number;
  /** Requests to the source function that were answered with 200; and those that were not, and were sent again. */
  hooks: number;
  unansweredHooks: number;
};

type SenderOptions = {
  readonly plan: SoakPlan;
  /** Where to send, once somebody is there. */
  readonly url: () => Promise<string>;
  /** Where requests to the source function go. */
  readonly hooksUrl: string;
  /** Whether so much is on its way that sending should wait. */
  readonly isBehind: () => boolean;
};

const BATCH = 100;
const WORKERS = 4;
const GZIP_SHARE = 0.25;
const COPIES_PER_BATCH = 2;
/** One in so many batches goes through the SDK. */
const SDK_EVERY = 8;
const PATIENCE_MS = 200;
const LONGEST_REQUEST_MS = 15_000;

/** Sends all events of the plan, each until it was answered with 200. `sent` grows meanwhile. */
export async function sendAll(options: SenderOptions, sent: Sent): Promise<void> {
  const { plan } = options;
  const batches = Math.ceil(plan.events / BATCH);
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < batches) {
      const number = next;
      next += 1;
      while (options.isBehind()) await wait(PATIENCE_MS / 4);
      await Promise.all([sendBatch(options, number, sent), sendHooks(options, { number, batches }, sent)]);
    }
  };
  await Promise.all(Array.from({ length: WORKERS }, work));
}

async function sendBatch(options: SenderOptions, number: number, sent: Sent): Promise<void> {
  const { plan } = options;
  const from = number * BATCH;
  const events = Array.from({ length: Math.min(BATCH, plan.events - from) }, (_, index) => eventOf(plan, from + index));
  if (number % SDK_EVERY === 1) {
    const { failed, repeated } = await sendWithSdk(await options.url(), events);
    sent.bySdk += events.length - failed.length;
    sent.accepted += events.length - failed.length;
    sent.unanswered += failed.length + repeated;
    return post(options, { events: failed, copies: [], isGzipped: false }, sent);
  }
  // Earlier ones, and one of the same request.
  const copies = Array.from({ length: Math.min(COPIES_PER_BATCH, events.length) }, (_, index) =>
    eventOf(plan, Math.floor(chance(plan.seed, 'copy', number, index) * (from + 1))),
  );
  return post(options, { events, copies, isGzipped: chance(plan.seed, 'gzip', number) < GZIP_SHARE }, sent);
}

/** The share of a batch in the requests to the source function, one after the other. */
async function sendHooks(
  { plan, hooksUrl }: SenderOptions,
  { number, batches }: { readonly number: number; readonly batches: number },
  sent: Sent,
): Promise<void> {
  const hooks = eventsOf(plan, HOOKS_ID);
  const until = Math.floor(((number + 1) * hooks) / batches);
  for (let hook = Math.floor((number * hooks) / batches); hook < until; hook += 1) {
    const body = JSON.stringify(hookOf(plan, hook));
    while (!(await isAccepted(hooksUrl, { 'content-type': 'application/json' }, body))) {
      sent.unansweredHooks += 1;
      await wait(PATIENCE_MS);
    }
    sent.hooks += 1;
  }
}

type Batch = {
  readonly events: readonly SoakEvent[];
  readonly copies: readonly SoakEvent[];
  readonly isGzipped: boolean;
};

async function post(options: SenderOptions, { events, copies, isGzipped }: Batch, sent: Sent): Promise<void> {
  if (events.length === 0) return;
  const text = JSON.stringify({ batch: [...events, ...copies], sentAt: new Date().toISOString() });
  const body = isGzipped ? gzipSync(text) : text;
  const authorization = `Basic ${Buffer.from(`${WRITE_KEY}:`).toString('base64')}`;
  const headers = {
    authorization,
    'content-type': 'application/json',
    ...(isGzipped ? { 'content-encoding': 'gzip' } : {}),
  };
  while (!(await isAccepted(`${await options.url()}/v1/batch`, headers, body))) {
    sent.unanswered += events.length + copies.length;
    await wait(PATIENCE_MS);
  }
  sent.accepted += events.length;
  sent.copies += copies.length;
  sent.requests += 1;
  sent.gzipped += isGzipped ? 1 : 0;
}

async function isAccepted(url: string, headers: Record<string, string>, body: string | Uint8Array<ArrayBuffer>) {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body,
      signal: AbortSignal.timeout(LONGEST_REQUEST_MS),
    });
    await response.arrayBuffer();
    return response.status === 200;
  } catch {
    // It is being killed, or not there yet.
    return false;
  }
}
