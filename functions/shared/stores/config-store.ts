import { isDeepStrictEqual } from 'node:util';
import type { DynamoDBClient, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { Destination } from '../../../domain/workspace/destination.ts';
import { withinLimits } from '../../../domain/delivery/destination-limits.ts';
import type { Fields } from '../../../domain/pipeline/format-numbers.ts';
import { numbered, upgrade } from '../../../domain/pipeline/stored-formats.ts';
import type { Source } from '../../../domain/workspace/workspace.ts';
import { keysOf } from '../../../domain/events/write-keys.ts';
import { CONFIG_PARTITION } from '../../../domain/tables/table-keys.ts';
import { CONFIG_FRESH_MS } from './config-cache.ts';
import { isSource } from './config-index.ts';
import { readConfigVersion } from './config-version.ts';
import { readPartition } from '../dynamo/control-table.ts';
import {
  conditionItem,
  readDocument,
  readDocuments,
  type DocumentWrite,
  type Stored,
  type TableOnly,
} from '../dynamo/document-store.ts';
import { countClear, hasSettings } from '../secrets/secret-box.ts';
import { log } from '../lambda/log.ts';

/** All sources and destinations, as the stages look them up. */
export type Config = {
  readonly sources: ReadonlyMap<string, Source>;
  readonly sourceOfWriteKey: ReadonlyMap<string, Source>;
  readonly destinations: ReadonlyMap<string, Destination>;
  readonly destinationsOfSource: ReadonlyMap<string, readonly Destination[]>;
};

type Resource = Source | Destination;

/** What lies in the table for a resource. Secrets in it are encrypted (`SecretBox`); most readers never need them. */
export function encodeResource(document: Resource): string {
  return JSON.stringify(numbered(formatOf(document), document));
}

/** As it lies in the table. */
export function decodeResource(text: string): Resource {
  const resource = readForm(text);
  // Limits were wider once, so they are held here again. What is beyond them has no other form.
  return isSource(resource) ? resource : withinLimits(resource).destination;
}

/** What of a stored destination is outside of the limits of now, and what it counts as, in sentences. */
export function adjustedSettings(text: string): readonly string[] {
  const resource = readForm(text);
  return isSource(resource) ? [] : withinLimits(resource).adjusted;
}

function readForm(text: string): Resource {
  const stored = JSON.parse(text) as Fields;
  return upgrade<Resource>(formatOf(stored), stored);
}

const formatOf = (resource: object): 'source' | 'destination' => ('writeKeys' in resource ? 'source' : 'destination');

/** Part of a transaction: writes one resource, whose secrets are encrypted. A transaction that changes the configuration also has `raiseVersion`. */
export function putDocument(table: string, key: string, document: Resource): TransactWriteItem {
  return replaceDocument(table, key, { document, replaces: 'anything' });
}

/** The same, on condition that there is still what it replaces. */
export function replaceDocument(
  table: string,
  key: string,
  { document, replaces }: { document: Resource; replaces: DocumentWrite['replaces'] },
): TransactWriteItem {
  requireSealed(document, replaces);
  const Item = { pk: { S: CONFIG_PARTITION }, sk: { S: key }, document: { S: encodeResource(document) } };
  return { Put: { TableName: table, Item, ...conditionItem(replaces) } };
}

/** Whoever forgets to encrypt a secret finds out here, and not when a table is stolen. */
function requireSealed(document: Resource, replaces: DocumentWrite['replaces']): void {
  if (!hasSettings(document) || countClear(document, document) === 0) return;
  const before = typeof replaces === 'object' ? decodeResource(replaces.text) : undefined;
  // A secret that was stored in the clear by an earlier version may stay so until somebody changes the destination.
  if (before !== undefined && isDeepStrictEqual(secretPartsOf(before), secretPartsOf(document))) return;
  const what = isSource(document) ? 'source' : 'destination';
  throw new Error(`a secret of the ${what} ${document.id} would be stored in the clear`);
}

function secretPartsOf(resource: Resource): readonly unknown[] {
  return isSource(resource) ? [resource.settings] : [resource.settings, resource.insert];
}

/** One resource with its revision, by the key of its item. */
export function readResource<T extends Resource>(table: TableOnly, key: string): Promise<Stored<T> | undefined> {
  return readDocument<T>(table, { pk: CONFIG_PARTITION, sk: key }, decodeResource);
}

/** All resources whose keys begin so, with their revisions. */
export function readResources<T extends Resource>(table: TableOnly, key = ''): Promise<Stored<T>[]> {
  return readDocuments<T>(table, { pk: CONFIG_PARTITION, sk: key }, decodeResource);
}

/**
 * Reads the configuration from the control table and keeps it for two seconds; then a single small read tells whether it
 * has changed. A failing read throws only when nothing has been read yet: old configuration is better than none.
 */
export function createConfigStore({
  dynamodb,
  table,
  now,
}: {
  dynamodb: DynamoDBClient;
  table: string;
  now: () => Date;
}): { read(): Promise<Config> } {
  let cached: { config: Config; version: number; checkedAt: number } | undefined;

  async function refresh(): Promise<Config> {
    const checkedAt = now().getTime();
    const { version } = await readConfigVersion({ dynamodb, table });
    if (cached?.version === version) {
      cached = { ...cached, checkedAt };
    } else {
      cached = { config: indexConfig(await readConfig(dynamodb, table)), version, checkedAt };
    }
    return cached.config;
  }

  return {
    async read() {
      if (cached === undefined) return refresh();
      if (now().getTime() - cached.checkedAt < CONFIG_FRESH_MS) return cached.config;
      const { config } = cached;
      return refresh().catch((error: unknown) => {
        log.failed('the configuration could not be refreshed', { error });
        return config;
      });
    },
  };
}

type Documents = { sources: Source[]; destinations: Destination[] };

async function readConfig(dynamodb: DynamoDBClient, table: string): Promise<Documents> {
  const documents: Documents = { sources: [], destinations: [] };
  for (const item of await readPartition(dynamodb, table, CONFIG_PARTITION)) {
    const document = item['document']?.S;
    if (document === undefined) continue;
    const resource = decodeResource(document);
    if (isSource(resource)) documents.sources.push(resource);
    else documents.destinations.push(resource);
  }
  return documents;
}

/** Builds the look-ups of a configuration. */
export function indexConfig({ sources, destinations }: Readonly<Documents>): Config {
  return {
    sources: new Map(sources.map((source) => [source.id, source])),
    sourceOfWriteKey: new Map(sources.flatMap((source) => keysOf(source).map((key) => [key, source]))),
    destinations: new Map(destinations.map((destination) => [destination.id, destination])),
    destinationsOfSource: Map.groupBy(destinations, ({ source }) => source),
  };
}
