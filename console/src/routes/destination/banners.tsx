// What stays true of a destination until somebody or something changes it: since when, why, what happens by itself, what one
// can do.

import type { ReactNode } from 'react';
import { Link } from '../../app/links.tsx';
import { Num } from '../../parts/number.tsx';
import { reasonText, reasonTitle } from '../../parts/reason.ts';
import { StateGlyph, type StateName } from '../../parts/state.tsx';
import { Time } from '../../parts/time.tsx';
import { Told } from '../../parts/told.tsx';
import { useRead } from '../../data/read.ts';
import type { Destination } from './state.ts';
import { useLosing } from './use-losing.ts';

const EVERY_MS = 5_000;

export function Banners({ destination }: { readonly destination: Destination }) {
  const { id, enabled, down, throttled, notice, availableVersion, breaker, rateLimit } = destination;
  const losing = useLosing(id);
  return (
    <div className="stack">
      {notice !== undefined && (
        <Banner kind="waiting" state="warn" link={toSettings(id, 'To its settings')}>
          <b>
            <Told text={notice} />
          </b>
        </Banner>
      )}
      {!enabled && (
        <Banner kind="note" state="off">
          <b>Switched off.</b> New events do not go to it, and are not sent later by themselves. <Stopped id={id} />
        </Banner>
      )}
      {enabled && down !== undefined && (
        <Banner kind="" state="failed" link={toTester(id)}>
          <b>
            Down since <Time at={down.since} />: {reasonTitle(down.reason)}, {reasonText(down.reason)}.
          </b>{' '}
          New events are held, and nothing is lost. One event asks every {breaker.probeAfter} or so whether it is back;
          then what is held follows, oldest first. <Stopped id={id} />
        </Banner>
      )}
      {enabled && down === undefined && losing !== undefined && (
        <Banner kind="" state="failed" link={toUndelivered(id)}>
          <b>
            Nothing is delivered since <Time at={losing.since} />: <Num value={losing.lost} />{' '}
            {losing.lost === 1 ? 'event was' : 'events were'} discarded or given up
            {losing.reason !== undefined && `, most for ${reasonTitle(losing.reason)}: ${reasonText(losing.reason)}`}.
          </b>{' '}
          They are kept: once it is put right, redrive them.
        </Banner>
      )}
      {enabled && throttled !== undefined && (
        <Banner kind="waiting" state="waiting" link={toSettings(id, 'To its rate limit')}>
          <b>
            Throttled to <Num value={throttled.perSecond} as="rate" /> a second, because it answered 429.
          </b>{' '}
          What is too much waits and uses up no attempt. The rate rises by itself while it takes events
          {rateLimit?.perSecond === undefined ? '' : `, up to ${rateLimit.perSecond} a second`}.
        </Banner>
      )}
      {availableVersion !== undefined && (
        <Banner kind="note" state="skip" link={toSettings(id, 'See what is different')}>
          <b>Version {availableVersion} of this destination is there.</b> It stays as it is until somebody takes the new
          one.
        </Banner>
      )}
    </div>
  );
}

type BannerProps = {
  readonly kind: '' | 'waiting' | 'note';
  readonly state: StateName;
  readonly link?: ReactNode;
  readonly children: ReactNode;
};

function Banner({ kind, state, link, children }: BannerProps) {
  return (
    <div className={`banner ${kind}`} role="status">
      <StateGlyph state={state} />
      <p>{children}</p>
      {link !== undefined && <span className="acts">{link}</span>}
    </div>
  );
}

function toSettings(destinationId: string, text: string): ReactNode {
  return (
    <Link to="/w/$workspace/destinations/$destinationId/settings" params={{ destinationId }}>
      {text}
    </Link>
  );
}

function toUndelivered(destinationId: string): ReactNode {
  return (
    <Link to="/w/$workspace/destinations/$destinationId/undelivered" params={{ destinationId }}>
      See them
    </Link>
  );
}

function toTester(destinationId: string): ReactNode {
  return (
    <Link to="/w/$workspace/destinations/$destinationId/tester" params={{ destinationId }}>
      Ask it now
    </Link>
  );
}

/** How many are held now. */
function Stopped({ id }: { readonly id: string }) {
  const { data } = useRead('GET /delivery-overview', {}, { every: EVERY_MS });
  const found = data?.destinations.find((destination) => destination.id === id);
  if (found === undefined) return null;
  const held = found.held + found.replayed.held;
  return (
    <span>
      Held now: <Num value={held} />.
    </span>
  );
}
