import { MAX_EVENT_BYTES } from '../../../domain/base/limits.ts';
import { findUnsafeContent } from '../../../domain/base/unsafe-content.ts';

/**
 * Whether an event is refused for its size: `item` as the client sent it, `line` as it came out of ingest. What counts is
 * what the client sent; what ingest added is measured only when the sum is over the limit. The context of a batch may add
 * as much again: without an end to that, one body could become 2,500 times that context.
 */
export function isEventTooLarge(line: string, item: unknown): boolean {
  if (line.length * 3 <= MAX_EVENT_BYTES || Buffer.byteLength(line) <= MAX_EVENT_BYTES) return false;
  if (Buffer.byteLength(line) > 2 * MAX_EVENT_BYTES) return true;
  // Fields that ingest replaced may be nested deeper than JSON.stringify can follow.
  return findUnsafeContent(item) !== undefined || Buffer.byteLength(JSON.stringify(item)) > MAX_EVENT_BYTES;
}
