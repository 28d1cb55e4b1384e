// Under which keys of the control table each function reads and writes; lib lets it do so and no more.

import { REPLAY } from '../replay/replay.ts';
import {
  ADDRESS_TOKEN_PREFIX,
  API_KEYS,
  AUDIT_PREFIX,
  CONFIG_PARTITION,
  DEBUG_KEY_PREFIX,
  DESTINATIONS_OF_PREFIX,
  FUNCTION_LOG_PREFIX,
  FUNCTION_VERSIONS_PREFIX,
  FUNCTIONS_PREFIX,
  HEALTH_PARTITION,
  jobKeys,
  KEY_USE_PREFIX,
  LEASE_PARTITION,
  LEDGER_KEY_PREFIX,
  NOTICE_PARTITION,
  RECEIVED_PREFIX,
  RESOURCES_PREFIX,
  SCHEMA_PREFIX,
  SOURCE_ADDRESSES_PREFIX,
  UNDELIVERED_KEY_PREFIX,
  WATCHED_PARTITION,
  WRITE_KEY_PREFIX,
} from './table-keys.ts';

const REPLAY_KEYS = Object.values(jobKeys(REPLAY));

/** What is written when look-ups are made complete. */
const INDEX_KEYS = [CONFIG_PARTITION, WRITE_KEY_PREFIX, DESTINATIONS_OF_PREFIX, RESOURCES_PREFIX] as const;

/** What a stage reads and writes, as patterns of IAM. */
export type KeyAccess = { readonly reads: readonly string[] | 'everything'; readonly writes: readonly string[] };

const pattern = (key: string): string => (key.endsWith('#') ? `${key}*` : key);
const access = (reads: readonly string[] | 'everything', writes: readonly string[]): KeyAccess => ({
  reads: reads === 'everything' ? reads : reads.map(pattern),
  writes: writes.map(pattern),
});

/** By the folder in functions/. */
export const CONTROL_TABLE_ACCESS = {
  ingest: access([CONFIG_PARTITION, WRITE_KEY_PREFIX, WATCHED_PARTITION], [DEBUG_KEY_PREFIX, KEY_USE_PREFIX]),
  'fan-out': access(
    [CONFIG_PARTITION, DESTINATIONS_OF_PREFIX, WATCHED_PARTITION, SCHEMA_PREFIX, LEDGER_KEY_PREFIX],
    [DEBUG_KEY_PREFIX, SCHEMA_PREFIX, LEDGER_KEY_PREFIX],
  ),
  source: access(
    [CONFIG_PARTITION, ADDRESS_TOKEN_PREFIX, FUNCTIONS_PREFIX, WATCHED_PARTITION],
    [DEBUG_KEY_PREFIX, FUNCTION_LOG_PREFIX, RECEIVED_PREFIX],
  ),
  delivery: access(
    [CONFIG_PARTITION, HEALTH_PARTITION, LEDGER_KEY_PREFIX, UNDELIVERED_KEY_PREFIX, FUNCTIONS_PREFIX],
    // The configuration and the log, because it switches destinations off.
    [
      ...[CONFIG_PARTITION, AUDIT_PREFIX, NOTICE_PARTITION],
      ...[HEALTH_PARTITION, LEASE_PARTITION, LEDGER_KEY_PREFIX, UNDELIVERED_KEY_PREFIX, FUNCTION_LOG_PREFIX],
    ],
  ),
  replay: access(
    [CONFIG_PARTITION, HEALTH_PARTITION, LEDGER_KEY_PREFIX, UNDELIVERED_KEY_PREFIX, ...REPLAY_KEYS],
    [LEDGER_KEY_PREFIX, ...REPLAY_KEYS],
  ),
  sweep: access([...INDEX_KEYS, HEALTH_PARTITION, LEASE_PARTITION, NOTICE_PARTITION, LEDGER_KEY_PREFIX], INDEX_KEYS),
  // What the catalog shows; settings of partners in it are encrypted, and it has no key.
  console: access([API_KEYS.catalog, API_KEYS.componentVersions, API_KEYS.logos], []),
  'control-api': access('everything', [
    ...[CONFIG_PARTITION, WRITE_KEY_PREFIX, DESTINATIONS_OF_PREFIX, RESOURCES_PREFIX],
    ...[NOTICE_PARTITION, HEALTH_PARTITION, WATCHED_PARTITION, ...REPLAY_KEYS, AUDIT_PREFIX],
    ...[FUNCTIONS_PREFIX, FUNCTION_VERSIONS_PREFIX, SOURCE_ADDRESSES_PREFIX, ADDRESS_TOKEN_PREFIX],
    ...Object.values(API_KEYS),
  ]),
} as const satisfies Readonly<Record<string, KeyAccess>>;
