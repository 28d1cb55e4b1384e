import { DestinationFrame } from './destination/frame.tsx';
import { History } from './shared/history.tsx';

/** Who has changed what? */
export function Page() {
  return (
    <DestinationFrame part="History">
      {({ id, name }) => <History resourceType="destination" resourceId={id} name={name} />}
    </DestinationFrame>
  );
}
