import { Link, useView } from '../app/links.tsx';
import { rejectionText } from '../../../domain/events/rejection-texts.ts';
import { useList, useRead, useWhole } from '../data/read.ts';
import { buttonClass, Segments } from '../parts/button.tsx';
import { Chart } from '../parts/chart.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { countText, Figure, Num } from '../parts/number.tsx';
import { Bones, Reading } from '../parts/reading.tsx';
import { State, type StateName } from '../parts/state.tsx';
import { Table, type Column } from '../parts/table.tsx';
import { stateOf } from './destination/state.ts';
import { losingAt } from './shared/hour.ts';
import { useHourSeries } from './shared/hour-series.ts';
import { queryOf, rangeOf, RANGES } from './shared/ranges.ts';
import { useStale } from './shared/use-stale.ts';
import { isOfRequests, sumArrivals, type Arrivals, type ReasonCount, type Source } from './sources/intake.ts';
import { LastRequests } from './sources/last-requests.tsx';
import { SourceFrame } from './sources/source-frame.tsx';
import './sources/overview.css';

const EVERY_MS = 5000;

/** Is it sending, and is it right? */
export function Page() {
  return <SourceFrame part="overview">{(source) => <Overview key={source.id} source={source} />}</SourceFrame>;
}

function Overview({ source }: { readonly source: Source }) {
  const { id: sourceId } = source;
  const [{ range: asked }, change] = useView();
  const range = rangeOf(asked);
  const latest = useRead(
    'GET /delivery-overview/sources/{sourceId}',
    { params: { sourceId }, query: queryOf(range, new Date()) },
    { every: range.everyMs },
  );
  const read = useStale(latest, `${sourceId} ${range.name}`);
  return (
    <div className="source-overview">
      <div className="between">
        <h2>What came in</h2>
        <Segments
          label="Range of time"
          value={range.name}
          options={RANGES}
          onChange={(chosen) => change({ range: chosen })}
          shortcut="t"
        />
      </div>
      <Reading read={read} bones={<Bones rows={6} />}>
        {({ series }) => (
          <Arrived
            series={series}
            range={`in the ${range.words}`}
            every={range.granularity === 'MINUTE' ? 'minute' : 'hour'}
          />
        )}
      </Reading>
      {isOfRequests(source) && (
        <section>
          <h2>Last requests</h2>
          <LastRequests sourceId={sourceId} />
        </section>
      )}
      <Destinations sourceId={sourceId} />
    </div>
  );
}

type ArrivedProps = { readonly series: Arrivals; readonly range: string; readonly every: string };

function Arrived({ series, range, every }: ArrivedProps) {
  const sums = sumArrivals(series);
  return (
    <>
      <div className="figures">
        <Figure value={sums.accepted} label={`accepted ${range}`} />
        <Figure value={sums.duplicates} label="of them duplicates" />
        <Figure value={sums.rejected} label={`refused ${range}`} />
      </div>
      <Chart
        label={`Events each ${every}, ${range}`}
        times={series.map(({ time }) => new Date(time))}
        series={[
          {
            label: `Accepted each ${every}`,
            values: series.map(({ accepted }) => accepted),
            ink: 'ok',
            isFilled: true,
          },
          {
            label: `Refused each ${every}`,
            values: series.map(({ rejected }) => Object.values(rejected).reduce((sum, count) => sum + count, 0)),
            ink: 'failed',
          },
        ]}
        format={countText}
      />
      <Reasons title="Refused, and what to do" reasons={sums.reasons} />
      <Reasons title="Accepted, but odd" reasons={sums.warnings} />
    </>
  );
}

type ReasonsProps = { readonly title: string; readonly reasons: readonly ReasonCount[] };

function Reasons({ title, reasons }: ReasonsProps) {
  if (reasons.length === 0) return null;
  return (
    <section>
      <h2>{title}</h2>
      <table className="dense">
        <thead>
          <tr>
            <th className="num">Events</th>
            <th>Reason</th>
            <th>What it says</th>
          </tr>
        </thead>
        <tbody>
          {reasons.map(({ reason, count }) => (
            <tr key={reason}>
              <td className="num">
                <Num value={count} />
              </td>
              <td>
                <code>{reason}</code>
              </td>
              <td className="t2">{rejectionText(reason as Parameters<typeof rejectionText>[0])}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

type Row = {
  readonly id: string;
  readonly name: string;
  readonly state: StateName;
  readonly word: string;
  readonly delivered: number | undefined;
  readonly waiting: number | undefined;
  readonly held: number | undefined;
};

const COLUMNS: readonly Column<Row>[] = [
  {
    key: 'name',
    head: 'Destination',
    cell: ({ id, name }) => (
      <Link to="/w/$workspace/destinations/$destinationId" params={{ destinationId: id }} className="med" title={name}>
        {name}
      </Link>
    ),
  },
  { key: 'state', head: 'State', cell: ({ state, word }) => <State state={state}>{word}</State> },
  {
    key: 'delivered',
    head: 'Delivered',
    isNumber: true,
    width: 120,
    cell: ({ delivered }) => <Num value={delivered} />,
  },
  { key: 'waiting', head: 'Waiting', isNumber: true, width: 96, cell: ({ waiting }) => <Num value={waiting} /> },
  { key: 'held', head: 'Held', isNumber: true, width: 96, cell: ({ held }) => <Num value={held} /> },
];

function Destinations({ sourceId }: { readonly sourceId: string }) {
  const destinations = useList('GET /destinations');
  const hour = useHourSeries();
  const { data: overview } = useWhole('GET /delivery-overview', {}, { every: EVERY_MS });
  const counted = new Map(overview?.destinations.map((counts) => [counts.id, counts]));
  return (
    <section>
      <h2>Its destinations</h2>
      <Reading read={destinations} bones={<Bones rows={3} />}>
        {(all) => {
          const rows = all
            .filter((destination) => destination.sourceId === sourceId)
            .map((destination): Row => {
              const { id, name } = destination;
              const { delivered, waiting, held } = counted.get(id) ?? {};
              return { id, name, ...stateOf(destination, losingAt(hour, id)), delivered, waiting, held };
            });
          return rows.length === 0 ? (
            <EmptyState says="No destination so far. What comes in is archived, and can be replayed to one later.">
              <Link to="/w/$workspace/catalog" className={buttonClass()}>
                Connect a destination
              </Link>
            </EmptyState>
          ) : (
            <Table caption="Destinations of this source" columns={COLUMNS} rows={rows} keyOf={({ id }) => id} />
          );
        }}
      </Reading>
    </section>
  );
}
