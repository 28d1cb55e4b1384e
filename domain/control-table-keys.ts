// Partitions of the control table. Functions read and write them by these names, and lib lets each function do so with
// those that it needs and no others. The configuration and what finds it: config-keys.ts.

import {
  CONFIG_INDEX_KEYS,
  CONFIG_PARTITION,
  DESTINATIONS_OF_PREFIX,
  RESOURCES_PREFIX,
  WRITE_KEY_PREFIX,
} from './config-keys.ts';
import { DEBUG_KEY_PREFIX } from './debug-events.ts';
import { LEDGER_KEY_PREFIX } from './ledger.ts';
import { REPLAY } from './replay.ts';

/** What people should know about a resource: one item each, under the key of the resource. */
export const NOTICE_PARTITION = 'notice';
/** What is out of order with destinations. */
export const HEALTH_PARTITION = 'health';
/** Who releases what is held for a destination. */
export const LEASE_PARTITION = 'release';
/** Which sources are looked at: one item each. */
export const WATCHED_PARTITION = 'debug';
/** What events of a source look like; followed by its id. */
export const SCHEMA_PREFIX = 'schema#';
/** The index of what was not delivered; followed by the id of the destination. */
export const UNDELIVERED_KEY_PREFIX = 'undelivered#';
/** Jobs over the archive lie under their verb, and the parts of a job under that, followed by its id. */
export const jobKeys = (verb: string) => ({ jobs: verb, parts: `${verb}#` });
/** The log of changes; followed by the workspace. */
export const AUDIT_PREFIX = 'audit#';

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
  lanes: 'lane',
} as const;

/** What a stage reads and writes, as patterns of IAM. */
export type KeyAccess = { readonly reads: readonly string[] | 'everything'; readonly writes: readonly string[] };

const pattern = (key: string): string => (key.endsWith('#') ? `${key}*` : key);
const access = (reads: readonly string[] | 'everything', writes: readonly string[]): KeyAccess => ({
  reads: reads === 'everything' ? reads : reads.map(pattern),
  writes: writes.map(pattern),
});

const REPLAY_KEYS = Object.values(jobKeys(REPLAY));

/** By the folder in functions/. */
export const CONTROL_TABLE_ACCESS = {
  ingest: access([CONFIG_PARTITION, WRITE_KEY_PREFIX, WATCHED_PARTITION], [DEBUG_KEY_PREFIX]),
  'fan-out': access(
    [CONFIG_PARTITION, DESTINATIONS_OF_PREFIX, WATCHED_PARTITION, SCHEMA_PREFIX, LEDGER_KEY_PREFIX],
    [DEBUG_KEY_PREFIX, SCHEMA_PREFIX, LEDGER_KEY_PREFIX],
  ),
  delivery: access(
    [CONFIG_PARTITION, HEALTH_PARTITION, LEDGER_KEY_PREFIX, UNDELIVERED_KEY_PREFIX],
    // The configuration and the log, because it switches destinations off.
    [
      ...[CONFIG_PARTITION, AUDIT_PREFIX, NOTICE_PARTITION],
      ...[HEALTH_PARTITION, LEASE_PARTITION, LEDGER_KEY_PREFIX, UNDELIVERED_KEY_PREFIX],
    ],
  ),
  replay: access(
    [CONFIG_PARTITION, HEALTH_PARTITION, LEDGER_KEY_PREFIX, UNDELIVERED_KEY_PREFIX, ...REPLAY_KEYS],
    [LEDGER_KEY_PREFIX, ...REPLAY_KEYS],
  ),
  sweep: access(
    [...CONFIG_INDEX_KEYS, HEALTH_PARTITION, LEASE_PARTITION, NOTICE_PARTITION, LEDGER_KEY_PREFIX],
    CONFIG_INDEX_KEYS,
  ),
  'control-api': access('everything', [
    ...[CONFIG_PARTITION, WRITE_KEY_PREFIX, DESTINATIONS_OF_PREFIX, RESOURCES_PREFIX],
    ...[NOTICE_PARTITION, HEALTH_PARTITION, WATCHED_PARTITION, ...REPLAY_KEYS, AUDIT_PREFIX],
    ...Object.values(API_KEYS),
  ]),
} as const satisfies Readonly<Record<string, KeyAccess>>;
