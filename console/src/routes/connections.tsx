import { useState } from 'react';
import { Link, useView } from '../app/links.tsx';
import { Page as Frame } from '../app/page.tsx';
import { useList, useRead } from '../data/read.ts';
import { AsCommand } from '../parts/as-command.tsx';
import { Button, buttonClass, Segments } from '../parts/button.tsx';
import { Icon } from '../parts/icon.tsx';
import { useIsNarrow } from '../parts/media.ts';
import { useWhyNot } from '../parts/permission-note.tsx';
import { Bones, Reading } from '../parts/reading.tsx';
import { Diagram } from './connections/diagram.tsx';
import { FirstRun } from './connections/first-run.tsx';
import { FirstSend } from './connections/first-send.tsx';
import { useHourSeries } from './shared/hour-series.ts';
import { nodesOf, total, type Overview } from './connections/model.ts';
import { OverviewTable } from './connections/overview-table.tsx';
import { useRates } from './connections/use-rates.ts';
import { SumStrip } from './connections/sums.tsx';
import { CreateSource } from './sources/create-source.tsx';

const EVERY_MS = 5000;
const NAMES_EVERY_MS = 30_000;
/** Above this, lines are a tangle. */
const MOST_IN_DIAGRAM = 30;

/** Does everything flow; if not, where? */
export function Page() {
  const overview = useWholeOverview();
  const [isCreating, setCreating] = useState(false);
  const why = useWhyNot('sources:write');
  const isEmpty = overview.data?.sources.length === 0;
  return (
    <Frame
      title="Connections"
      actions={
        isEmpty ? undefined : (
          <>
            <AsCommand commands={['npm run penstock -- ledger', 'npm run penstock -- destinations']} />
            <ViewSwitch />
            <Button size="small" icon="plus" why={why} onClick={() => setCreating(true)}>
              Source
            </Button>
            <Link className={buttonClass({ kind: 'primary', size: 'small' })} to="/w/$workspace/catalog">
              <Icon name="plus" size="small" />
              Destination
            </Link>
          </>
        )
      }
    >
      <Reading read={overview} bones={<BonesOfOverview />}>
        {(data) => (
          <>
            <SumStrip overview={data} />
            {data.sources.length === 0 ? <FirstRun onCreate={() => setCreating(true)} /> : <Flow overview={data} />}
          </>
        )}
      </Reading>
      <CreateSource isOpen={isCreating} onClose={() => setCreating(false)} />
    </Frame>
  );
}

function Flow({ overview }: { readonly overview: Overview }) {
  const sources = useList('GET /sources', {}, { every: NAMES_EVERY_MS });
  const destinations = useList('GET /destinations', {}, { every: NAMES_EVERY_MS });
  const series = useHourSeries();
  const rates = useRates(overview);
  const isTable = useIsTable(overview);
  // Names and the layout come together, so that nothing moves when the second answer is there.
  if (sources.data === undefined || destinations.data === undefined) return <Bones rows={6} />;
  const nodes = nodesOf({ overview, sources: sources.data, destinations: destinations.data, rates, series });
  return (
    <>
      {isTable ? <OverviewTable sources={nodes} /> : <Diagram sources={nodes} />}
      {hasNothing(overview) && <FirstSend sources={sources.data} />}
    </>
  );
}

/** Neither accepted nor refused, since ever. */
function hasNothing({ sources }: Overview): boolean {
  return sources.every(({ accepted, rejected }) => accepted + total(rejected) === 0);
}

function useIsTable({ sources, destinations }: Overview): boolean {
  const [{ view }] = useView();
  const isNarrow = useIsNarrow(1024);
  if (view !== undefined) return view === 'table';
  return isNarrow || sources.length + destinations.length > MOST_IN_DIAGRAM;
}

function ViewSwitch() {
  const [{ view }, change] = useView();
  const isNarrow = useIsNarrow(1024);
  return (
    <Segments
      label="View"
      value={view === 'table' || (view === undefined && isNarrow) ? 'table' : 'diagram'}
      options={[
        ['diagram', 'Diagram'],
        ['table', 'Table'],
      ]}
      onChange={(chosen) => change({ view: chosen })}
    />
  );
}

function BonesOfOverview() {
  return (
    <>
      <SumStrip overview={undefined} />
      <Bones rows={6} height={60} />
    </>
  );
}

function useWholeOverview() {
  return useRead('GET /delivery-overview', {}, { every: EVERY_MS });
}
