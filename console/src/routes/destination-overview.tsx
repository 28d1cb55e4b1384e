import { DestinationFrame } from './destination/frame.tsx';
import { Overview } from './destination/overview.tsx';

/** Does it get what it should, how fast, what not and why? */
export function Page() {
  return <DestinationFrame>{(destination) => <Overview destination={destination} />}</DestinationFrame>;
}
