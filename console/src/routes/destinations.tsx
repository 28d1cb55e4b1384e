import '../styles/destination.css';
import { Page as Frame } from '../app/page.tsx';
import { DestinationList, NewLinks } from './destination/list.tsx';
import { useWhyNot } from '../parts/permission-note.tsx';
import { Button } from '../parts/button.tsx';

/** Which destinations are there, and how is each? */
export function Page() {
  const why = useWhyNot('destinations:write');
  return (
    <Frame
      title="Destinations"
      sub="Where events go. Each gets those of one source that its filter lets through."
      actions={why === undefined ? <NewLinks /> : <Button why={why}>Connect a webhook</Button>}
    >
      <div className="dst-body">
        <DestinationList />
      </div>
    </Frame>
  );
}
