import { useState } from 'react';
import type { Read } from '../../data/read.ts';

/** What was shown of the same thing stays until the next answer is there: a range goes on each minute, and must not blink. */
export function useStale<Data>(read: Read<Data>, thing: string): Read<Data> {
  const [last, setLast] = useState({ thing, read });
  const isNewer = last.thing !== thing || last.read.asOf?.getTime() !== read.asOf?.getTime();
  if (read.data !== undefined && isNewer) setLast({ thing, read });
  if (read.data !== undefined || last.thing !== thing) return read;
  return { ...last.read, error: read.error, retry: read.retry };
}
