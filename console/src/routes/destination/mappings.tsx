import { Link } from '../../app/links.tsx';

/** Says what is not there, and what helps until it is. */
export function Mappings({ destinationId }: { readonly destinationId: string }) {
  const params = { destinationId };
  return (
    <div className="stack prose dst-body">
      <h2>Mappings are not there yet</h2>
      <p>
        A mapping will say which field of an event goes into which field of the destination. Until then each event goes
        to it as the source has sent it, with the fields that Penstock adds.
      </p>
      <p>What helps until then:</p>
      <ul>
        <li>
          Fields that the destination wants elsewhere: put them there where the event is made, in the call of the SDK,
          or where your webhook takes it.
        </li>
        <li>
          Events that it cannot use: keep them away with{' '}
          <Link to="/w/$workspace/destinations/$destinationId/filter" params={params} className="link">
            its filter
          </Link>
          .
        </li>
        <li>
          What it gets exactly: see it in the{' '}
          <Link to="/w/$workspace/destinations/$destinationId/tester" params={params} className="link">
            Event Tester
          </Link>
          , in a dry run.
        </li>
      </ul>
    </div>
  );
}
