import { addCounts, type Counts } from '../../../domain/ledger/ledger.ts';
import type { IngestPackHeader } from '../../../domain/pipeline/messages.ts';
import { encodePack, encodePacks } from '../packs/pack-codec.ts';
import type { Accepted } from './accepted.ts';

/** What was accepted of one source, in one hour, with one class of keys, as messages for fan-out. `id` makes those of its packs. */
export function encodeAccepted(alike: readonly Accepted[], id: string): string[] {
  const { sourceId = '', keyClass, receivedAt = new Date(0) } = alike[0] ?? {};
  const rejected = alike.reduce<Counts>((sum, request) => addCounts(sum, request.rejected), {});
  const headerOf = (events: IngestPackHeader['events'], index: number): IngestPackHeader => ({
    kind: 'ingest',
    sourceId,
    receivedAt: receivedAt.toISOString(),
    ...(keyClass === 'server' ? { keyClass } : {}),
    packId: `${id}.${index}`,
    events,
    ...(index === 0 && Object.keys(rejected).length > 0 ? { rejected } : {}),
  });
  const events = alike.flatMap((request) => request.events);
  const lines = alike.flatMap((request) => request.lines);
  return events.length > 0
    ? encodePacks(events, lines, headerOf)
    : [encodePack({ header: headerOf([], 0), lines: [] })];
}
