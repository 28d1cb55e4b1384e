// The same work on EventBridge: HTTP API, a function that checks events and claims their ids exactly as Penstock does, a
// bus with one rule for each destination, API destinations, and the archive of the bus. From prices, with what was metered
// where it is the same. It signs nothing, keeps no ledger, and archives before nothing.
import { PRICES } from '../../domain/cost/prices.ts';
import { DEFAULT_RETRY_POLICY } from '../../domain/delivery/retry-schedule.ts';
import { ARCHIVE_MONTHS, billOf, COMPONENTS, type Bill, type Component } from './bill.ts';
import { byUnit, type Usage } from './meter.ts';
import type { Metered } from './run-traffic.ts';

const MILLION = 1_000_000;
/** PutEvents takes ten, and is awaited; the claims are made in the same function. */
const EVENTS_PER_PUT = 10;
const WAIT_SECONDS = 0.027;
const INGEST_GIGABYTES = 0.5;
/** API destinations try for a day: at least as often as Penstock does. */
const { retries: RETRIES } = DEFAULT_RETRY_POLICY;

export function eventBridgeBill({ usage, traffic }: Metered): Bill {
  const { events, eventsPerRequest, bytesPerEvent, destinations, failures } = traffic;
  const of = (stage: string): Usage =>
    Object.fromEntries(Object.entries(usage).filter(([key]) => key.startsWith(`${stage} `)));
  const ingest = billOf(of('ingest'), events);
  const { claimWrites, tableByteMonths } = byUnit(of('fan-out'));
  const claims = (claimWrites * PRICES.writeUnit + tableByteMonths * PRICES.tableByteMonth) / events;
  const attempts = failures === 0 ? 1 : (1 - failures ** (RETRIES + 1)) / (1 - failures);
  const puts = Math.ceil(eventsPerRequest / EVENTS_PER_PUT);
  const waits = (WAIT_SECONDS * puts * INGEST_GIGABYTES * PRICES.gigabyteSecond) / eventsPerRequest;
  const calls = destinations * attempts * PRICES.apiDestinationCall;
  const archive = bytesPerEvent * (PRICES.busArchivedByte + PRICES.busStoredByteMonth * ARCHIVE_MONTHS);
  const parts: Partial<Record<Component, number>> = {
    'HTTP API': ingest['HTTP API'],
    SQS: (PRICES.busEvent + calls) * MILLION,
    Lambda: ingest.Lambda + waits * MILLION,
    'DynamoDB, claims': claims * MILLION,
    S3: archive * MILLION,
    'data out': billOf(usage, events)['data out'],
  };
  return Object.fromEntries(COMPONENTS.map((component) => [component, parts[component] ?? 0])) as Bill;
}
