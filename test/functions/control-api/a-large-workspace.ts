import { type S3Client } from '@aws-sdk/client-s3';
import { PutItemCommand, type TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { type Counts } from '../../../domain/ledger/ledger.ts';
import { ACCESS_REQUEST_LIMITS } from '../../../domain/access/access-requests.ts';
import { QUOTAS } from '../../../domain/workspace/quotas.ts';
import { REPLAY, type ReplayJob, type ReplaySpec } from '../../../domain/replay/replay.ts';
import {
  accessRequestKey,
  debugPartition,
  type DocumentKey,
  appKey,
  catalogKey,
  clientsKey,
  componentKey,
  destinationItemKey,
  destinationLedgerKey,
  grantsKey,
  laneKey,
  memberKey,
  sourceItemKey,
  sourceLedgerKey,
  submissionKey,
  testKey,
  tokenKey,
  versionKey,
  workspaceKey,
} from '../../../domain/tables/table-keys.ts';
import { indexWrites } from '../../../functions/shared/stores/config-index.ts';
import { putDocument } from '../../../functions/shared/stores/config-store.ts';
import { transact, writeItem, type Table } from '../../../functions/shared/dynamo/document-store.ts';
import { addTotalsItem, totalsKey } from '../../../functions/shared/ledger/ledger-counts.ts';
import { seriesItems } from '../../../functions/shared/ledger/ledger-series.ts';
import { compressLines } from '../../../functions/shared/packs/pack-codec.ts';
import { createJobStore } from '../../../functions/shared/jobs/job-store.ts';
import { addToSchema } from '../../../functions/shared/stores/schema-store.ts';
import { putUndelivered } from '../../../functions/shared/stores/undelivered-store.ts';
import { auditItem } from '../../../functions/shared/stores/workspace-items.ts';
import { aDefinition } from '../../support/a-component.ts';
import { aDestination } from '../../support/a-destination.ts';
import { aSource } from '../../support/a-source.ts';
import { DEDUPE_TABLE } from '../../support/real-tables.ts';
import { aReplaySpec } from '../../support/replay-world.ts';

/** Written with three bytes, so that what counts characters and what counts bytes differ. */
const LONG = '…';
const AT = '2026-11-22T10:00:00.000Z';
const ACTOR = { type: 'operator', id: 'operator', name: 'The operator' } as const;

/** How many there are of what a list shows. */
export const LARGE = {
  ...{ sources: QUOTAS.sources.most, destinations: QUOTAS.destinations.most, tokens: QUOTAS.tokens.most },
  ...{ users: QUOTAS.members.most, grants: QUOTAS.grants.most, apps: QUOTAS.apps.most },
  ...{ components: QUOTAS.components.most, destinationsCatalog: 300, versions: 40, oauthClients: 200 },
  ...{ reviews: 300, auditEvents: 20, replays: 8, undeliveredEvents: 60, workspaces: 2_000, lanes: 2_000 },
  componentTests: 30,
  /** Nobody has decided about any of them. */
  accessRequests: ACCESS_REQUEST_LIMITS.perDay * ACCESS_REQUEST_LIMITS.keptDays,
  ...{ schemaEvents: 60, debugEvents: 120, minutes: 200 },
} as const;

const idOf = (kind: string, index: number): string => `${kind}-${String(index).padStart(4, '0')}`;
const many = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n));

function countsOf(prefix: string, count: number): Counts {
  return Object.fromEntries(many(count, (index) => [`${prefix}${index}`, 1_000_000]));
}

/** Partners answer with whatever status they like. */
const MANY_REASONS: Counts = {
  matched: 1,
  ...countsOf('discarded:http_', 150),
  ...countsOf('replay.discarded:http_', 150),
};
const MANY_REJECTED = countsOf('rejected:reason_that_is_long_', 400);

/** Has an event whose name is nearly as long as an event may be, over and over. */
export function aLongEvent(index: number): string {
  const event = LONG.repeat(10_000);
  const ids = { userId: `user-${index}`, messageId: `message-${index}`, receivedAt: AT };
  return JSON.stringify({ type: 'track', event, integrations: {}, ...ids });
}

/** Where `undelivered/large` is, with one line for each event. */
export function aLargeBucket(): S3Client {
  const lines = many(LARGE.undeliveredEvents, (index) =>
    JSON.stringify({
      ...{ sourceId: idOf('source', 0), messageId: `message-${index}`, attempts: 10, history: [] },
      event: JSON.parse(aLongEvent(index)) as unknown,
    }),
  );
  const Body = { transformToByteArray: async () => compressLines(lines) };
  // The client of the SDK has dozens of members; the code under test calls this one.
  return { send: async () => ({ Body }) } as unknown as S3Client;
}

async function putAll(tables: Table, items: readonly TransactWriteItem[]): Promise<void> {
  for (let from = 0; from < items.length; from += 50) await transact(tables, items.slice(from, from + 50));
}

/** A workspace with as much of everything as its quotas allow, in an installation with thousands of others. */
export async function putLargeWorkspace(tables: Table, workspace: string, now: Date): Promise<void> {
  const documents = (key: (index: number) => DocumentKey, count: number, document: (index: number) => object) =>
    putAll(
      tables,
      many(count, (index) =>
        writeItem(tables.table, { key: key(index), document: document(index), replaces: 'anything' }),
      ),
    );
  await putConfig(tables, workspace);
  await putPeople(documents, workspace);
  await putPartners(documents, workspace);
  await putAccessRequests(documents, now);
  await documents(
    (index) => workspaceKey(idOf('other', index)),
    LARGE.workspaces - 1,
    (index) => ({ id: idOf('other', index), name: LONG.repeat(200), createdAt: AT }),
  );
  await putHistory(tables, workspace, now);
  await putEvents(tables, now);
}

type PutDocuments = (
  key: (index: number) => DocumentKey,
  count: number,
  document: (index: number) => object,
) => Promise<void>;

async function putConfig(tables: Table, workspace: string): Promise<void> {
  const source = idOf('source', 0);
  const settings = { url: `https://partner.example/${'x'.repeat(1_900)}`, headers: {} };
  await putAll(tables, [
    ...many(LARGE.sources, (index) => {
      const id = idOf('source', index);
      const after = aSource({ id, workspace, writeKeys: [`wk_${index}`] });
      return [putDocument(tables.table, sourceItemKey(id), after), ...indexWrites(tables.table, { after })];
    }).flat(),
    ...many(LARGE.destinations, (index) => {
      const id = idOf('destination', index);
      const after = aDestination({ id, workspace, source, settings, filter: `event = "${LONG.repeat(600)}"` });
      return [putDocument(tables.table, destinationItemKey(id), after), ...indexWrites(tables.table, { after })];
    }).flat(),
    ...many(LARGE.destinations, (index) => {
      const key = totalsKey(0, destinationLedgerKey(idOf('destination', index)));
      return addTotalsItem({ table: tables.table, key }, MANY_REASONS);
    }).flat(),
  ]);
}

async function putPeople(put: PutDocuments, workspace: string): Promise<void> {
  const origin = { createdBy: ACTOR, createdAt: AT };
  const member = { name: LONG.repeat(200), role: 'developer', addedAt: AT, addedBy: LONG.repeat(200) };
  const userId = (index: number): string => `usr_${String(index).padStart(20, '0')}`;
  await put(
    (index) => memberKey(workspace, userId(index)),
    LARGE.users,
    (index) => ({ id: userId(index), email: `person-${index}@example.com`, ...member }),
  );
  // The one that asks is there already.
  await put(
    (index) => tokenKey(workspace, idOf('tok', index)),
    LARGE.tokens - 1,
    (index) => ({ id: idOf('tok', index), workspace, name: LONG.repeat(200), role: 'read-only', hash: '', ...origin }),
  );
  await put(
    (index) => grantsKey(workspace, idOf('grt', index)),
    LARGE.grants,
    (index) => ({
      ...{ id: idOf('grt', index), workspace, source: idOf('source', 0), app: 'app', client: 'client', ...origin },
      ...{ name: LONG.repeat(200), connectedAt: AT },
    }),
  );
}

async function putPartners(put: PutDocuments, workspace: string): Promise<void> {
  const [appId, componentId] = [idOf('app', 0), idOf('component', 0)];
  const app = { name: 'An app', description: LONG.repeat(500), categories: ['CRM'], components: [], inReview: [] };
  const definition = { ...aDefinition, replay: true, config: {}, documentation: LONG.repeat(5_000) };
  const draft = { version: 1, state: 'draft', definition, changedAt: AT };
  const component = { workspace, appId, kind: 'webhook', stage: 'public', invited: [], createdAt: AT };
  await put(
    (index) => appKey(workspace, idOf('app', index)),
    LARGE.apps,
    (index) => ({ id: idOf('app', index), workspace, createdAt: AT, ...app }),
  );
  await put(
    (index) => componentKey(workspace, idOf('component', index)),
    LARGE.components,
    (index) => ({ id: idOf('component', index), currentVersion: 1, draft, ...component }),
  );
  const published = { workspace, kind: 'webhook', app: { id: appId, ...app }, lane: 'webhooks', publishedAt: AT };
  await put(
    (index) => versionKey(componentId, index + 1),
    LARGE.versions,
    (index) => ({ componentId, version: index + 1, definition, ...published }),
  );
  await put(
    (index) => catalogKey(idOf('component', index)),
    LARGE.destinationsCatalog,
    (index) => ({
      ...{ id: idOf('component', index), stage: 'public', invited: [], version: 1, name: 'An app' },
      ...{ connectsAs: 'destination', ...published },
    }),
  );
  await put(
    (index) => submissionKey(idOf('component', index)),
    LARGE.reviews,
    (index) => ({ componentId: idOf('component', index), workspace, appId, version: 1, submittedAt: AT }),
  );
  await put(
    (index) => clientsKey(workspace, appId, idOf('client', index)),
    LARGE.oauthClients,
    (index) => ({
      ...{ id: idOf('client', index), workspace, app: appId, name: LONG.repeat(200), createdAt: AT, secretHash: '' },
      redirectUris: [`https://acme.example/${'x'.repeat(1_900)}`],
    }),
  );
  const seen = { name: 'a-case', title: 'A case', verdict: 'pass', detail: LONG.repeat(20_000) };
  await put(
    (index) => testKey(workspace, idOf('test', index)),
    LARGE.componentTests,
    (index) => ({
      ...{ id: idOf('test', index), workspace, url: 'https://acme.example/', eventTypes: [], startedAt: AT },
      ...{ finishedAt: AT, startedBy: ACTOR, passed: true, requests: 1, cases: [seen] },
      counts: { pass: 1, warn: 0, fail: 0, skipped: 0 },
    }),
  );
  await put(
    (index) => laneKey(idOf('lane', index)),
    LARGE.lanes,
    (index) => ({ name: idOf('lane', index), componentId: LONG.repeat(200), wantedAt: AT }),
  );
}

async function putAccessRequests(put: PutDocuments, now: Date): Promise<void> {
  const requestId = (index: number): string => `req_${String(index).padStart(20, '0')}`;
  const { companyCharacters, websiteCharacters, nameCharacters, useCaseCharacters, leastUseCaseCharacters } =
    ACCESS_REQUEST_LIMITS;
  const asked = {
    ...{ company: LONG.repeat(companyCharacters), website: `https://acme.example/`.padEnd(websiteCharacters, 'x') },
    ...{ name: LONG.repeat(nameCharacters), state: 'waiting', requestedAt: now.toISOString() },
  };
  await put(
    (index) => accessRequestKey(requestId(index)),
    LARGE.accessRequests,
    // More than a page of the longest; all of them would be 20 MB, for each page that is read.
    (index) => ({
      ...{ id: requestId(index), email: `${index}@`.padEnd(250, 'x'), ...asked },
      useCase: LONG.repeat(index < 300 ? useCaseCharacters : leastUseCaseCharacters),
    }),
  );
}

async function putHistory(tables: Table, workspace: string, now: Date): Promise<void> {
  for (let index = 0; index < LARGE.auditEvents; index += 1) {
    const event = { type: 'updateComponent', actor: ACTOR, resourceType: 'component', resourceId: 'component' };
    const after = { documentation: LONG.repeat(50_000) };
    await transact(tables, [auditItem(tables.table, workspace, { ...event, after, at: now })]);
  }
  for (let index = 0; index < LARGE.replays; index += 1) {
    const userIds = many(1_000, (user) => `${user}`.padEnd(300, 'u'));
    const spec = aReplaySpec({ sources: [idOf('source', 0)], destination: idOf('destination', 0), userIds });
    const state = { state: 'done', createdAt: AT, pausedMs: 0, parts: 0, partsLeft: 0 } as const;
    const job: ReplayJob = { id: `mibqzo0${index}-00000${index}`, spec, ...state };
    await createJobStore<ReplaySpec>(REPLAY, tables).create({ job, parts: [] });
  }
}

async function putEvents(tables: Table, now: Date): Promise<void> {
  const source = idOf('source', 0);
  await putUndelivered(tables.dynamodb, tables.table, {
    ...{ destinationId: idOf('destination', 0), itemKey: `${AT}#pack-0`, objectKey: 'undelivered/large', endedAt: AT },
    groups: [{ outcome: 'dead-lettered', reason: 'http_500', count: LARGE.undeliveredEvents }],
    resolutions: [],
  });
  for (let index = 0; index < LARGE.schemaEvents; index += 1) {
    const properties = many(50, (property) => `number ${String(property).padEnd(190, 'p')}`);
    const change = { key: `track ${index}`, isNew: true, count: 1, properties, at: AT };
    await addToSchema(tables, source, change);
  }
  // Of one source so few that events of the archive fill up what is missing.
  await putDebugEvents(tables, source, { items: 1, now });
  await putDebugEvents(tables, idOf('source', 1), { items: LARGE.debugEvents / 20, now });
  for (const owner of [sourceLedgerKey(source), destinationLedgerKey(idOf('destination', 0))]) {
    const counts = owner.startsWith('source') ? MANY_REJECTED : MANY_REASONS;
    const minutes = many(LARGE.minutes, (index) => {
      const period = { owner, shard: 0, atMs: now.getTime() - (index + 1) * 60_000 };
      return seriesItems(DEDUPE_TABLE, period, counts).slice(0, 1);
    });
    await putAll(tables, minutes.flat());
  }
}

async function putDebugEvents(
  { dynamodb, table }: Table,
  source: string,
  { items, now }: { items: number; now: Date },
): Promise<void> {
  for (let index = 0; index < items; index += 1) {
    const at = new Date(now.getTime() - 60_000 + index * 1_000).toISOString();
    const event = {
      receivedAt: at,
      verdict: 'rejected',
      reason: 'missing_type',
      text: LONG.repeat(4_096),
      isCut: true,
    };
    const Item = {
      ...{ pk: { S: debugPartition(source) }, sk: { S: `${at}#0` } },
      events: { S: JSON.stringify(many(20, (nth) => ({ ...event, messageId: `${index}-${nth}` }))) },
    };
    await dynamodb.send(new PutItemCommand({ TableName: table, Item }));
  }
}
