import { setTimeout as wait } from 'node:timers/promises';
import type { DestinationLedger, SourceLedger } from '../../domain/ledger/ledger.ts';
import type { Reconciliation } from '../../domain/ledger/reconcile.ts';
import type { UndeliveredList, UndeliveredSummary } from '../../domain/delivery/undelivered-report.ts';

export type Ledger = { readonly sources: readonly SourceLedger[]; readonly destinations: readonly DestinationLedger[] };
export type LedgerCheck = Reconciliation & { readonly closes: boolean };

/** What is recorded about one attempt, as a trace shows it. */
export type TracedAttempt = { readonly decidedAt: string; readonly result: string; readonly reason?: string };
type Trace = {
  readonly batch: { readonly state: string; readonly countedAt: string | null };
  readonly destinations: readonly { readonly id: string; readonly attempts: readonly TracedAttempt[] }[];
};

/** What is recorded about one event for one destination. */
export type TracedDelivery = {
  /** How fan-out committed the event: `recovered` when it had been interrupted. */
  readonly batchState: string;
  /** When that was, ISO 8601; null when it is not known any more. */
  readonly countedAt: string | null;
  /** Oldest first. */
  readonly attempts: readonly TracedAttempt[];
};

const PAGE = 200;

export function readLedger(url: string): Promise<Ledger> {
  return get<Ledger>(`${url}/api/ledger`);
}

export function checkLedger(url: string): Promise<LedgerCheck> {
  return get<LedgerCheck>(`${url}/api/ledger/check`);
}

/** Where requests to a source come. */
export async function addressOf(url: string, source: string): Promise<string> {
  type Shown = { readonly data: { readonly source: { readonly addresses: readonly { readonly url: string }[] } } };
  const { data } = await get<Shown>(`${url}/api/v1/sources/${source}`);
  const [address] = data.source.addresses;
  if (address === undefined) throw new Error(`the source ${source} has no address`);
  return address.url;
}

/** Every undelivered event of a destination, page by page. */
export async function listUndelivered(url: string, destination: string): Promise<UndeliveredSummary[]> {
  const found: UndeliveredSummary[] = [];
  let cursor: string | undefined;
  do {
    const query = new URLSearchParams({ destination, state: 'all', limit: String(PAGE) });
    if (cursor !== undefined) query.set('cursor', cursor);
    const page: UndeliveredList = await get<UndeliveredList>(`${url}/api/undelivered?${query.toString()}`);
    found.push(...page.records);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return found;
}

export async function traceDelivery(
  url: string,
  event: { source: string; messageId: string; destination: string },
): Promise<TracedDelivery> {
  const { batch, destinations } = await get<Trace>(`${url}/api/trace/${event.source}/${event.messageId}`);
  const attempts = destinations.find(({ id }) => id === event.destination)?.attempts ?? [];
  return { batchState: batch.state, countedAt: batch.countedAt, attempts };
}

const ATTEMPTS = 6;
const WAIT_MS = 2_000;

/** Our own API, of this very version, so that the answer needs no check. On a busy machine it may be too slow at times. */
async function get<Answer>(address: string): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    const { status, text } = await ask(address);
    if (status === 200) return JSON.parse(text) as Answer;
    if (attempt === ATTEMPTS) throw new Error(`GET ${address} answered ${status}: ${text}`);
    await wait(WAIT_MS);
  }
}

async function ask(address: string): Promise<{ status: number; text: string }> {
  try {
    const response = await fetch(address);
    return { status: response.status, text: await response.text() };
  } catch (error) {
    // It is being killed.
    return { status: 0, text: String(error) };
  }
}
