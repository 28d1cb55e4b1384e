import type { Destination } from '../../../domain/workspace/destination.ts';
import type { Source } from '../../../domain/workspace/workspace.ts';
import { keysOf } from '../../../domain/events/write-keys.ts';
import { destinationItemKey, destinationsOfPartition, sourceItemKey } from '../../../domain/tables/table-keys.ts';
import { createConfigCache, type Found } from './config-cache.ts';
import { isSource, writeKeyKey } from './config-index.ts';
import { createConfigStore } from './config-store.ts';
import { readDocumentsAt } from './config-documents.ts';
import { readPartition } from '../dynamo/control-table.ts';
import { readItem, type Table } from '../dynamo/document-store.ts';

/** The configuration, as far as somebody asks for it: what other tenants have is neither read nor kept. */
export type ConfigReader = {
  sourceOfWriteKey(writeKey: string): Promise<Source | undefined>;
  /** Those of a source, switched off or not. */
  destinationsOf(sourceId: string): Promise<readonly Destination[]>;
  destination(id: string): Promise<Destination | undefined>;
};

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
