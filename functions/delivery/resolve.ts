import type { S3Client } from '@aws-sdk/client-s3';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { routeOf } from '../../domain/events/event.ts';
import { addCounts, deliveryEntry, type Counts } from '../../domain/ledger/ledger.ts';
import { type ResolveHeader } from '../../domain/pipeline/messages.ts';
import {
  eventTextOf,
  groupAt,
  readUndeliveredLine,
  statesOf,
  type UndeliveredItem,
} from '../../domain/delivery/undelivered.ts';
import { resolveKey } from '../../domain/tables/table-keys.ts';
import { readDecision, type LedgerStore } from '../shared/ledger/ledger-store.ts';
import { encodePacks } from '../shared/packs/pack-codec.ts';
import { shortPackId } from '../shared/packs/pack-ids.ts';
import { sendMessages, type Sqs } from '../shared/packs/queue-sender.ts';
import { readLines } from '../shared/packs/read-lines.ts';
import { readUndelivered, resolveLinesItem } from '../shared/stores/undelivered-store.ts';
import { log } from '../shared/lambda/log.ts';

type ResolveDeps = Sqs & {
  readonly dynamodb: DynamoDBClient;
  readonly s3: S3Client;
  readonly controlTable: string;
  readonly dedupeTable: string;
  readonly store: LedgerStore;
  readonly retryQueueUrl: string;
  readonly archiveBucket: string;
  readonly now: () => Date;
};

/** Lines of one object that a message wants resolved, and the id of this piece of work. */
type Work = {
  readonly header: ResolveHeader;
  readonly itemKey: string;
  readonly wanted: ReadonlySet<number>;
  readonly index: number;
};

/** Two people may resolve lines of one object at the same time; whoever comes second looks again. */
const TRIES = 5;

/**
 * Resolves undelivered events: sends them round again, or writes them off. Which lines were still open is recorded in
 * the transaction that resolves and counts them; then they are sent. A message that comes again sends the same packs
 * under the same ids, by which delivery knows them.
 */
export function createResolve(deps: ResolveDeps): (header: ResolveHeader) => Promise<void> {
  return async (header) => {
    for (const [index, { itemKey, positions }] of header.items.entries()) {
      await resolveOne(deps, { header, itemKey, wanted: new Set(positions), index });
    }
  };
}

async function resolveOne(deps: ResolveDeps, work: Work): Promise<void> {
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    const { destinationId, as } = work.header;
    const item = await readUndelivered(deps.dynamodb, deps.controlTable, { destinationId, itemKey: work.itemKey });
    if (item === undefined) return;
    const bucket = { s3: deps.s3, bucket: deps.archiveBucket };
    const lines = as === 'redriven' ? await readLines(bucket, item.objectKey) : [];
    if (lines === undefined) {
      log.failed('undelivered events are in the archive no more', { ids: { destinationId, key: item.objectKey } });
      return;
    }
    const resolved = await settle(deps, work, item);
    if (resolved === 'refused') continue;
    if (as === 'redriven') await send(deps, work, { lines, positions: resolved, replay: item.replay });
    return;
  }
  throw new Error(`the undelivered events of ${work.itemKey} change too often to be resolved`);
}

/** Records which lines this work resolves, once, and returns them. */
async function settle(deps: ResolveDeps, work: Work, item: UndeliveredItem): Promise<readonly number[] | 'refused'> {
  const { header, wanted, index } = work;
  const key = resolveKey(header.resolveId, index);
  // Read after the item: where the item shows what this work did, the record of it is there as well.
  const earlier = await readDecision(deps, key);
  if (earlier !== undefined) return parse(earlier);
  const positions = statesOf(item).flatMap(({ state }, position) =>
    state === 'open' && wanted.has(position) ? [position] : [],
  );
  if (positions.length === 0) return [];
  const resolution = { as: header.as, at: deps.now().toISOString(), positions };
  const committed = await deps.store.commit({
    key,
    decision: JSON.stringify(positions),
    entry: deliveryEntry(item, countResolved(item, resolution)),
    along: [resolveLinesItem(deps.controlTable, item, resolution)],
  });
  return committed === 'refused' ? committed : parse(committed.decision);
}

/**
 * What the ledger learns: an event that is redriven has not ended any more, and a dead letter that is written off was
 * discarded by a person. An event that was discarded before stays so for the reason it had.
 */
function countResolved(item: UndeliveredItem, { as, positions }: { as: string; positions: readonly number[] }): Counts {
  let counts: Counts = as === 'redriven' ? { redriven: positions.length } : {};
  for (const position of positions) {
    const { outcome, reason } = groupAt(item, position) ?? {};
    if (outcome === 'dead-lettered') counts = addCounts(counts, { [`deadLettered:${reason}`]: -1 });
    if (outcome === 'dead-lettered' && as === 'discarded') counts = addCounts(counts, { 'discarded:operator': 1 });
    if (outcome === 'discarded' && as === 'redriven') counts = addCounts(counts, { [`discarded:${reason}`]: -1 });
  }
  return counts;
}

/** Only `settle` above writes these. */
function parse(decision: string): number[] {
  return JSON.parse(decision) as number[];
}

type Chosen = {
  readonly lines: readonly string[];
  readonly positions: readonly number[];
  readonly replay: string | undefined;
};

/** Events with one history travel together, as new packs that have all their retries before them. */
async function send(deps: ResolveDeps, { header, index }: Work, { lines, positions, replay }: Chosen): Promise<void> {
  const chosen = positions
    .flatMap((position) => lines[position] ?? [])
    .map((line) => ({
      record: readUndeliveredLine(line),
      text: eventTextOf(line),
    }));
  const groups = Map.groupBy(chosen, ({ record: { outcome, reason } }) => `${outcome} ${reason}`);
  const bodies = [...groups.values()].flatMap((group, groupIndex) => {
    const [first] = group;
    if (first === undefined) return [];
    const { sourceId, destinationId, subscriptionId, reason, history } = first.record;
    return encodePacks(
      group.map(({ record }) => routeOf(record.event)),
      group.map(({ text }) => text),
      (events, number) => ({
        kind: 'delivery',
        packId: shortPackId(`${header.resolveId}.${index}.${groupIndex}-${number}`),
        ...{ sourceId, destinationId, retry: 0, lastReason: reason, history, events },
        ...(subscriptionId === undefined ? {} : { subscriptionId }),
        ...(replay === undefined ? {} : { replay }),
      }),
    );
  });
  const messages = bodies.map((body) => ({ body, groupId: header.destinationId }));
  await sendMessages(deps, deps.retryQueueUrl, messages);
}
