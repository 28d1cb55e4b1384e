import '../workspace/workspace.css';
import { MEASURED_COSTS } from '../../../domain/cost/measured-costs.ts';
import { PRICES_AS_OF } from '../../../domain/cost/prices.ts';
import { Link, useView } from '../app/links.tsx';
import { Page as Frame } from '../app/page.tsx';
import {
  costOf,
  destinationRows,
  partRows,
  WAYS,
  type DestinationRow,
  type PartRow,
  type WayName,
} from '../cost/month.ts';
import { useMonth, type Month } from '../cost/use-month.ts';
import { AsCommand } from '../parts/as-command.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { Field, Select } from '../parts/field.tsx';
import { bytesText, countText, Figure, Num } from '../parts/number.tsx';
import { Time } from '../parts/time.tsx';
import { Bones, Reading } from '../parts/reading.tsx';
import { Table, type Column } from '../parts/table.tsx';

const money = (isEarly: boolean): readonly Column<PartRow>[] => [
  {
    key: 'so-far',
    head: 'So far',
    isNumber: true,
    width: 128,
    cell: ({ soFar }) => <Num value={soFar} as="dollars" />,
  },
  {
    ...{ key: 'end', head: 'By its end', isNumber: true, width: 128 },
    cell: ({ endOfMonth, isStanding = false }) => (
      <Num value={isEarly && !isStanding ? undefined : endOfMonth} as="dollars" />
    ),
  },
];

const PART: Column<PartRow> = { key: 'part', head: 'Part', cell: ({ name }) => name };

const DESTINATION: readonly Column<DestinationRow>[] = [
  {
    ...{ key: 'name', head: 'Destination' },
    cell: ({ id, name }) => (
      <Link className="link" to="/w/$workspace/destinations/$destinationId" params={{ destinationId: id }}>
        {name}
      </Link>
    ),
  },
  {
    ...{ key: 'delivered', head: 'Delivered', isNumber: true, width: 128 },
    cell: ({ delivered }) => <Num value={delivered} />,
  },
  {
    ...{ key: 'failed', head: 'Failed attempts', isNumber: true, width: 128 },
    cell: ({ failedAttempts }) => <Num value={failedAttempts} />,
  },
];

/** What does this month cost, and what of it? */
export function Page() {
  const [view, change] = useView();
  const month = useMonth();
  const way = WAYS.find(([name]) => name === view['way'])?.[0] ?? '15';
  return (
    <Frame
      title="Cost"
      sub={`An estimate by list price of ${PRICES_AS_OF}, no bill.`}
      actions={<AsCommand commands={[`penstock cost --events-per-request ${way}`]} />}
    >
      <div className="ws-body">
        <Reading read={month} bones={<Bones rows={8} />}>
          {(data) => <MonthView month={data} way={way} choose={(chosen) => change({ way: chosen })} />}
        </Reading>
      </div>
    </Frame>
  );
}

type MonthViewProps = { readonly month: Month; readonly way: WayName; readonly choose: (way: WayName) => void };

function MonthView({ month: { traffic, destinations }, way, choose }: MonthViewProps) {
  const cost = costOf(traffic, way);
  const dollars = money(cost.isEarly);
  return (
    <>
      <Figures traffic={traffic} cost={cost} />
      <div className="cost-halves">
        <section>
          <h2>By part</h2>
          <Table
            caption="Cost by part"
            columns={[PART, ...dollars]}
            rows={partRows(cost)}
            keyOf={(row) => row.name}
            rowHeight={32}
          />
        </section>
        <section className="stack">
          <Field
            label="How events come"
            help={`Each event, delivery and failed attempt costs what was metered on ${MEASURED_COSTS.at} with events of ${bytesText(MEASURED_COSTS.bytesPerEvent)}.`}
          >
            <Select value={way} options={WAYS} onChange={choose} />
          </Field>
          <p className="t2">
            The stage itself is all of it, whoever else uses it. Replays, free tiers, and sources and destinations that
            were deleted this month are not in it.
          </p>
        </section>
      </div>
      <section>
        <h2>By destination</h2>
        {destinations.length === 0 ? (
          <EmptyState says="There is no destination. What one adds to the cost stands here once it gets events." />
        ) : (
          <>
            <p className="t2 cost-says">
              What each adds. Accepting events and the stage itself are in none of these rows.
            </p>
            <Table
              caption="Cost by destination"
              columns={[...DESTINATION, ...dollars]}
              rows={destinationRows(traffic, way, destinations)}
              keyOf={({ id }) => id}
              rowHeight={32}
            />
          </>
        )}
      </section>
    </>
  );
}

type FiguresProps = { readonly traffic: Month['traffic']; readonly cost: ReturnType<typeof costOf> };

function Figures({ traffic, cost }: FiguresProps) {
  const name = new Intl.DateTimeFormat('en', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    traffic.beginsMs,
  );
  const { accepted, busyHours, delivered, failedAttempts } = traffic;
  return (
    <section className="stack">
      <div className="cost-figures">
        <Figure value={cost.soFarDollars} as="dollars" label={`so far in ${name}`} />
        <Figure
          value={cost.isEarly ? undefined : cost.endOfMonthDollars}
          as="dollars"
          label={cost.isEarly ? 'by its end: known a day after the first event' : 'by its end, if it goes on so'}
        />
        <Figure
          value={accepted}
          label={`events accepted in ${countText(busyHours)} ${busyHours === 1 ? 'hour' : 'hours'}`}
        />
        <Figure value={delivered} label="deliveries" />
        <Figure value={failedAttempts} label="attempts that failed" />
      </div>
      <p className="t2">
        {accepted === 0 && `Nothing has come in ${name} yet: this is what the stage costs by itself. `}
        The month is in UTC, and counted until <Time at={new Date(traffic.nowMs).toISOString()} />.
      </p>
    </section>
  );
}
