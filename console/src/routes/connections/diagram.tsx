import { Link } from '../../app/links.tsx';
import { Num } from '../../parts/number.tsx';
import { StateGlyph } from '../../parts/state.tsx';
import { shortText } from '../../parts/time.tsx';
import { useZone } from '../../parts/zone.tsx';
import { Lines, Sparkline } from './lines.tsx';
import type { DestinationNode, SourceNode } from './model.ts';
import styles from './connections.module.css';

/** Sources left, destinations right, and what flows between them. */
export function Diagram({ sources }: { readonly sources: readonly SourceNode[] }) {
  return (
    <div className={styles['flow']}>
      <div className={`${styles['heads'] ?? ''} label`} aria-hidden="true">
        <div className={styles['s']}>
          <span>Source</span>
          <span className={styles['spark']}>Last hour</span>
          <span className="num">Accepted/s</span>
          <span className="num">Refused</span>
        </div>
        <span />
        <div className={styles['d']}>
          <span />
          <span>Destination</span>
          <span>State now</span>
          <span className="num">Delivered/s</span>
          <span className={`num ${styles['p95'] ?? ''}`}>p95, 1 h</span>
          <span className="num">Waiting</span>
          <span className="num">Held</span>
          <span className="num">Undelivered</span>
        </div>
      </div>
      {sources.map((source) => (
        <Band key={source.id} source={source} />
      ))}
    </div>
  );
}

function Band({ source }: { readonly source: SourceNode }) {
  const { id, name, isEnabled, hasSent, perSecond, refused, hour, destinations } = source;
  return (
    <section className={styles['band']} aria-label={`Source ${name}`}>
      <div className={styles['s']}>
        <span className={styles['who']}>
          <Link
            className={`${styles['name'] ?? ''} med`}
            title={name}
            to="/w/$workspace/sources/$sourceId"
            params={{ sourceId: id }}
          >
            {name}
          </Link>
          <code className="cut t3" title={id}>
            {isEnabled ? id : `${id} · off`}
          </code>
        </span>
        <span className={styles['spark']}>
          <Sparkline values={hour} />
        </span>
        <Cell label="Accepted a second" value={hasSent ? perSecond : undefined} as="rate" />
        <Cell label="Refused in the last hour" value={refused} as="share" />
      </div>
      {destinations.length === 0 ? <span /> : <Lines destinations={destinations} />}
      {destinations.length === 0 ? (
        <NoDestination />
      ) : (
        <ul>
          {destinations.map((destination) => (
            <DestinationRow key={destination.id} destination={destination} />
          ))}
        </ul>
      )}
    </section>
  );
}

function NoDestination() {
  return (
    <p className="t2">
      Its events are archived, and go nowhere yet.{' '}
      <Link className="link" to="/w/$workspace/catalog">
        Connect a destination
      </Link>
    </p>
  );
}

function DestinationRow({ destination }: { readonly destination: DestinationNode }) {
  const { id, name, state, perSecond, p95, waiting, held, undelivered } = destination;
  const hasMatched = state !== 'off';
  return (
    <li className={styles['d']}>
      <StateGlyph state={state} />
      <Link className="cut" title={name} to="/w/$workspace/destinations/$destinationId" params={{ destinationId: id }}>
        {name}
      </Link>
      <StateWords destination={destination} className={styles['says']} />
      <Cell label="Delivered a second" value={hasMatched ? perSecond : undefined} as="rate" />
      <Cell label="p95 of the last hour" value={p95} as="duration" className={styles['p95']} />
      <Cell label="Waiting" value={waiting} />
      <Cell label="Held" value={held} />
      <Link className="num" to="/w/$workspace/destinations/$destinationId/undelivered" params={{ destinationId: id }}>
        <span className="sr">Undelivered: </span>
        <Num value={undelivered} />
      </Link>
    </li>
  );
}

type StateWordsProps = {
  readonly destination: Pick<DestinationNode, 'state' | 'says' | 'since'>;
  /** How it is cut where there is no room. */
  readonly className?: string | undefined;
};

export function StateWords({ destination, className = 'cut' }: StateWordsProps) {
  const { state, says, since } = destination;
  const { zone } = useZone();
  const at = since === undefined ? '' : ` since ${shortText(new Date(since), { zone, now: new Date() })}`;
  const [what = '', ...why] = says.split(': ');
  const text = why.length === 0 ? `${says}${at}` : `${what}${at}: ${why.join(': ')}`;
  return (
    <span className={`${className} ${state === 'ok' ? 't3' : 't2'}`} title={text}>
      {text}
    </span>
  );
}

type CellProps = {
  readonly label: string;
  readonly value: number | null | undefined;
  readonly as?: 'count' | 'rate' | 'share' | 'duration';
  readonly className?: string | undefined;
};

/** A number in the grid, with the head of its column for who cannot see it. */
function Cell({ label, value, as = 'count', className = '' }: CellProps) {
  return (
    <span className={`num ${className}`}>
      <span className="sr">{label}: </span>
      <Num value={value} as={as} />
    </span>
  );
}
