import { useMay } from '../../data/api.tsx';
import { Link } from '../links.tsx';
import type { AskedFor } from './use-findable.ts';

type NothingFoundProps = {
  readonly typed: string;
  /** What was looked through: "3 sources". */
  readonly looked: readonly string[];
  /** Whether the API was asked for an event with this id. */
  readonly asked: AskedFor;
  readonly onGo: () => void;
};

/** Says what was looked for and where, and where an event is that is older than what can be asked by its id alone. */
export function NothingFound({ typed, looked, asked, onGo }: NothingFoundProps) {
  const { may, roles } = useMay('events:read');
  return (
    <>
      <p>
        Nothing is called <q>{typed}</q>: looked for in the names and ids of {[...looked, 'the pages'].join(', ')}
        {asked === 'yes' && ', and for an event with this messageId in the last days'}.
        {asked === 'failed' && ' Whether there is such an event, the API did not say: try again in a moment.'}
      </p>
      {may ? (
        <p>
          <Link to="/w/$workspace/events" search={{ messageId: typed }} className="link" onClick={onGo}>
            Look for an older event with this messageId
          </Link>
        </p>
      ) : (
        <p>Events are found by {roles.join(', ')}.</p>
      )}
    </>
  );
}
