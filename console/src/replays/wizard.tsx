// A new replay: why, which time and kinds, a dry run that says how much it would be, the rate, and off it goes. What is
// chosen stands in the address, so the back button leads one step back and nothing is lost.

import { useState } from 'react';
import './replays.css';
import { Link, useView } from '../app/links.tsx';
import { Page } from '../app/page.tsx';
import { useRead } from '../data/read.ts';
import { PermissionNote } from '../parts/permission-note.tsx';
import { kindsText, replayOf, whyIn, WHYS } from './replay.ts';
import { DryRun } from './wizard-dry-run.tsx';
import { RangeStep } from './wizard-range.tsx';
import { Button } from '../parts/button.tsx';

const STEPS = [
  ['why', 'Why'],
  ['range', 'Time and kinds'],
  ['dry-run', 'Dry run'],
] as const;

export function ReplayWizard({ destinationId }: { readonly destinationId: string }) {
  const [view] = useView();
  const read = useRead('GET /destinations/{destinationId}', { params: { destinationId } });
  const name = read.data?.destination.name ?? destinationId;
  const wanted = replayOf(destinationId, view);
  const chosen = STEPS.find(([step]) => step === view['step'])?.[0] ?? 'why';
  const step = chosen === 'dry-run' && wanted === undefined ? 'range' : chosen;
  return (
    <Page
      title="New replay"
      crumbs={[
        <Link key="list" to="/w/$workspace/destinations">
          Destinations
        </Link>,
        <Link key="one" to="/w/$workspace/destinations/$destinationId" params={{ destinationId }}>
          {name}
        </Link>,
        <Link key="replays" to="/w/$workspace/destinations/$destinationId/replays" params={{ destinationId }}>
          Replays
        </Link>,
      ]}
      sub={
        <>
          <span>Events of the archive go to {name} once more; all else stays as it is.</span>
          {wanted !== undefined && <span>{kindsText(wanted)}.</span>}
        </>
      }
    >
      <ol className="steps" aria-label="Steps">
        {STEPS.map(([key, label]) => (
          <li key={key} aria-current={key === step ? 'step' : undefined}>
            {label}
          </li>
        ))}
      </ol>
      <PermissionNote permission="replays:write" what="start replays" />
      {step === 'why' && <WhyStep />}
      {step === 'range' && <RangeStep />}
      {step === 'dry-run' && wanted !== undefined && <DryRun wanted={wanted} destinationName={name} />}
    </Page>
  );
}

function WhyStep() {
  const [view, change] = useView();
  const [why, setWhy] = useState(whyIn(view));
  return (
    <form
      className="replay-form stack"
      onSubmit={(event) => {
        event.preventDefault();
        change({ why, step: 'range', dry: undefined }, { isStep: true });
      }}
    >
      <fieldset>
        <legend className="med">What happened?</legend>
        {WHYS.map(([name, label, says]) => (
          <label key={name} className="choice">
            <input type="radio" name="why" value={name} checked={why === name} onChange={() => setWhy(name)} />
            <span>{label}</span>
            <span className="t2">{says}</span>
          </label>
        ))}
      </fieldset>
      <div className="row">
        <Button type="submit" kind="primary">
          Choose the time
        </Button>
      </div>
    </form>
  );
}
