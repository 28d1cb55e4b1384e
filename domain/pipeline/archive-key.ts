// The keys of the archive: Hive-style, so that Athena and DuckDB read the partitions as they lie. Written by fan-out and
// delivery; lifecycle rules and grants in lib use the prefixes.

import type { KeyClass } from '../events/write-keys.ts';
import { HOUR_MS } from '../base/time-units.ts';

/** Every accepted event, once. */
export const ARCHIVE_PREFIX = 'archive/';

/** Every delivery that ended without success, with its reason. */
export const UNDELIVERED_PREFIX = 'undelivered/';

/** Packs that wait until their destination is back. They leave as soon as they are sent on. */
export const HELD_PREFIX = 'held/';

const SUFFIX = '.ndjson.zst';

/** What the ids of batches end with whose events came with a server key. */
const SERVER_SUFFIX = '-server';

/**
 * A fan-out batch belongs to one source, to one hour in which its events were received and to one class of write keys; its
 * id begins with that hour (`2026112201`) and says the class, so that the archive key follows from the id alone.
 */
export function createBatchId(receivedAt: string, unique: string, keyClass: KeyClass = 'browser'): string {
  const suffix = keyClass === 'server' ? SERVER_SUFFIX : '';
  return `${receivedAt.slice(0, 13).replaceAll(/[-T]/g, '')}-${unique}${suffix}`;
}

/** With which class of write keys the events of a batch came. */
export function keyClassOfBatch(batchId: string): KeyClass {
  return batchId.endsWith(SERVER_SUFFIX) ? 'server' : 'browser';
}

/** `archive/source=web/date=2026-11-22/hour=01/2026112201-4f1c….ndjson.zst` */
export function archiveKey(sourceId: string, batchId: string): string {
  return `${archivePrefix(sourceId, batchId)}${batchId}${SUFFIX}`;
}

/** Where the batches of one source lie whose events were received in one hour: that of a batch id, `2026112201…`. */
export function archivePrefix(sourceId: string, batchId: string): string {
  const [year, month, day, hour] = [
    batchId.slice(0, 4),
    batchId.slice(4, 6),
    batchId.slice(6, 8),
    batchId.slice(8, 10),
  ];
  return `${ARCHIVE_PREFIX}source=${sourceId}/date=${year}-${month}-${day}/hour=${hour}/`;
}

/** The id of the batch that lies under a key of the archive. */
export function batchIdOf(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1, -SUFFIX.length);
}

/** `undelivered/destination=crm/date=2026-11-22/<pack id>-<retry>.ndjson.zst`; the date is the day of the last attempt. */
export function undeliveredKey(
  pack: { destinationId: string; packId: string; retry: number },
  endedAt: string,
): string {
  return `${UNDELIVERED_PREFIX}destination=${pack.destinationId}/date=${endedAt.slice(0, 10)}/${pack.packId}-${pack.retry}${SUFFIX}`;
}

/** What lies under this was held for one destination; keys sort by the time at which it was. */
export function heldPrefix(destinationId: string): string {
  return `${HELD_PREFIX}destination=${destinationId}/`;
}

/** The destination of a `heldPrefix`. */
export function heldDestinationOf(prefix: string): string {
  return prefix.slice(`${HELD_PREFIX}destination=`.length, -1);
}

/** `held/destination=crm/2026-11-22T01:02:03.004Z-<pack id>.pack` */
export function heldKey(destinationId: string, packId: string, heldAt: string): string {
  return `${heldPrefix(destinationId)}${heldAt}-${packId}.pack`;
}

/** Everything that was archived for one source. Keys sort by the hour in which events were received. */
export function archiveSourcePrefix(sourceId: string): string {
  return `${ARCHIVE_PREFIX}source=${sourceId}/`;
}

/** Where what was received in the hour of `atMs` begins; every key of an earlier hour sorts before it. */
export function archiveHourPrefix(sourceId: string, atMs: number): string {
  return archivePrefix(sourceId, createBatchId(new Date(atMs).toISOString(), ''));
}

/**
 * About where a key, or the prefix of an hour, stands in time: epoch milliseconds. Within an hour the ids of batches are
 * random, so that their first digits say which share of the hour's keys sorts before them.
 */
export function archivePositionMs(keyOrPrefix: string): number {
  const match = /\/date=([\d-]{10})\/hour=(\d\d)\/(?:\d{10}-([0-9a-f]{1,4}))?/.exec(keyOrPrefix);
  if (match === null) return 0;
  const [, date = '', hour = '', digits = ''] = match;
  const share = digits === '' ? 0 : Number.parseInt(digits, 16) / 16 ** digits.length;
  return Date.parse(`${date}T${hour}:00:00.000Z`) + Math.floor(share * HOUR_MS);
}
