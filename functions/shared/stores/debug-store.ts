import {
  ConditionalCheckFailedException,
  PutItemCommand,
  UpdateItemCommand,
  type AttributeValue,
} from '@aws-sdk/client-dynamodb';
import {
  createDebugSampler,
  DEBUG_KEPT_SECONDS,
  WATCHED_MS,
  type DebugEvent,
} from '../../../domain/events/debug-events.ts';
import { numberedItem, upgrade } from '../../../domain/pipeline/stored-formats.ts';
import { debugPartition, WATCHED_PARTITION } from '../../../domain/tables/table-keys.ts';
import { readPartition } from '../dynamo/control-table.ts';
import type { TableOnly } from '../dynamo/document-store.ts';
import type { Outside } from '../lambda/outside.ts';
import { readRecent, type RecentCursor } from '../dynamo/recent-items.ts';
import { log } from '../lambda/log.ts';

const UNIQUE_CHARACTERS = 8;

/** Has the events of a source written down for a while. Returns until when, in epoch milliseconds. */
export async function watchSource({ dynamodb, table }: TableOnly, sourceId: string, now: Date): Promise<number> {
  const untilMs = now.getTime() + WATCHED_MS;
  const request = new UpdateItemCommand({
    TableName: table,
    Key: { pk: { S: WATCHED_PARTITION }, sk: { S: sourceId } },
    UpdateExpression: 'SET untilMs = :until, expiresAt = :expires',
    // Who looks asks every second or two; that is no write each time.
    ConditionExpression: 'attribute_not_exists(untilMs) OR untilMs < :soon',
    ExpressionAttributeValues: {
      ':until': { N: String(untilMs) },
      ':expires': { N: String(Math.ceil(untilMs / 1000)) },
      ':soon': { N: String(untilMs - WATCHED_MS / 2) },
    },
  });
  await dynamodb.send(request).catch((error: unknown) => {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  });
  return untilMs;
}

/** Running functions hear of it within this time. */
const FRESH_MS = 2_000;

/** Writes events down for who looks at their source, if anybody does. Takes `make` so that nothing is made for nobody. */
export type ShowEvents = (sourceId: string, make: () => readonly DebugEvent[]) => Promise<void>;

/**
 * Costs one small read every two seconds while nobody looks. It never throws: the pipeline goes on without those who look.
 */
export function createShowEvents({
  dynamodb,
  table,
  now,
  unique,
}: TableOnly & Pick<Outside, 'now' | 'unique'>): ShowEvents {
  const sample = createDebugSampler();
  let watched: { checkedMs: number; untilMs: Promise<ReadonlyMap<string, number>> } | undefined;

  function readWatched(nowMs: number): Promise<ReadonlyMap<string, number>> {
    if (watched !== undefined && nowMs - watched.checkedMs < FRESH_MS) return watched.untilMs;
    const untilMs = readPartition(dynamodb, table, WATCHED_PARTITION).then(
      (items) => new Map(items.map((item) => [item['sk']?.S ?? '', Number(item['untilMs']?.N ?? 0)])),
    );
    watched = { checkedMs: nowMs, untilMs };
    return untilMs;
  }

  async function show(sourceId: string, make: () => readonly DebugEvent[]): Promise<void> {
    const nowMs = now().getTime();
    const untilMs = (await readWatched(nowMs)).get(sourceId) ?? 0;
    if (untilMs <= nowMs) return;
    const events = make();
    const allowed = sample(sourceId, events.length, nowMs);
    if (allowed > 0) await putEvents(events.slice(0, allowed), { sourceId, nowMs });
  }

  async function putEvents(events: readonly DebugEvent[], { sourceId, nowMs }: { sourceId: string; nowMs: number }) {
    const sk = `${new Date(nowMs).toISOString()}#${unique().slice(0, UNIQUE_CHARACTERS)}`;
    const Item = numberedItem('debug-events', {
      pk: { S: debugPartition(sourceId) },
      sk: { S: sk },
      events: { S: JSON.stringify(events) },
      expiresAt: { N: String(Math.ceil(nowMs / 1000) + DEBUG_KEPT_SECONDS) },
    });
    await dynamodb.send(new PutItemCommand({ TableName: table, Item }));
  }

  return (sourceId, make) =>
    show(sourceId, make).catch((error: unknown) => {
      log.failed('events could not be shown in the debugger', { ids: { sourceId }, error });
    });
}

function toDebugItem(stored: Readonly<Record<string, AttributeValue>>) {
  const item = upgrade<typeof stored>('debug-events', stored);
  return { key: item['sk']?.S, text: item['events']?.S ?? '[]' };
}

/**
 * What was written down after a cursor, oldest first; without one, of the last fifteen minutes the newest. The cursor of
 * the answer continues it without a gap.
 */
export async function readDebugEvents(
  tables: TableOnly,
  sourceId: string,
  { since, now }: { since: RecentCursor | undefined; now: Date },
): Promise<{ events: DebugEvent[]; cursor: RecentCursor }> {
  const asked = { since, now, keptSeconds: DEBUG_KEPT_SECONDS };
  const { items, cursor } = await readRecent({ ...tables, toItem: toDebugItem }, debugPartition(sourceId), asked);
  return { events: items.flatMap(({ text }) => JSON.parse(text) as DebugEvent[]), cursor };
}
