import { debugEventOf } from '../../domain/events/debug-events.ts';
import { createShowEvents } from '../shared/stores/debug-store.ts';
import type { Table } from '../shared/dynamo/document-store.ts';
import type { Outside } from '../shared/lambda/outside.ts';
import { addToSchema, readSchemaKeys } from '../shared/stores/schema-store.ts';
import { createCollectSchema } from './collect-schema.ts';
import type { FanOutDeps } from './fan-out.ts';

/** More of one batch is more than a person follows. */
const MOST_SHOWN = 20;

/** What people are shown of a source while its events pass: each of them, to who looks, and what they are like. */
export function createObserve(table: Table & Pick<Outside, 'now' | 'unique'>): NonNullable<FanOutDeps['observe']> {
  const show = createShowEvents(table);
  const collect = createCollectSchema({
    keysOf: (sourceId) => readSchemaKeys(table, sourceId),
    add: (sourceId, change) => addToSchema(table, sourceId, change),
    now: table.now,
  });
  return async (sourceId, seen) => {
    const shown = show(sourceId, () =>
      (['duplicate', 'accepted'] as const).flatMap((verdict) =>
        seen[verdict].slice(0, MOST_SHOWN).map(({ event, line }) => debugEventOf(verdict, event, line)),
      ),
    );
    await Promise.all([shown, collect(sourceId, seen.accepted)]);
  };
}
