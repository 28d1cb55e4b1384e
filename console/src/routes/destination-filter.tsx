import { DestinationFrame } from './destination/frame.tsx';
import { FilterPage } from './destination/filter-page.tsx';

/** Which events get through? */
export function Page() {
  return (
    <DestinationFrame part="Filter" isSplit>
      {(destination, revision) => <FilterPage key={destination.id} destination={destination} revision={revision} />}
    </DestinationFrame>
  );
}
