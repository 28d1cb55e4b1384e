import '../styles/destination.css';
import { Link, useView } from '../app/links.tsx';
import { Page as Frame } from '../app/page.tsx';
import { DestinationList, NewLinks } from './destination/list.tsx';
import { NewWebhook } from './destination/new-webhook.tsx';
import { useMay } from '../data/api.tsx';
import { useWhyNot } from '../parts/permission-note.tsx';
import { Button } from '../parts/button.tsx';

/** Which destinations are there, and how is each? With `?create=webhook`, a new one. */
export function Page() {
  const [view] = useView();
  return view['create'] === 'webhook' ? <New /> : <List />;
}

function List() {
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

function New() {
  const { may } = useMay('destinations:write');
  return (
    <Frame
      title="Connect a webhook"
      crumbs={[
        <Link key="list" to="/w/$workspace/destinations" search={{}}>
          Destinations
        </Link>,
      ]}
      sub="Events are sent to an address of your own, as they are."
    >
      <div className="dst-body">{may ? <NewWebhook /> : <p className="t2">You may not connect destinations.</p>}</div>
    </Frame>
  );
}
