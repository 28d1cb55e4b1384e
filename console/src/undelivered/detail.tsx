import type { DataOf } from '../../../client/api-client.ts';
import { Link } from '../app/links.tsx';
import { useRead } from '../data/read.ts';
import { CodeBlock, JsonBlock } from '../parts/code.tsx';
import { Copyable } from '../parts/copyable.tsx';
import { Drawer } from '../parts/drawer.tsx';
import { durationText } from '../parts/number.tsx';
import { reasonText, reasonTitle } from '../parts/reason.ts';
import { Bones, Reading } from '../parts/reading.tsx';
import { State, StateGlyph, Tag } from '../parts/state.tsx';
import { ExactTime, Time } from '../parts/time.tsx';
import { OneActions } from './one-actions.tsx';
import { parsedAnswer, waitsOf } from './attempts.ts';

type Detail = DataOf<'GET /undelivered-events/{undeliveredEventId}'>['undeliveredEvent'];

/** One event that was not delivered: every attempt, what was answered, and the event. */
export function UndeliveredDrawer({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const read = useRead('GET /undelivered-events/{undeliveredEventId}', { params: { undeliveredEventId: id } });
  const detail = read.data?.undeliveredEvent;
  return (
    <Drawer
      title={detail?.event ?? detail?.type ?? 'Undelivered event'}
      facts={<Facts id={id} detail={detail} />}
      actions={
        detail && (
          <OneActions {...{ id, state: detail.state, destinationId: detail.destinationId, event: detail.payload }} />
        )
      }
      onClose={onClose}
    >
      <Reading read={read} bones={<Bones rows={8} height={32} />}>
        {({ undeliveredEvent }) => <Body {...undeliveredEvent} />}
      </Reading>
    </Drawer>
  );
}

const ENDED = {
  open: { state: 'failed', word: '' },
  redriven: { state: 'waiting', word: 'Redriven' },
  discarded: { state: 'off', word: 'Written off' },
} as const;

function Facts({ id, detail }: { readonly id: string; readonly detail: Detail | undefined }) {
  return (
    <>
      {detail !== undefined && (
        <>
          <State state={ENDED[detail.state].state}>
            {ENDED[detail.state].word ||
              `${detail.outcome === 'discarded' ? 'Refused' : 'Given up'}: ${reasonTitle(detail.reason)}`}
          </State>
          <Time at={detail.resolvedAt ?? detail.endedAt} />
          {detail.messageId !== undefined && detail.sourceId !== undefined && (
            <Link
              className="link push"
              to="/w/$workspace/events/$sourceId"
              params={{ sourceId: detail.sourceId }}
              search={{ messageId: detail.messageId }}
            >
              Trace
            </Link>
          )}
        </>
      )}
      {detail?.subscriptionId !== undefined && <Tag>subscription {detail.subscriptionId}</Tag>}
      <span className="und-id t3">
        <Copyable text={id} label="Copy the id" />
      </span>
    </>
  );
}

function Body({ history, payload }: Detail) {
  const answer = history.findLast((attempt) => attempt.answer !== undefined)?.answer;
  const parsed = parsedAnswer(answer);
  return (
    <div className="stack">
      <section>
        <h3>Attempts</h3>
        <Attempts history={history} />
      </section>
      {answer !== undefined && (
        <section>
          <div className="between">
            <h3>Its last answer</h3>
            <span className="label t3">the first kilobyte</span>
          </div>
          {parsed === undefined ? (
            <CodeBlock text={answer} label="the answer" />
          ) : (
            <JsonBlock value={parsed} label="the answer" />
          )}
        </section>
      )}
      <section>
        <h3>The event</h3>
        {payload === null ? (
          <p className="t2">The archive does not have it any more.</p>
        ) : (
          <JsonBlock value={payload} label="the event" />
        )}
      </section>
    </div>
  );
}

function Attempts({ history }: Pick<Detail, 'history'>) {
  if (history.length === 0) return <p className="t2">None is recorded.</p>;
  const waits = waitsOf(history);
  return (
    <ol className="attempts">
      {history.map(({ at, reason, latencyMs }, index) => (
        <li key={`${at} ${index}`}>
          {index > 0 && <p className="wait label t3">{durationText(waits[index - 1])} later</p>}
          <p className="attempt">
            <StateGlyph state="failed" />
            <ExactTime at={at} />
            <span>
              <b>{reasonTitle(reason)}</b> <span className="t2">{reasonText(reason)}</span>
            </span>
            <span className="num">{durationText(latencyMs)}</span>
          </p>
        </li>
      ))}
    </ol>
  );
}
