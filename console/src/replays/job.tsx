import { useState } from 'react';
import './replays.css';
import { Link } from '../app/links.tsx';
import { Page } from '../app/page.tsx';
import { useRead } from '../data/read.ts';
import { useWrite } from '../data/write.ts';
import { NamedLink } from '../names/named.tsx';
import { useNames } from '../names/names.ts';
import { AsCommand } from '../parts/as-command.tsx';
import { Button } from '../parts/button.tsx';
import { Copyable } from '../parts/copyable.tsx';
import { Confirm } from '../parts/dialog.tsx';
import { ErrorState } from '../parts/error-state.tsx';
import { countText, Figure } from '../parts/number.tsx';
import { useWhyNot } from '../parts/permission-note.tsx';
import { Bones, Reading } from '../parts/reading.tsx';
import { State, StateGlyph, Tag } from '../parts/state.tsx';
import { ExactTime, Time } from '../parts/time.tsx';
import { Deliveries, Estimate, LeftOut } from './counts.tsx';
import { isGoingOn, kindsText, STATE_WORDS, type Replay } from './replay.ts';

const EVERY_MS = 2000;

/** How far is it, and what becomes of its events? */
export function ReplayJob({ replayId }: { readonly replayId: string }) {
  const [isOver, setOver] = useState(false);
  const read = useRead('GET /replays/{replayId}', { params: { replayId } }, isOver ? {} : { every: EVERY_MS });
  const replay = read.data?.replay;
  const isSettled = replay !== undefined && !isGoingOn(replay) && replay.deliveries.waiting === 0;
  if (isSettled !== isOver) setOver(isSettled);
  return (
    <Page
      title={`Replay ${replayId}`}
      crumbs={[
        <Link key="list" to="/w/$workspace/replays">
          Replays
        </Link>,
      ]}
      beside={
        replay && (
          <>
            <State state={STATE_WORDS[replay.state].glyph}>{STATE_WORDS[replay.state].word}</State>
            {replay.dryRun && <Tag>dry run</Tag>}
          </>
        )
      }
      sub={replay && <Facts {...replay} />}
      actions={
        <>
          <AsCommand commands={[`penstock replay show ${replayId}`]} />
          {replay && isGoingOn(replay) && <Steering replay={replay} />}
        </>
      }
    >
      <Reading read={read} bones={<Bones rows={6} />}>
        {({ replay: shown }) => <Body replay={shown} />}
      </Reading>
    </Page>
  );
}

function Facts({ id, destinationId, from, to }: Replay) {
  return (
    <>
      <span className="row">
        to <NamedLink kind="destination" id={destinationId} />
      </span>
      <span>
        received from <ExactTime at={from} /> to <ExactTime at={to} />
      </span>
      <Copyable text={id} label="Copy the id" />
    </>
  );
}

function Body({ replay }: { readonly replay: Replay }) {
  const { progress, deliveries, ratePerSecond, estimate, waitingFor, reason, sourceIds } = replay;
  const sourceName = useNames('source');
  return (
    <div className="stack replay-body">
      {reason !== undefined && (
        <div className="banner" role="status">
          <StateGlyph state="failed" />
          <p>
            <b>It failed:</b> {reason}
          </p>
        </div>
      )}
      {waitingFor !== undefined && isGoingOn(replay) && (
        <div className="banner waiting" role="status">
          <StateGlyph state="waiting" />
          <p>
            <b>It waits:</b> {waitingFor}. It goes on by itself.
          </p>
        </div>
      )}
      <section className="stack">
        <progress value={progress.share} max={1} aria-label="Share of the time that it has been through" />
        <div className="replay-figures">
          <Figure value={Math.floor(progress.share * 100)} label="% of the time is gone through" />
          <Figure value={progress.read} label="events read" />
          <Figure value={progress.sent} label={replay.dryRun ? 'would be sent' : 'sent'} />
          {!replay.dryRun && <Figure value={deliveries.delivered} label="delivered" />}
          {progress.redriven > 0 && <Figure value={progress.redriven} label="redriven" />}
        </div>
        <p className="t2">
          {kindsText(replay)} of {sourceIds.map(sourceName).join(', ')}, {countText(ratePerSecond)} a second at most.{' '}
          <Ends replay={replay} />
        </p>
      </section>
      {estimate !== undefined && <Estimate replay={replay} perSecond={ratePerSecond} />}
      {!replay.dryRun && (
        <>
          <section>
            <h2>What became of what it sent</h2>
            <Deliveries replay={replay} />
          </section>
          <LeftOut replay={replay} />
        </>
      )}
    </div>
  );
}

function Ends({ replay: { endedAt, progress, createdAt } }: { readonly replay: Replay }) {
  if (endedAt !== undefined) {
    return (
      <>
        Ended <Time at={endedAt} />.
      </>
    );
  }
  if (progress.estimatedEndAt !== undefined) {
    return (
      <>
        Ends about <Time at={progress.estimatedEndAt} /> if it goes on so.
      </>
    );
  }
  return (
    <>
      Created <Time at={createdAt} />.
    </>
  );
}

/** What goes on and what stays, said before it is done. */
function Steering({ replay: { id, state, progress, destinationId } }: { readonly replay: Replay }) {
  const why = useWhyNot('replays:write');
  const nameOf = useNames('destination');
  const pause = useWrite('POST /replays/{replayId}/pause');
  const resume = useWrite('POST /replays/{replayId}/resume');
  const cancel = useWrite('POST /replays/{replayId}/cancel');
  const [asks, setAsks] = useState(false);
  const input = { params: { replayId: id } };
  const error = pause.error ?? resume.error ?? cancel.error;
  const end = async (): Promise<void> => {
    if ((await cancel.run(input)) !== undefined) setAsks(false);
  };
  return (
    <>
      {error !== undefined && !asks && <ErrorState error={error} />}
      {state === 'paused' ? (
        <Button kind="primary" icon="play" why={why} isBusy={resume.isBusy} onClick={() => void resume.run(input)}>
          Resume
        </Button>
      ) : (
        <Button icon="pause" why={why} isBusy={pause.isBusy} onClick={() => void pause.run(input)}>
          Pause
        </Button>
      )}
      {why === undefined && (
        <Button kind="quiet" onClick={() => setAsks(true)}>
          Cancel…
        </Button>
      )}
      <Confirm
        isOpen={asks}
        isDanger
        title={`Cancel replay ${id} to ${nameOf(destinationId)}`}
        says={`It ends for good after ${countText(progress.sent)} events. What it has sent goes on and is delivered; the rest of its time is not sent. A new replay would begin anew; one that sends only what the destination never had would leave these out.`}
        verb="Cancel the replay"
        isBusy={cancel.isBusy}
        onConfirm={() => void end()}
        onClose={() => setAsks(false)}
      >
        {cancel.error !== undefined && <ErrorState error={cancel.error} />}
      </Confirm>
    </>
  );
}
