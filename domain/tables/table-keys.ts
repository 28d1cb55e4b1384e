// Where everything lies in the control table and in the dedupe table: the only place that knows the forms of keys. Functions
// read and write by these names, control-table-access.ts grants by them, and docs/architecture.md lists them.

import type { KeyClass } from '../events/write-keys.ts';

/** A key of the control table. */
export type DocumentKey = { readonly pk: string; readonly sk: string };

/** Whom a delivery is for: `crm`, or `crm.orders` where the destination names its subscriptions. No id has a dot. */
export const subscriptionAddress = (destination: string, subscription: string | undefined): string =>
  subscription === undefined ? destination : `${destination}.${subscription}`;

// The configuration, and what finds it.

/** The documents of sources and destinations, and the version of them all. */
export const CONFIG_PARTITION = 'config';
export const CONFIG_VERSION: DocumentKey = { pk: CONFIG_PARTITION, sk: 'version' };
export const sourceItemKey = (id: string): string => `source#${id}`;
export const destinationItemKey = (id: string): string => `destination#${id}`;

/** Whose a write key is; followed by its hash. */
export const WRITE_KEY_PREFIX = 'write-key#';
export const writeKeyHashKey = (sha256: string): DocumentKey => ({ pk: WRITE_KEY_PREFIX + sha256, sk: 'owner' });
/** The destinations of a source; followed by its id. */
export const DESTINATIONS_OF_PREFIX = 'destinations-of#';
export const destinationsOfPartition = (source: string): string => DESTINATIONS_OF_PREFIX + source;
/** Sources and destinations of a workspace; followed by its id. What is of none was stored before there were workspaces. */
export const RESOURCES_PREFIX = 'resources#';
export const resourcesPartition = (workspace = ''): string => RESOURCES_PREFIX + workspace;
/** Functions of a workspace; followed by its id. */
export const FUNCTIONS_PREFIX = 'functions#';
export const functionKey = (workspace: string, id: string): DocumentKey => ({
  pk: FUNCTIONS_PREFIX + workspace,
  sk: id,
});
/** Their versions; followed by workspace and id. */
export const FUNCTION_VERSIONS_PREFIX = 'function-versions#';
/** Padded, so that versions lie in their order; without a number, what they all begin with. */
export const functionVersionKey = (workspace: string, id: string, version?: number): DocumentKey => ({
  pk: `${FUNCTION_VERSIONS_PREFIX}${workspace}#${id}`,
  sk: version === undefined ? '' : String(version).padStart(6, '0'),
});
/** The addresses of a source of requests; followed by its id. */
export const SOURCE_ADDRESSES_PREFIX = 'source-addresses#';
export const sourceAddressKey = (sourceId: string, id = ''): DocumentKey => ({
  pk: SOURCE_ADDRESSES_PREFIX + sourceId,
  sk: id,
});
/** Whose an address is; followed by the hash of the token in it. */
export const ADDRESS_TOKEN_PREFIX = 'address-token#';
export const addressTokenKey = (sha256: string): DocumentKey => ({ pk: ADDRESS_TOKEN_PREFIX + sha256, sk: 'source' });
/** What the workspace file of one machine said when it was loaded. */
export const loadedFilePartition = (workspace: string): string => `loaded-file#${workspace}`;

/** Beside those of sources and destinations. */
export const loadedFunctionKey = (id: string): string => `function#${id}`;

// What stages keep for each other and for people.

/** What people should know about a resource: one item each, under the key of the resource. */
export const NOTICE_PARTITION = 'notice';
/** What is out of order with destinations: breakers under the key of the destination, and these before it. */
export const HEALTH_PARTITION = 'health';
export const THROTTLE_PREFIX = 'throttle#';
export const SETUP_PREFIX = 'setup#';
/** Who releases what is held for a destination. */
export const LEASE_PARTITION = 'release';
/** Which sources are looked at: one item each. */
export const WATCHED_PARTITION = 'debug';
/** What functions have logged, and how much of it there is room for. */
export const FUNCTION_LOG_PREFIX = 'function-log#';
export const functionLogPartition = ({ workspace, id }: { readonly workspace: string; readonly id: string }): string =>
  `${FUNCTION_LOG_PREFIX}${workspace}#${id}`;
/** Of one function in a minute, or of a whole workspace in a day. */
export const functionLogQuotaKey = (
  { workspace, id }: { readonly workspace: string; readonly id: string },
  period: 'minute' | 'day',
  which: string,
): DocumentKey => ({
  pk: FUNCTION_LOG_PREFIX + workspace,
  sk: period === 'day' ? `day-${which}` : `minute-${which}-${id}`,
});

/** Requests that a source has received; followed by its id. */
export const RECEIVED_PREFIX = 'received#';
export const receivedPartition = (sourceId: string): string => RECEIVED_PREFIX + sourceId;
/** Events for who looks; followed by the source. Ingest and fan-out may put no others. */
export const DEBUG_KEY_PREFIX = 'debug#';
export const debugPartition = (sourceId: string): string => DEBUG_KEY_PREFIX + sourceId;
/** When the write keys of a source were last used; followed by its id. Ingest may put no others. */
export const KEY_USE_PREFIX = 'key-use#';
export const keyUseKey = (sourceId: string, sha256: string): DocumentKey => ({
  pk: KEY_USE_PREFIX + sourceId,
  sk: sha256,
});
/** What events of a source look like; followed by its id. */
export const SCHEMA_PREFIX = 'schema#';
export const schemaPartition = (sourceId: string): string => SCHEMA_PREFIX + sourceId;
/** Which events a schema has. No event has a key like these two: keys begin with a type. */
export const SCHEMA_INDEX = 'index#';
export const OTHER_EVENTS = 'other#';
/** The index of what was not delivered; followed by the id of the destination. */
export const UNDELIVERED_KEY_PREFIX = 'undelivered#';
export const undeliveredPartition = (destinationId: string): string => UNDELIVERED_KEY_PREFIX + destinationId;
/** `2026-11-22T01:02:03.004Z#<pack id>-<retry>` */
export function undeliveredItemKey(endedAt: string, { packId, retry }: { packId: string; retry: number }): string {
  return `${endedAt}#${packId}-${retry}`;
}
/** Jobs over the archive lie under their verb, and the parts of a job under that, followed by its id. */
export const jobKeys = (verb: string) => ({ jobs: verb, parts: `${verb}#` });
/** Two digits, so that parts are read in order: there are fewer than a hundred. */
export const partItemKey = (part: number): string => String(part).padStart(2, '0');

/** Counters; followed by a shard. The owner of the counters is the sort key. */
export const LEDGER_KEY_PREFIX = 'ledger#';
export const ledgerPartition = (shard: number): string => `${LEDGER_KEY_PREFIX}${shard}`;
/** Rejected events whose write key is unknown belong to no source. */
export const UNATTRIBUTED_LEDGER_KEY = 'unattributed';
export const sourceLedgerKey = (id: string): string => (id === '' ? UNATTRIBUTED_LEDGER_KEY : sourceItemKey(id));
export const destinationLedgerKey = (id: string, subscription?: string): string =>
  destinationItemKey(subscriptionAddress(id, subscription));
/** What one replay sent, and what became of it. */
export const replayLedgerKey = (replayId: string): string => `replay#${replayId}`;
/** Whether the totals of an owner are forgotten some time: those of a replay are, as the replay itself is. */
export const isForgotten = (owner: string): boolean => owner.startsWith(replayLedgerKey(''));

// What the control API configures.

/** The log of changes; followed by the workspace. */
export const AUDIT_PREFIX = 'audit#';
export const auditPartition = (workspace: string): string => AUDIT_PREFIX + workspace;

/** Partitions that nobody but the control API uses; with `#` at the end, an id follows. */
export const API_KEYS = {
  /** Whose an id is, for ever. */
  ids: 'id',
  quotaTickets: 'quota#',
  workspaces: 'workspace',
  ofWorkspace: 'workspace#',
  tokens: 'token#',
  membersByEmail: 'member#',
  oauthClients: 'oauth-client#',
  oauthGrants: 'oauth-grant#',
  oauthCodes: 'oauth-code#',
  appsOfWorkspace: 'apps#',
  componentVersions: 'component#',
  componentChecks: 'component-test#',
  componentTests: 'component-tests#',
  submissions: 'review',
  catalog: 'catalog',
  logos: 'logo#',
  lanes: 'lane',
  accessRequests: 'access-request',
} as const;

/** `resource` is the sort key of what has the id: `source#web`, `app#crm`. */
export const idKey = (resource: string): DocumentKey => ({ pk: API_KEYS.ids, sk: resource });
export const quotaTicketKey = (workspace: string): DocumentKey => ({
  pk: API_KEYS.quotaTickets + workspace,
  sk: 'ticket',
});

export const workspaceKey = (id: string): DocumentKey => ({ pk: API_KEYS.workspaces, sk: id });
const ofWorkspace = (workspace: string, sk: string): DocumentKey => ({ pk: API_KEYS.ofWorkspace + workspace, sk });
export const memberKey = (workspace: string, id: string): DocumentKey => ofWorkspace(workspace, `member#${id}`);
export const tokenKey = (workspace: string, id: string): DocumentKey => ofWorkspace(workspace, `token#${id}`);
/** One document of all owners, so that two changes at once cannot leave a workspace without one. */
export const ownersKey = (workspace: string): DocumentKey => ofWorkspace(workspace, 'owners');
export const tokenHashKey = (hash: string): DocumentKey => ({ pk: API_KEYS.tokens + hash, sk: 'token' });
/** The workspaces of a person, by whom sign-in knows only the email. */
export const membershipKey = (email: string, workspace: string): DocumentKey => ({
  pk: API_KEYS.membersByEmail + email,
  sk: workspace,
});

export const clientKey = (id: string): DocumentKey => ({ pk: API_KEYS.oauthClients + id, sk: 'client' });
/** The clients of one app. */
export const clientsKey = (workspace: string, app: string, id = ''): DocumentKey =>
  ofWorkspace(workspace, `oauth-client#${app}#${id}`);
export const grantKey = (id: string): DocumentKey => ({ pk: API_KEYS.oauthGrants + id, sk: 'grant' });
export const grantsKey = (workspace: string, id = ''): DocumentKey => ofWorkspace(workspace, `oauth-grant#${id}`);
export const codeHashKey = (sha256: string): DocumentKey => ({ pk: API_KEYS.oauthCodes + sha256, sk: 'code' });

const ofApps = (workspace: string, sk: string): DocumentKey => ({ pk: API_KEYS.appsOfWorkspace + workspace, sk });
export const appKey = (workspace: string, id: string): DocumentKey => ofApps(workspace, `app#${id}`);
export const componentKey = (workspace: string, id: string): DocumentKey => ofApps(workspace, `component#${id}`);
/** The versions of a component. */
export const versionsKey = (componentId: string): DocumentKey => ({
  pk: API_KEYS.componentVersions + componentId,
  sk: 'version#',
});
/** Padded, so that versions lie in their order. */
export const versionKey = (componentId: string, version: number): DocumentKey => {
  const { pk, sk } = versionsKey(componentId);
  return { pk, sk: sk + String(version).padStart(6, '0') };
};
/** The last run of the test suite against a version: a `ComponentTestResult`. */
export const componentTestKey = (componentId: string, version: number): DocumentKey => ({
  pk: `${API_KEYS.componentChecks}${componentId}#${version}`,
  sk: 'result',
});
/** A run of the test suite. */
export const testKey = (workspace: string, id: string): DocumentKey => ({
  pk: API_KEYS.componentTests + workspace,
  sk: id,
});
/** What waits for a reviewer, of all workspaces. */
export const submissionKey = (componentId: string): DocumentKey => ({ pk: API_KEYS.submissions, sk: componentId });
export const catalogKey = (componentId: string): DocumentKey => ({ pk: API_KEYS.catalog, sk: componentId });
/** The logos of an app: the one it has, and those that published versions show. `file` is named after what is in it. */
export const logoKey = (app: string, file = ''): DocumentKey => ({ pk: API_KEYS.logos + app, sk: file });
/** What partners have asked for, of the installation. */
export const accessRequestKey = (id: string): DocumentKey => ({ pk: API_KEYS.accessRequests, sk: id });
/** Lanes of published components, which the next deployment of a stage can have. */
export const laneKey = (lane: string): DocumentKey => ({ pk: API_KEYS.lanes, sk: lane });

// The dedupe table, whose items expire. Its keys have one part.

/**
 * The claim on a `messageId`. Scope: one source, so that two sources may use the same id, and one class of keys, so that
 * who has a public key of a source cannot claim what its servers send. Browser keys have the form that all keys had
 * before there were classes.
 */
export function claimKey(sourceId: string, messageId: string, keyClass: KeyClass = 'browser'): string {
  return `${keyClass === 'browser' ? 'event#' : 'server-event#'}${sourceId}#${messageId}`;
}

/** The claim on what is counted for an ingest pack as a whole: its duplicates and its rejected events. */
export const packCountsKey = (packId: string): string => `counts#${packId}`;

/** Written when everything about a fan-out batch is done and counted. */
export const batchKey = (batchId: string): string => `batch#${batchId}`;
/** The same for the counters from so many on, of a batch that has too many for one transaction. */
export const batchPartKey = (batchId: string, from: number): string => `${batchKey(batchId)}#${from}`;

/** Written when the attempt of a pack is decided and counted. Two copies of a pack must collide here. */
export function attemptKey({ packId, retry }: { readonly packId: string; readonly retry: number }): string {
  return `pack#${packId}#${retry}`;
}

/** Written when one item of a resolve message is resolved and counted. Two copies of the message must collide here. */
export const resolveKey = (resolveId: string, itemIndex: number): string => `resolve#${resolveId}#${itemIndex}`;

/** One of the turns at a destination that has so many requests at once only. */
export const turnKey = (destinationId: string, turn: number): string => `turn#${destinationId}#${turn}`;
/** The line of a destination that may be called so often only. */
export const lineKey = (destinationId: string): string => `line#${destinationId}`;

/** The name of one step of a job: what it claims is claimed for it, and it is counted once. */
export function jobStepKey(
  verb: string,
  { jobId, part, sequence }: { readonly jobId: string; readonly part: number; readonly sequence: number },
): string {
  return `${verb}#${jobId}#${part}#${sequence}`;
}

/** Reverses `jobStepKey` of this verb. */
export function parseJobStepKey(
  verb: string,
  key: string,
): { jobId: string; part: number; sequence: number } | undefined {
  const [kind, jobId, part, sequence] = key.split('#');
  if (kind !== verb || jobId === undefined) return undefined;
  return { jobId, part: Number(part), sequence: Number(sequence) };
}

type ClaimScope = {
  readonly sourceId: string;
  readonly keyClass: KeyClass;
  readonly subscriptionId?: string | undefined;
};

/**
 * The claim by which a replay sends an event once. Jobs for what was not delivered share theirs, so that the second does
 * not send again what the first has sent; any other job starts afresh. Classes of keys claim apart, as when events came.
 */
export function replayClaimKey(
  job: { readonly id: string; readonly spec: { readonly onlyUndelivered: boolean; readonly destination: string } },
  { sourceId, keyClass, subscriptionId }: ClaimScope,
  messageId: string,
): string {
  const { onlyUndelivered, destination } = job.spec;
  const scope = subscriptionAddress(onlyUndelivered ? `undelivered#${destination}` : job.id, subscriptionId);
  return `${keyClass === 'browser' ? 'replay#' : 'server-replay#'}${scope}#${sourceId}#${messageId}`;
}

/** What one owner counted in one period on one shard: `minute#destination#crm#3#2026-11-22T10:05`. */
export function periodKey(
  step: 'minute' | 'hour',
  { owner, shard, period }: { readonly owner: string; readonly shard: number; readonly period: string },
): string {
  return `${step === 'minute' ? 'minute#' : 'hour#'}${owner}#${shard}#${period}`;
}

/** Under this the control API counts requests and keeps answers; it may write no others. */
export const API_KEY_PREFIX = 'api#';
/** What somebody may do so often in a window: which counter, whose, and the how manieth window it is. */
export function apiCounterKey(counter: string, whose: string, window: number): string {
  return `${API_KEY_PREFIX}${counter}#${whose}#${window}`;
}
/** A client or an address that asks for tokens, as the one whose requests are counted. */
export const oauthCallerKey = (clientOrAddress: string): string => `oauth#${clientOrAddress}`;
/** The answer to a request with an idempotency key. */
export const apiAnswerKey = (hash: string): string => `${API_KEY_PREFIX}once#${hash}`;
