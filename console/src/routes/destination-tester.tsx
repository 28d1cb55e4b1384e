import { DestinationFrame } from './destination/frame.tsx';
import { Tester } from './destination/tester.tsx';

/** What would this event do? */
export function Page() {
  return (
    <DestinationFrame part="Event Tester" isSplit>
      {(destination) => <Tester key={destination.id} destination={destination} />}
    </DestinationFrame>
  );
}
