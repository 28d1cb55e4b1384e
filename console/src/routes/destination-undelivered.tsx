import { Undelivered } from '../undelivered/undelivered.tsx';
import { DestinationFrame } from './destination/frame.tsx';

/** What did this destination not get, and can it? */
export function Page() {
  return (
    <DestinationFrame part="Undelivered" isSplit>
      {({ id }) => <Undelivered destinationId={id} />}
    </DestinationFrame>
  );
}
