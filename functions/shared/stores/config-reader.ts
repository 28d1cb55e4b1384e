import type { Destination } from '../../../domain/workspace/destination.ts';
import type { Source } from '../../../domain/workspace/workspace.ts';
import { keysOf } from '../../../domain/events/write-keys.ts';
import {
  addressTokenKey,
  destinationItemKey,
  destinationsOfPartition,
  sourceItemKey,
  type DocumentKey,
} from '../../../domain/tables/table-keys.ts';
import { createConfigCache, type Found, type ReadDocument } from './config-cache.ts';
import { isSource, writeKeyKey } from './config-index.ts';
import { createConfigStore } from './config-store.ts';
import { readDocumentsAt } from './config-documents.ts';
import { readPartition } from '../dynamo/control-table.ts';
import { hashOfToken, type AddressToken } from './source-addresses.ts';
import { readDocument, readItem, type Table } from '../dynamo/document-store.ts';

/** The configuration, as far as somebody asks for it: what other tenants have is neither read nor kept. */
export type ConfigReader = {
  sourceOfWriteKey(writeKey: string): Promise<Source | undefined>;
  source(id: string): Promise<Source | undefined>;
  /** Whose an address is, by the token in it, and until when. */
  sourceOfAddress(token: string): Promise<AddressOwner | undefined>;
  /** Those of a source, switched off or not. */
  destinationsOf(sourceId: string): Promise<readonly Destination[]>;
  destination(id: string): Promise<Destination | undefined>;
};

/** Whose an address is. */
export type AddressOwner = { readonly source: Source; readonly endsAt?: string };

const NOTHING = { value: undefined, documents: [] };

/** Reads by key, and keeps what is used. Until the look-ups are complete (`repairIndex`), reads everything at once. */
export function createConfigReader(deps: Table & { readonly now: () => Date }): ConfigReader {
  const cache = createConfigCache(deps);
  const everything = createConfigStore(deps);
  return {
    async sourceOfWriteKey(writeKey) {
      if (!(await cache.isIndexed())) return (await everything.read()).sourceOfWriteKey.get(writeKey);
      const key = writeKeyKey(writeKey);
      return cache.lookUp(key.pk, async (known): Promise<Found<Source | undefined>> => {
        const owner = await readItem(deps, key);
        if (owner?.['source']?.S === undefined) return NOTHING;
        const documents = await readDocumentsAt(deps, [sourceItemKey(owner['source'].S)], known);
        const source = documents[0]?.document;
        if (source === undefined || !isSource(source) || !keysOf(source).includes(writeKey)) return NOTHING;
        return { value: source, documents };
      });
    },
    source: (id) => cache.lookUp(sourceItemKey(id), (known) => readSource(deps, id, known)),
    sourceOfAddress(token) {
      const key = addressTokenKey(hashOfToken(token));
      return cache.lookUp(key.pk, (known) => readAddressOwner(deps, key, known));
    },
    async destinationsOf(sourceId) {
      if (!(await cache.isIndexed())) return (await everything.read()).destinationsOfSource.get(sourceId) ?? [];
      const partition = destinationsOfPartition(sourceId);
      return cache.lookUp(partition, async (known) => {
        const places = await readPartition(deps.dynamodb, deps.table, partition);
        const documents = await readDocumentsAt(
          deps,
          places.map((place) => place['sk']?.S ?? ''),
          known,
        );
        const value = documents.flatMap(({ document }) =>
          isSource(document) || document.source !== sourceId ? [] : [document],
        );
        return { value, documents };
      });
    },
    async destination(id) {
      if (!(await cache.isIndexed())) return (await everything.read()).destinations.get(id);
      const key = destinationItemKey(id);
      return cache.lookUp(key, async (known): Promise<Found<Destination | undefined>> => {
        const documents = await readDocumentsAt(deps, [key], known);
        const destination = documents[0]?.document;
        return destination === undefined || isSource(destination) ? NOTHING : { value: destination, documents };
      });
    },
  };
}

async function readSource(
  table: Table,
  id: string,
  known: readonly ReadDocument[],
): Promise<Found<Source | undefined>> {
  const documents = await readDocumentsAt(table, [sourceItemKey(id)], known);
  const source = documents[0]?.document;
  return source === undefined || !isSource(source) ? NOTHING : { value: source, documents };
}

async function readAddressOwner(
  table: Table,
  key: DocumentKey,
  known: readonly ReadDocument[],
): Promise<Found<AddressOwner | undefined>> {
  const found = (await readDocument<AddressToken>(table, key))?.document;
  if (found === undefined) return NOTHING;
  const { value: source, documents } = await readSource(table, found.source, known);
  if (source?.workspace !== found.workspace) return NOTHING;
  return { value: { source, ...(found.endsAt === undefined ? {} : { endsAt: found.endsAt }) }, documents };
}
