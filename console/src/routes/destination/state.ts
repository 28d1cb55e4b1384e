// How a destination is now, as one shape and one word. Sums of a time have other words.

import type { DataOf } from '../../../../client/api-client.ts';
import type { StateName } from '../../parts/state-name.ts';
import type { Losing } from '../shared/losing.ts';

export type Destination = DataOf<'GET /destinations/{destinationId}'>['destination'];

type Condition = Pick<Destination, 'enabled' | 'down' | 'throttled' | 'notice'>;

/** `losing`: it has taken nothing lately of what it was sent. */
export function stateOf(
  { enabled, down, throttled, notice }: Condition,
  losing?: Losing,
): {
  readonly state: StateName;
  readonly word: string;
} {
  if (!enabled) return { state: 'off', word: 'Off' };
  if (down !== undefined) return { state: 'failed', word: 'Down' };
  if (losing !== undefined) return { state: 'failed', word: 'Delivers nothing' };
  if (throttled !== undefined) return { state: 'waiting', word: 'Throttled' };
  if (notice !== undefined) return { state: 'waiting', word: 'Needs attention' };
  return { state: 'ok', word: 'On' };
}
