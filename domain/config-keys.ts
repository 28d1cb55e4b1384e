// Partitions of the control table with the configuration and what finds it. The stages read them by these names, and lib
// grants by them.

/** The documents, and the version of them all. */
export const CONFIG_PARTITION = 'config';
/** Whose a write key is; followed by its hash. */
export const WRITE_KEY_PREFIX = 'write-key#';
/** The destinations of a source; followed by its id. */
export const DESTINATIONS_OF_PREFIX = 'destinations-of#';
/** Sources and destinations of a workspace; followed by its id. */
export const RESOURCES_PREFIX = 'resources#';

/** What is written when look-ups are made complete, as patterns of IAM. */
export const CONFIG_INDEX_KEYS: readonly string[] = [
  CONFIG_PARTITION,
  ...[WRITE_KEY_PREFIX, DESTINATIONS_OF_PREFIX, RESOURCES_PREFIX].map((prefix) => `${prefix}*`),
];
