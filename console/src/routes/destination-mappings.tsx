import { DestinationFrame } from './destination/frame.tsx';
import { Mappings } from './destination/mappings.tsx';

export function Page() {
  return <DestinationFrame part="Mappings">{({ id }) => <Mappings destinationId={id} />}</DestinationFrame>;
}
