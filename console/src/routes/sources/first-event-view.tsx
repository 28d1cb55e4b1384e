// "Waiting for the first event", and then the event itself with its way to each destination.

import type { ReactNode } from 'react';
import { Link } from '../../app/links.tsx';
import { useMay } from '../../data/api.tsx';
import { useList } from '../../data/read.ts';
import { endingOf, receivedMsOf, type Trace } from '../events/trace-view.ts';
import { Button, buttonClass } from '../../parts/button.tsx';
import { spanText } from '../../parts/span-text.ts';
import { ErrorState } from '../../parts/error-state.tsx';
import { CodeBlock } from '../../parts/code.tsx';
import { StateGlyph, Tag, type StateName } from '../../parts/state.tsx';
import { PreciseTime, useNow } from '../../parts/time.tsx';
import type { SeenEvent } from './first-event.ts';
import { Checklist } from './checklist.tsx';
import type { Source } from './intake.ts';
import type { Waiting } from './use-first-event.ts';

type FirstEventProps = { readonly source: Source; readonly waiting: Waiting };

export function FirstEvent({ source, waiting }: FirstEventProps) {
  const { may, roles } = useMay('events:read');
  if (!may)
    return <p className="t2">Events are for {roles.join(', ')}. The overview of this source has its numbers.</p>;
  if (waiting.event === undefined) return <WaitingFor source={source} waiting={waiting} />;
  return <Arrived source={source} waiting={waiting} event={waiting.event} />;
}

const CHECKLIST_AFTER_S = 60;

function WaitingFor({ source, waiting: { since, refused, error, isFirst } }: FirstEventProps) {
  const now = useNow(1000);
  const seconds = Math.max(0, Math.floor((now.getTime() - since.getTime()) / 1000));
  return (
    <>
      <h2 className="row">
        <StateGlyph state="waiting" />
        {isFirst ? 'Waiting for the first event' : 'Waiting for the next event'}
      </h2>
      <p className="t2">For {seconds} s. The console asks every second while this page is in sight.</p>
      {error !== undefined && <ErrorState error={error} />}
      {refused !== undefined && (
        <div className="banner" role="alert">
          <StateGlyph state="failed" />
          <p>
            <b>An event came and was refused.</b> {refused.explanation} <code>{refused.reason}</code>
          </p>
        </div>
      )}
      <ol className="path">
        <Stage state="off" name="Received" says="–" />
        <Stage state="off" name="Archived" says="–" />
        <Stage state="off" name="Delivered" says="–" />
      </ol>
      {seconds >= CHECKLIST_AFTER_S && <Checklist source={source} />}
    </>
  );
}

const HEADINGS = {
  before: 'The last event that came',
  first: 'The first event has arrived',
  arrived: 'The next event has arrived',
  sent: 'The test event has arrived',
} as const;

function Arrived({ source, waiting, event }: FirstEventProps & { readonly event: SeenEvent }) {
  const { how, since, trace } = waiting;
  const messageId = event.messageId ?? '';
  const tookMs = Date.parse(event.receivedAt) - since.getTime();
  return (
    <div aria-live="polite">
      <h2 className="row">
        <StateGlyph state="ok" />
        {HEADINGS[how]}
      </h2>
      <p className="t2">
        {(how === 'first' || how === 'arrived') && tookMs > 0 && `After ${spanText(tookMs)}, at `}
        <PreciseTime at={event.receivedAt} />
      </p>
      <div className="ev">
        <div className="between">
          <span className="row">
            <b className="cut">{event.name ?? event.type}</b> <Tag>{event.type}</Tag>
          </span>
          <Link
            to="/w/$workspace/events/$sourceId"
            params={{ sourceId: source.id }}
            search={{ messageId }}
            className="link label"
          >
            Trace
          </Link>
        </div>
        <CodeBlock text={event.text} language="json" label="the event" />
      </div>
      <Way receivedAt={event.receivedAt} trace={trace} />
      <div className="acts">
        <Link to="/w/$workspace/catalog" className={buttonClass({ kind: 'primary' })}>
          {trace?.destinations.length === 0 ? 'Connect a destination' : 'Connect another destination'}
        </Link>
        <Link to="/w/$workspace/sources/$sourceId/debugger" params={{ sourceId: source.id }} className={buttonClass()}>
          Watch in the debugger
        </Link>
        <Button kind="quiet" onClick={() => waiting.await()}>
          Wait for the next
        </Button>
      </div>
    </div>
  );
}

function Way({ receivedAt, trace }: { readonly receivedAt: string; readonly trace: Trace | undefined }) {
  const now = useNow(1000);
  const destinations = useList('GET /destinations');
  const names = new Map(destinations.data?.map(({ id, name }) => [id, name]));
  const clock = { receivedMs: trace === undefined ? NaN : receivedMsOf(trace), nowMs: now.getTime() };
  const isArchived = trace !== undefined && trace.event !== null;
  return (
    <ol className="path">
      <Stage state="ok" name="Received" says={<PreciseTime at={receivedAt} />} />
      <Stage
        state={isArchived ? 'ok' : 'waiting'}
        name="Archived"
        says={isArchived ? 'It can be replayed to any destination later.' : '–'}
      />
      {trace?.destinations.map((destination) => {
        const { state, says, detail } = endingOf(destination, clock);
        return (
          <Stage
            key={destination.id}
            state={state}
            name={names.get(destination.id) ?? destination.id}
            says={detail ?? says}
          />
        );
      })}
      {isArchived && trace.destinations.length === 0 && (
        <Stage state="off" name="No destination" says="None is connected to this source yet." />
      )}
      {!isArchived && <Stage state="off" name="Delivered" says="–" />}
    </ol>
  );
}

type StageProps = { readonly state: StateName; readonly name: string; readonly says: ReactNode };

function Stage({ state, name, says }: StageProps) {
  return (
    <li className={state}>
      <StateGlyph state={state} />
      <div>
        <b className="cut">{name}</b>
        <span className="t2">{says}</span>
      </div>
    </li>
  );
}
