import '../workspace/workspace.css';
import { MEASURED_COSTS } from '../../../domain/cost/measured-costs.ts';
import { PRICES_AS_OF } from '../../../domain/cost/prices.ts';
import { useView } from '../app/links.tsx';
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
import { Field, Select } from '../parts/field.tsx';
import { bytesText, countText, dollarsText, Figure, Num } from '../parts/number.tsx';
import { Bones, Reading } from '../parts/reading.tsx';
import { Table, type Column } from '../parts/table.tsx';

const DOLLARS: readonly Column<PartRow>[] = [
  { key: 'so-far', head: 'So far', isNumber: true, width: 128, cell: ({ soFar }) => dollarsText(soFar) },
  {
    key: 'end',
    head: 'By its end',
    isNumber: true,
    width: 128,
    cell: ({ endOfMonth }) => dollarsText(endOfMonth),
  },
];

const PARTS: readonly Column<PartRow>[] = [{ key: 'part', head: 'Part', cell: ({ name }) => name }, ...DOLLARS];

const DESTINATIONS: readonly Column<DestinationRow>[] = [
  { key: 'name', head: 'Destination', cell: ({ name }) => name },
  {
    key: 'delivered',
    head: 'Delivered',
    isNumber: true,
    width: 128,
    cell: ({ delivered }) => <Num value={delivered} />,
  },
  {
    key: 'failed',
    head: 'Failed attempts',
    isNumber: true,
    width: 128,
    cell: ({ failedAttempts }) => <Num value={failedAttempts} />,
  },
  ...DOLLARS,
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

function MonthView({ month, way, choose }: MonthViewProps) {
  const { traffic, destinations } = month;
  const cost = costOf(traffic, way);
  const name = new Intl.DateTimeFormat('en', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    traffic.beginsMs,
  );
  return (
    <>
      <div className="cost-figures">
        <Figure value={cost.soFarDollars} as="dollars" label={`so far in ${name}`} />
        <Figure value={cost.endOfMonthDollars} as="dollars" label="by its end, if it goes on so" />
        <Figure value={traffic.accepted} label={`events accepted in ${countText(traffic.busyHours)} hours`} />
        <Figure value={traffic.delivered} label="deliveries" />
        <Figure value={traffic.failedAttempts} label="attempts that failed" />
      </div>
      <section>
        <h2>By part</h2>
        <Table caption="Cost by part" columns={PARTS} rows={partRows(cost)} keyOf={(row) => row.name} rowHeight={32} />
      </section>
      <section>
        <h2>By destination</h2>
        <p className="t2">What each adds. Accepting events and the stage itself are in none of these rows.</p>
        <Table
          caption="Cost by destination"
          columns={DESTINATIONS}
          rows={destinationRows(traffic, way, destinations)}
          keyOf={(row) => row.name}
          rowHeight={32}
        />
      </section>
      <section className="stack ws-narrow">
        <Field
          label="How events come"
          help={`Each event, delivery and failed attempt costs what was metered on ${MEASURED_COSTS.at} with events of ${bytesText(MEASURED_COSTS.bytesPerEvent)}. The stage itself is all of it, whoever else uses it; replays and free tiers are not in it.`}
        >
          <Select value={way} options={WAYS} onChange={choose} />
        </Field>
      </section>
    </>
  );
}
