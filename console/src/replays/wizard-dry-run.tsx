import { useEffect, useRef, useState } from 'react';
import { useGo, useView } from '../app/links.tsx';
import { MAX_REPLAY_RATE } from '../../../domain/replay/replay.ts';
import type { ApiCallError } from '../../../client/call-error.ts';
import { useRead } from '../data/read.ts';
import { useWrite } from '../data/write.ts';
import { Button } from '../parts/button.tsx';
import { ErrorState } from '../parts/error-state.tsx';
import { Field, TextInput } from '../parts/field.tsx';
import { countText, shareText } from '../parts/number.tsx';
import { useWhyNot } from '../parts/permission-note.tsx';
import { Bones, Reading } from '../parts/reading.tsx';
import { Estimate } from './counts.tsx';
import { isGoingOn, rateIn, type NewReplay, type Replay } from './replay.ts';

const EVERY_MS = 2000;

type DryRunProps = { readonly wanted: Omit<NewReplay, 'dryRun'>; readonly destinationName: string };

/** Nothing is sent before it is known how much it would be. */
export function DryRun({ wanted, destinationName }: DryRunProps) {
  const [view, change] = useView();
  const create = useWrite('POST /replays');
  const { run } = create;
  const dryId = view['dry'];
  const isAsked = useRef(false);
  useEffect(() => {
    if (dryId !== undefined || isAsked.current) return;
    isAsked.current = true;
    void run({ body: { ...wanted, dryRun: true } }).then((made) => {
      if (made !== undefined) change({ dry: made.replay.id });
    });
  }, [dryId, run, wanted, change]);
  if (create.error !== undefined) {
    return (
      <Refused
        error={create.error}
        back={() => change({ step: 'range' })}
        all={() => change({ why: 'missed', step: 'why' })}
      />
    );
  }
  if (dryId === undefined) {
    return (
      <p className="replay-form" role="status">
        The dry run begins. It sends nothing.
      </p>
    );
  }
  return <DryRunOf replayId={dryId} wanted={wanted} destinationName={destinationName} />;
}

type RefusedProps = { readonly error: ApiCallError; readonly back: () => void; readonly all: () => void };

/** Some components take no event twice; what the destination never had it may still have. */
function Refused({ error, back, all }: RefusedProps) {
  return (
    <div className="replay-form stack">
      <ErrorState error={error} />
      <div className="row">
        {error.code === 'replay_not_supported' && (
          <Button kind="primary" onClick={all}>
            Send only what it never had
          </Button>
        )}
        <Button kind="quiet" onClick={back}>
          Change the time and kinds
        </Button>
      </div>
    </div>
  );
}

function DryRunOf({ replayId, ...rest }: DryRunProps & { readonly replayId: string }) {
  const [isOver, setOver] = useState(false);
  const read = useRead('GET /replays/{replayId}', { params: { replayId } }, isOver ? {} : { every: EVERY_MS });
  const replay = read.data?.replay;
  const isDone = replay !== undefined && !isGoingOn(replay);
  if (isDone !== isOver) setOver(isDone);
  return (
    <div className="stack replay-body">
      <Reading read={read} bones={<Bones rows={4} />}>
        {(data) => (isGoingOn(data.replay) ? <Counting {...data.replay} /> : <Result replay={data.replay} {...rest} />)}
      </Reading>
    </div>
  );
}

function Counting({ progress }: Replay) {
  return (
    <div className="stack" role="status">
      <progress value={progress.share} max={1} aria-label="Share of the time that it has been through" />
      <p>
        The dry run is through {shareText(progress.share)} of the time: {countText(progress.read)} events read,{' '}
        {countText(progress.sent)} would be sent. Nothing is sent.
      </p>
    </div>
  );
}

function Result({ replay, wanted, destinationName }: DryRunProps & { readonly replay: Replay }) {
  const [view, change] = useView();
  const start = useWrite('POST /replays');
  const go = useGo();
  const why = useWhyNot('replays:write');
  const perSecond = rateIn(view);
  const isRate = Number.isInteger(perSecond) && perSecond >= 1 && perSecond <= MAX_REPLAY_RATE;
  const events = replay.estimate?.events ?? 0;
  const begin = async (): Promise<void> => {
    const made = await start.run({ body: { ...wanted, to: replay.to, dryRun: false } });
    if (made !== undefined) await go({ to: '/w/$workspace/replays/$replayId', params: { replayId: made.replay.id } });
  };
  if (replay.state !== 'done') {
    return <p role="alert">The dry run did not come to its end: {replay.reason ?? replay.state}.</p>;
  }
  return (
    <>
      <Estimate replay={replay} perSecond={isRate ? perSecond : replay.ratePerSecond} />
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (isRate) void begin();
        }}
      >
        <Field
          label="Events a second"
          help="Live events go first whatever it is. A rate limit of the destination holds as well."
          fault={isRate ? undefined : `A whole number from 1 to ${countText(MAX_REPLAY_RATE)}.`}
        >
          <TextInput
            inputMode="numeric"
            value={view['rate'] ?? String(perSecond)}
            onChange={(rate) => change({ rate })}
          />
        </Field>
        {start.error !== undefined && <ErrorState error={start.error} />}
        <div className="row">
          <Button kind="quiet" onClick={() => change({ step: 'range', dry: undefined })}>
            Change the time and kinds
          </Button>
          <Button
            type="submit"
            kind="primary"
            icon="play"
            className="replay-start"
            isBusy={start.isBusy}
            why={why ?? (events === 0 ? 'None would be sent' : undefined)}
          >
            {`Replay ${countText(events)} events to ${destinationName}`}
          </Button>
        </div>
      </form>
    </>
  );
}
