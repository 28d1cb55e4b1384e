import type { ReleaseHeader } from '../../../domain/pipeline/messages.ts';
import { encodePack } from './pack-codec.ts';
import type { OutgoingMessage } from './queue-sender.ts';

/** Has a lane take a step in releasing what is held for a destination; the first one when it names no lease. */
export function releaseMessage(
  destinationId: string,
  { delaySeconds, lease }: { readonly delaySeconds: number; readonly lease?: string },
): OutgoingMessage {
  const header: ReleaseHeader = {
    ...{ kind: 'release', destinationId, events: [] },
    ...(lease === undefined ? {} : { lease }),
  };
  return { body: encodePack({ header, lines: [] }), groupId: destinationId, delaySeconds };
}
