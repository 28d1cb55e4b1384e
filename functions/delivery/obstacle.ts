import { KINDS } from '../../destinations/kinds.ts';
import type { Destination } from '../../domain/workspace/destination.ts';
import type { DeliveryPackHeader } from '../../domain/pipeline/messages.ts';

/** What keeps a destination from being called until a person has changed it. Its events are held meanwhile. */
export type Obstacle = {
  readonly reason: string;
  /** What people are told, when they have not done it themselves. */
  readonly notice?: string;
};

export function obstacleTo(
  { kind, enabled, settings }: Destination,
  { replay }: Pick<DeliveryPackHeader, 'replay'>,
): Obstacle | undefined {
  const unusable = KINDS[kind].obstacle(settings);
  if (unusable !== undefined) return { reason: unusable.reason, notice: `Its events are held: ${unusable.message}.` };
  // What was on its way when the destination was switched off waits until it is switched on again. Who replays to a
  // destination that is off wants just that.
  return enabled || replay !== undefined ? undefined : { reason: 'destination_disabled' };
}
