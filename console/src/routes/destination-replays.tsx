import { NewReplayLink, Replays } from '../replays/list.tsx';
import { DestinationFrame } from './destination/frame.tsx';

/** What was sent to this destination once more? */
export function Page() {
  return (
    <DestinationFrame part="Replays">
      {({ id }) => (
        <>
          <p className="replay-new">
            <NewReplayLink destinationId={id} />
          </p>
          <Replays destinationId={id} />
        </>
      )}
    </DestinationFrame>
  );
}
