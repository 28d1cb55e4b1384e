import { formatAt, type StoredFormat } from '../../domain/pipeline/stored-formats.ts';
import { decodePack } from '../../functions/shared/packs/pack-codec.ts';
import type { StoredData, StoredItem } from './stored-data.ts';

// What is stored, sorted by its formats: docs/upgrading.md lists them.

/** A record is an item of a table, the body of a message, or a line of an object. */
export type StoredRecord = StoredItem | string;
export type Records = Readonly<Record<string, readonly StoredRecord[]>>;

/** The header of a pack, by its kind: each is a shape of its own. */
export function inflatePack(body: string): object {
  const { header } = decodePack(body);
  return { [header.kind]: header };
}

/** Enough of each to see in how many ways it occurs. */
const SAMPLES = 4;

/** In the dedupe table, whose items have no sort key. */
const OF_DEDUPE: readonly (readonly [pk: RegExp, format: StoredFormat])[] = [
  [/^(event|server-event|counts)#/, 'claim'],
  [/^pack#/, 'decision'],
  [/^(batch|resolve)#/, 'mark'],
  [/^(minute|hour)#/, 'ledger-counts'],
];

/** Found by their keys and nothing else, or gone within a day: docs/upgrading.md says why they have no number. */
const WITHOUT_FORMAT = /^(destinations-of|resources|write-key|quota|api|line|turn|key-use)#|^(id|debug|release)$/;

function formatOfItem(item: StoredItem): StoredFormat | undefined {
  const [pk = '', sk] = [item['pk']?.S, item['sk']?.S];
  if (WITHOUT_FORMAT.test(pk)) return undefined;
  const found = sk === undefined ? OF_DEDUPE.find(([ofPk]) => ofPk.test(pk))?.[1] : formatAt({ pk, sk });
  if (found !== undefined) return found;
  // Of a replay there are both in the dedupe table.
  if (item['decision'] !== undefined) return 'mark';
  if (item['owner'] !== undefined && item['batchId'] !== undefined) return 'claim';
  throw new Error(`nobody knows what lies under ${pk} ${sk ?? ''}: give it a format`);
}

function formatOfObject(key: string): StoredFormat {
  if (key.startsWith('archive/')) return 'archive-line';
  if (key.startsWith('undelivered/')) return 'undelivered-line';
  if (key.startsWith('held/')) return 'pack';
  throw new Error(`nobody knows what lies under ${key}: give it a format`);
}

/** Everything that has a format, by the names of the formats. */
export function recordsOf({ items, messages, objects }: StoredData): Records {
  const records = new Map<string, StoredRecord[]>();
  const add = (format: StoredFormat | undefined, record: StoredRecord): void => {
    if (format !== undefined) records.set(format, [...(records.get(format) ?? []), record]);
  };
  for (const item of items) add(formatOfItem(item), item);
  for (const body of messages) add('pack', body);
  for (const [key, lines] of Object.entries(objects)) for (const line of lines) add(formatOfObject(key), line);
  return Object.fromEntries([...records].toSorted(([one], [two]) => one.localeCompare(two)));
}

/** Some of each, of each way in which it occurs. */
export function samplesOf(data: StoredData): Records {
  return Object.fromEntries(
    Object.entries(recordsOf(data)).map(([format, records]) => [format, some(format, records)]),
  );
}

function some(format: string, records: readonly StoredRecord[]): StoredRecord[] {
  const byWay = Map.groupBy(records, (record) => wayOf(format, record));
  return [...byWay.values()].flatMap((alike) => alike.slice(0, SAMPLES));
}

function wayOf(format: string, record: StoredRecord): string {
  if (typeof record !== 'string') return (record['pk']?.S ?? '').replace(/#.*/, '');
  return format === 'pack' ? decodePack(record).header.kind : '';
}
