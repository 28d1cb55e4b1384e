// Undelivered events as people see them: which line of which object of the archive each one is, what has become of it
// since, and by which id it is named. Delivery writes the index and resolves what is in it; the control API reads it.

import type { Event } from '../events/event.ts';
import { parseExactly } from '../base/exact-json.ts';
import type { Fields } from '../pipeline/format-numbers.ts';
import type { AttemptNote } from '../pipeline/messages.ts';
import { upgrade } from '../pipeline/stored-formats.ts';

export type UndeliveredOutcome = 'dead-lettered' | 'discarded';

/** What became of an undelivered event: nothing yet, it was sent round again, or a person wrote it off. */
export type UndeliveredState = 'open' | 'redriven' | 'discarded';

/** One line of an object under `undelivered/`, as docs/archive.md documents it. `event` is always the last field. */
export type UndeliveredRecord = {
  readonly destinationId: string;
  /** Absent where the destination has one that nobody names. */
  readonly subscriptionId?: string;
  readonly sourceId: string;
  readonly messageId: string;
  readonly outcome: UndeliveredOutcome;
  readonly reason: string;
  readonly attempts: number;
  /** ISO 8601. */
  readonly endedAt: string;
  readonly history: readonly AttemptNote[];
  readonly event: Event;
};

/** Reads a line of an object, of any form that there was. */
export function readUndeliveredLine(line: string): UndeliveredRecord {
  return upgrade<UndeliveredRecord>('undelivered-line', parseExactly(line) as Fields);
}

/** Neighbouring lines of an object that ended in the same way. */
export type UndeliveredGroup = {
  readonly outcome: UndeliveredOutcome;
  readonly reason: string;
  readonly count: number;
};

/** Lines of an object that were resolved together. */
export type Resolution = {
  readonly as: Exclude<UndeliveredState, 'open'>;
  /** ISO 8601. */
  readonly at: string;
  readonly positions: readonly number[];
};

/** The index item of one object under `undelivered/`. A line is named by its position, from 0. */
export type UndeliveredItem = {
  readonly destinationId: string;
  /** Absent where the destination has one that nobody names. */
  readonly subscriptionId?: string;
  /** Sorts by the time at which the events ended. */
  readonly itemKey: string;
  readonly objectKey: string;
  /** ISO 8601. */
  readonly endedAt: string;
  /** The replay that sent the events. */
  readonly replay?: string;
  /** In the order of the lines. */
  readonly groups: readonly UndeliveredGroup[];
  readonly resolutions: readonly Resolution[];
};

/** For how long undelivered events can be listed and redriven. Their objects stay as long as the archive does. */
export const UNDELIVERED_INDEX_DAYS = 90;

/** How the line at a position ended. */
export function groupAt({ groups }: UndeliveredItem, position: number): UndeliveredGroup | undefined {
  let end = 0;
  return groups.find(({ count }) => position < (end += count));
}

/** How many lines the object has. */
export function lineCount({ groups }: Pick<UndeliveredItem, 'groups'>): number {
  return groups.reduce((sum, { count }) => sum + count, 0);
}

/** What became of each line, in the order of the lines. */
export function statesOf(item: UndeliveredItem): readonly { state: UndeliveredState; at?: string }[] {
  const states: { state: UndeliveredState; at?: string }[] = Array.from({ length: lineCount(item) }, () => ({
    state: 'open',
  }));
  for (const { as, at, positions } of item.resolutions) {
    for (const position of positions) states[position] = { state: as, at };
  }
  return states;
}

/** What a record is addressed by, such as `crm.mi8x2k3f.1x7c9ab.4`. */
export type UndeliveredAddress = {
  readonly destinationId: string;
  /** ISO 8601. */
  readonly endedAt: string;
  /** Tells objects of the same millisecond apart. */
  readonly fingerprint: string;
  readonly position: number;
};

/** The id of one undelivered event: short enough to be typed, and the same for ever. */
export function undeliveredId({ destinationId, endedAt, itemKey }: UndeliveredItem, position: number): string {
  return `${destinationId}.${Date.parse(endedAt).toString(36)}.${fingerprint(itemKey)}.${position}`;
}

/** Reverses `undeliveredId` as far as that goes; undefined when the text is no id. */
export function parseUndeliveredId(id: string): UndeliveredAddress | undefined {
  const match = /^([a-z0-9_-]+)\.([a-z0-9]{1,10})\.([a-z0-9]+)\.(\d{1,6})$/.exec(id);
  if (match === null) return undefined;
  const [, destinationId = '', at = '', hash = '', position = ''] = match;
  const endedAt = new Date(parseInt(at, 36)).toISOString();
  return { destinationId, endedAt, fingerprint: hash, position: Number(position) };
}

/** Whether an address is one of a line of this object. */
export function isAddressed(item: UndeliveredItem, address: UndeliveredAddress): boolean {
  return fingerprint(item.itemKey) === address.fingerprint && address.position < lineCount(item);
}

/** FNV-1a of 32 bits, http://www.isthe.com/chongo/tech/comp/fnv/: it tells a handful of keys apart. */
function fingerprint(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0).toString(36);
}

/**
 * The text of the event in a line of an object: the very bytes that ingest wrote. No field before `event` is called so,
 * and within a string of JSON a quotation mark is never without a backslash, so the first place is the right one.
 */
export function eventTextOf(line: string): string {
  const marker = ',"event":';
  return line.slice(line.indexOf(marker) + marker.length, -1);
}
