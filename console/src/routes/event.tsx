import { useState } from 'react';
import type { ItemOf } from '../../../client/api-client.ts';
import { Link, useParam, useView } from '../app/links.tsx';
import { Page as Frame } from '../app/page.tsx';
import { useMay } from '../data/api.tsx';
import { useList, useRead } from '../data/read.ts';
import { Attempts } from './events/attempts.tsx';
import { AskWhen } from './events/ask-when.tsx';
import { Lanes } from './events/lanes.tsx';
import { Moments } from './events/moments-table.tsx';
import { isUndelivered, Redrive } from './events/redrive.tsx';
import { Stages } from './events/stages.tsx';
import { isSettled, keyOfLane, laneName, receivedMsOf, type Trace } from './events/trace-view.ts';
import { AsCommand } from '../parts/as-command.tsx';
import { Segments } from '../parts/button.tsx';
import { CodeBlock } from '../parts/code.tsx';
import { Copyable, CopyButton } from '../parts/copyable.tsx';
import { PermissionNote } from '../parts/permission-note.tsx';
import { Bones, Reading } from '../parts/reading.tsx';
import { Tag } from '../parts/state.tsx';
import { useNow } from '../parts/time.tsx';
import { FromSource } from '../names/from-source.tsx';
import './events/events.css';

const EVERY_MS = 2000;
const VIEWS = [
  ['timeline', 'Timeline'],
  ['list', 'List'],
  ['json', 'JSON'],
] as const;

/** What became of this one? */
export function Page() {
  const sourceId = useParam('sourceId');
  const [{ messageId = '', keyClass, receivedAt, show }, change] = useView();
  const { may } = useMay('events:read');
  const [settled, setSettled] = useState<string>();
  const query = {
    messageId,
    ...classOf(keyClass),
    ...(receivedAt === undefined ? {} : { receivedAt }),
  };
  const asked = JSON.stringify(query);
  // What is redriven ends within seconds, and the trace says so then.
  const [redriven, setRedriven] = useState<string>();
  const isOver = settled === asked && redriven === undefined;
  const options = { when: may && messageId !== '', ...(isOver ? {} : { every: EVERY_MS }) };
  const read = useRead('GET /sources/{sourceId}/trace', { params: { sourceId }, query }, options);
  const trace = read.data?.trace;
  if (trace !== undefined && settled !== asked && isSettled(trace)) setSettled(asked);
  if (trace?.destinations.some((one) => keyOfLane(one) === redriven && one.end.state === 'redriven'))
    setRedriven(undefined);
  const view = VIEWS.find(([name]) => name === show)?.[0] ?? 'timeline';
  return (
    <Frame
      title={nameOf(trace) ?? 'An event'}
      crumbs={[
        <Link key="events" to="/w/$workspace/events">
          Events
        </Link>,
      ]}
      beside={trace !== undefined && <Tag>{typeOf(trace)}</Tag>}
      sub={<Facts messageId={messageId} sourceId={sourceId} trace={trace} />}
      actions={
        <>
          <Segments
            label="View"
            value={view}
            options={VIEWS}
            onChange={(chosen) => change({ show: chosen === 'timeline' ? undefined : chosen })}
          />
          <CopyButton text={location.href} label="Copy the link" />
          <AsCommand commands={[`penstock trace ${sourceId} '${messageId}'`]} />
        </>
      }
    >
      {!may && <PermissionNote permission="events:read" what="see events" />}
      {read.error?.code === 'unknown_event' && trace === undefined ? (
        <AskWhen error={read.error} receivedAt={receivedAt} onAsk={(at) => change({ receivedAt: at })} />
      ) : (
        may && (
          <Reading read={read} bones={<Bones rows={6} height={53} />}>
            {(data) => <Shown view={view} trace={data.trace} onRedriven={setRedriven} />}
          </Reading>
        )
      )}
    </Frame>
  );
}

function classOf(text: string | undefined): { keyClass?: Trace['keyClass'] } {
  return text === 'browser' || text === 'server' ? { keyClass: text } : {};
}

const fieldIn = (event: unknown, name: string): string | undefined => {
  const value = typeof event === 'object' && event !== null ? (event as Record<string, unknown>)[name] : undefined;
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
};
const typeOf = ({ event }: Trace): string => fieldIn(event, 'type') ?? 'not in the archive';
const nameOf = (trace: Trace | undefined): string | undefined =>
  fieldIn(trace?.event, 'event') ?? fieldIn(trace?.event, 'name') ?? fieldIn(trace?.event, 'type');

type FactsProps = { readonly messageId: string; readonly sourceId: string; readonly trace: Trace | undefined };

function Facts({ messageId, sourceId, trace }: FactsProps) {
  const user = fieldIn(trace?.event, 'userId') ?? fieldIn(trace?.event, 'anonymousId');
  return (
    <>
      <Copyable text={messageId} label="Copy the messageId" />
      <FromSource sourceId={sourceId} />
      {user !== undefined && (
        <span className="cut">
          user <code>{user}</code>
        </span>
      )}
      {trace !== undefined && trace.keyClasses.length > 1 && (
        <OtherClass sourceId={sourceId} messageId={messageId} trace={trace} />
      )}
    </>
  );
}

/** A server and a browser key have sent one each. */
function OtherClass({ sourceId, messageId, trace }: FactsProps & { readonly trace: Trace }) {
  const other = trace.keyClass === 'server' ? 'browser' : 'server';
  return (
    <Link
      to="/w/$workspace/events/$sourceId"
      params={{ sourceId }}
      search={{ messageId, keyClass: other }}
      className="link"
    >
      That of a {other} key
    </Link>
  );
}

type ShownProps = {
  readonly view: (typeof VIEWS)[number][0];
  readonly trace: Trace;
  /** It was sent round again to this destination, or for this subscription of it. */
  readonly onRedriven: (lane: string) => void;
};

function Shown({ view, trace, onRedriven }: ShownProps) {
  const destinations = useList('GET /destinations');
  const known = new Map(destinations.data?.map((destination) => [destination.id, destination]));
  if (view === 'json') return <CodeBlock text={JSON.stringify(trace)} language="json" label="the trace" />;
  if (view === 'list') return <Moments trace={trace} nameOf={(id) => known.get(id)?.name ?? id} />;
  return <Timeline trace={trace} known={known} onRedriven={onRedriven} />;
}

type TimelineProps = Omit<ShownProps, 'view'> & {
  readonly known: ReadonlyMap<string, ItemOf<'GET /destinations'>>;
};

function Timeline({ trace, known, onRedriven }: TimelineProps) {
  const now = useNow(1000);
  const [{ destination }, change] = useView();
  const clock = { receivedMs: receivedMsOf(trace), nowMs: now.getTime() };
  const open = trace.destinations.find((one) => keyOfLane(one) === destination) ?? trace.destinations[0];
  const nameOfDestination = (lane: Trace['destinations'][number]): string => laneName(lane, known.get(lane.id));
  return (
    <>
      <Stages trace={trace} />
      {trace.destinations.length > 0 && (
        <Lanes
          trace={trace}
          clock={clock}
          nameOf={nameOfDestination}
          filterOf={(id) => known.get(id)?.filter}
          openId={open === undefined ? undefined : keyOfLane(open)}
          onOpen={(lane) => change({ destination: lane })}
        />
      )}
      <div className="trace-two">
        {open === undefined ? (
          <p className="t2">No destination of today has it. It is in the archive, from which it can be replayed.</p>
        ) : (
          <Attempts destination={open} name={nameOfDestination(open)} clock={clock} event={trace.event}>
            {isUndelivered(open) && (
              <Redrive
                {...{ destination: open, name: nameOfDestination(open) }}
                {...{ sourceId: trace.sourceId, messageId: trace.messageId }}
                onDone={() => onRedriven(keyOfLane(open))}
              />
            )}
          </Attempts>
        )}
        <section>
          <h2>The event, as it was accepted</h2>
          {trace.event === null ? (
            <p className="t2">The archive does not have it.</p>
          ) : (
            <CodeBlock text={JSON.stringify(trace.event)} language="json" label="the event" />
          )}
        </section>
      </div>
    </>
  );
}
