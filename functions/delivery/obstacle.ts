import type { Destination } from '../../domain/destination.ts';
import type { DeliveryPackHeader } from '../../domain/messages.ts';
import { NO_KEY, signsWithoutKey } from '../../domain/shared-secret.ts';

/** What keeps a destination from being called until a person has changed it. Its events are held meanwhile. */
export type Obstacle = {
  readonly reason: string;
  /** What people are told, when they have not done it themselves. */
  readonly notice?: string;
};

export function obstacleTo(
  { enabled, settings }: Destination,
  { replay }: Pick<DeliveryPackHeader, 'replay'>,
): Obstacle | undefined {
  if (signsWithoutKey(settings.sharedSecret)) {
    return { reason: 'secret_without_key', notice: `Its events are held: ${NO_KEY}.` };
  }
  // What was on its way when the destination was switched off waits until it is switched on again. Who replays to a
  // destination that is off wants just that.
  return enabled || replay !== undefined ? undefined : { reason: 'destination_disabled' };
}
