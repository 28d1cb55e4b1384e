// From what was metered to dollars: which unit has which price, and which part of the bill it belongs to.
import { PRICES } from '../../domain/cost/prices.ts';
import { byUnit, type Unit, type Usage } from './meter.ts';

/** Parts of a bill, in the order of the tables. */
export const COMPONENTS = [
  'HTTP API',
  'SQS',
  'Lambda',
  'DynamoDB, claims',
  'DynamoDB, ledger',
  'S3',
  'logs',
  'data out',
] as const;

export type Component = (typeof COMPONENTS)[number];

/** How long the archive is kept for what is computed here, at the price of its first month. */
export const ARCHIVE_MONTHS = 3;

const BILLED: Readonly<Record<Unit, readonly [component: Component, dollars: number]>> = {
  apiUnits: ['HTTP API', PRICES.apiUnit],
  invocations: ['Lambda', PRICES.invocation],
  gigabyteSeconds: ['Lambda', PRICES.gigabyteSecond],
  queueRequests: ['SQS', PRICES.queueRequest],
  fairQueueRequests: ['SQS', PRICES.fairQueueRequest],
  claimWrites: ['DynamoDB, claims', PRICES.writeUnit],
  tableByteMonths: ['DynamoDB, claims', PRICES.tableByteMonth],
  ledgerWrites: ['DynamoDB, ledger', PRICES.writeUnit],
  otherWrites: ['DynamoDB, ledger', PRICES.writeUnit],
  readUnits: ['DynamoDB, ledger', PRICES.readUnit],
  puts: ['S3', PRICES.put],
  gets: ['S3', PRICES.get.standard],
  archivedBytes: ['S3', PRICES.storedByteMonth.standard * ARCHIVE_MONTHS],
  logBytes: ['logs', PRICES.logByte],
  bytesOut: ['data out', PRICES.byteOut],
};

export type Bill = Readonly<Record<Component, number>>;

/** Dollars for a million events. */
export function billOf(usage: Usage, events: number): Bill {
  const bill = Object.fromEntries(COMPONENTS.map((component) => [component, 0])) as Record<Component, number>;
  for (const [unit, amount] of Object.entries(byUnit(usage)) as [Unit, number][]) {
    const [component, dollars] = BILLED[unit];
    bill[component] += (amount * dollars * 1_000_000) / events;
  }
  return bill;
}

export function total(bill: Bill): number {
  return Object.values(bill).reduce((sum, part) => sum + part, 0);
}

/** Without data out to destinations, which depends on where they are and not on who sends. */
export function withoutDataOut(bill: Bill): number {
  return total(bill) - bill['data out'];
}
