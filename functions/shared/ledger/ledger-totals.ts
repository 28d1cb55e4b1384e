import { GetItemCommand, type DynamoDBClient, type TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { addCounts, type Counts, type LedgerEntry } from '../../../domain/ledger/ledger.ts';
import { minuteName, minuteStart } from '../../../domain/ledger/ledger-series.ts';
import { JOB_KEPT_DAYS } from '../../../domain/replay/archive-job.ts';
import { isForgotten } from '../../../domain/tables/table-keys.ts';
import {
  addToMinuteItem,
  addTotalsItem,
  beginMinuteItem,
  countsOfItem,
  openMinuteOf,
  totalsKey,
  type CountsPlace,
  type Item,
} from './ledger-counts.ts';
import { seriesItems } from './ledger-series.ts';

/** How long the totals of an owner are kept that is forgotten some time, from the last time that it counted. */
const FORGOTTEN_AFTER_SECONDS = JOB_KEPT_DAYS * 24 * 60 * 60;

/** With more, an expression that names each counter twice might not fit its 4 KB; then the minute is written apart. */
const MAX_COUNTERS_IN_MINUTE = 200;

export type Totals = {
  /** The parts of a transaction that count an entry, as things are. */
  items(entry: LedgerEntry, atMs: number): Promise<TransactWriteItem[]>;
  /** Things were not as they were thought to be: they are read anew. */
  forget(): void;
};

type Tables = { readonly dynamodb: DynamoDBClient; readonly controlTable: string; readonly dedupeTable: string };

/**
 * Counts totals, minutes and hours with one write for each owner: the minute that goes on is counted inside the totals,
 * and moves to the items of its minute and its hour in the transaction that begins the next one.
 */
export function createTotals(tables: Tables, shard: number): Totals {
  // Owners in whose totals this minute goes on, as far as is known here.
  let known = { minute: '', owners: new Set<string>() };

  const placeOf = (owner: string, atMs: number): CountsPlace => ({
    table: tables.controlTable,
    key: totalsKey(shard, owner),
    ...(isForgotten(owner) ? { expiresAt: Math.floor(atMs / 1000) + FORGOTTEN_AFTER_SECONDS } : {}),
  });

  const apart = (owner: string, counts: Counts, atMs: number): TransactWriteItem[] => [
    ...addTotalsItem(placeOf(owner, atMs), counts),
    ...seriesItems(tables.dedupeTable, { owner, shard, atMs }, counts),
  ];

  const itemsOf = async (owner: string, counts: Counts, atMs: number): Promise<TransactWriteItem[]> => {
    const [place, minute] = [placeOf(owner, atMs), minuteName(atMs)];
    if (Object.keys(counts).length > MAX_COUNTERS_IN_MINUTE) return apart(owner, counts, atMs);
    if (known.minute === minute && known.owners.has(owner)) return addToMinuteItem(place, minute, counts);
    const read = await readItem(tables, place.key);
    const open = read === undefined ? undefined : openMinuteOf(read);
    // By the clock of another function, a later minute has begun.
    if (open !== undefined && open.minute > minute) return apart(owner, counts, atMs);
    if (known.minute !== minute) known = { minute, owners: new Set() };
    known.owners.add(owner);
    if (open?.minute === minute) return addToMinuteItem(place, minute, counts);
    const over =
      open === undefined
        ? []
        : seriesItems(tables.dedupeTable, { owner, shard, atMs: minuteStart(open.minute) }, open.counts);
    const totals = addCounts(read === undefined ? {} : countsOfItem(read), counts);
    return [beginMinuteItem(place, { read, minute, totals, counts }), ...over];
  };

  return {
    async items(entry, atMs) {
      const changes = [...entry].map(([owner, counts]) => [owner, nonZero(counts)] as const);
      const counting = changes.filter(([, counts]) => Object.keys(counts).length > 0);
      return (await Promise.all(counting.map(([owner, counts]) => itemsOf(owner, counts, atMs)))).flat();
    },
    forget() {
      known = { minute: '', owners: new Set() };
    },
  };
}

function nonZero(counts: Counts): Counts {
  return Object.fromEntries(Object.entries(counts).filter(([, value]) => value !== 0));
}

async function readItem({ dynamodb, controlTable }: Tables, key: CountsPlace['key']): Promise<Item | undefined> {
  const { Item: item } = await dynamodb.send(
    new GetItemCommand({ TableName: controlTable, Key: key, ConsistentRead: true }),
  );
  return item;
}
