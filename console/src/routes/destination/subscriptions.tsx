import { Num } from '../../parts/number.tsx';
import { State } from '../../parts/state.tsx';
import { Table, type Column } from '../../parts/table.tsx';
import { totalOf } from './funnel.ts';
import { CodeLine } from '../../parts/copyable.tsx';
import type { Destination } from './state.ts';

type Subscription = NonNullable<Destination['subscriptions']>[number];

const sumOf = (counts: Readonly<Record<string, number>> | undefined): number | undefined =>
  counts === undefined ? undefined : totalOf(counts);

const number = (
  key: string,
  head: string,
  of: (subscription: Subscription) => number | undefined,
): Column<Subscription> => ({
  ...{ key, head, isNumber: true, width: 104 },
  cell: (subscription) => <Num value={of(subscription)} />,
});

const WHAT: readonly Column<Subscription>[] = [
  {
    key: 'name',
    head: 'Subscription',
    width: '22%',
    cell: ({ id, name }) => (
      <span title={name ?? id}>
        {name ?? id} {name !== undefined && <code className="t3">{id}</code>}
      </span>
    ),
  },
  {
    key: 'state',
    head: 'Now',
    width: 80,
    cell: ({ enabled }) => <State state={enabled ? 'ok' : 'off'}>{enabled ? 'On' : 'Off'}</State>,
  },
  {
    key: 'trigger',
    head: 'Gets the events with',
    cell: ({ trigger }) =>
      trigger === undefined ? <span className="t2">all</span> : <code title={trigger}>{trigger}</code>,
  },
];

const COLUMNS: readonly Column<Subscription>[] = [
  ...WHAT,
  number('matched', 'Matched', ({ matched }) => matched),
  number('delivered', 'Delivered', ({ delivered }) => delivered),
  // What code dropped is absent where it dropped nothing.
  number('dropped', 'Dropped', ({ filteredByFunction, matched }) =>
    matched === undefined ? undefined : (sumOf(filteredByFunction) ?? 0),
  ),
  number('undelivered', 'Undelivered', ({ discarded, deadLettered }) =>
    discarded === undefined ? undefined : totalOf(discarded) + (sumOf(deadLettered) ?? 0),
  ),
  number('waiting', 'Waiting', ({ waiting }) => waiting),
];

/** What it does with its events, where it names several things. */
export function Subscriptions({ subscriptions = [] }: Pick<Destination, 'subscriptions'>) {
  if (subscriptions.length === 0) return null;
  return (
    <section>
      <div className="between">
        <h2>Its subscriptions</h2>
        <span className="label t3">Events of all time; waiting is of now</span>
      </div>
      <Table
        caption="Subscriptions of this destination"
        columns={COLUMNS}
        rows={subscriptions}
        keyOf={({ id }) => id}
      />
    </section>
  );
}

/** Which there are, and where they are changed: their fields are of the destination's kind, and no form has them yet. */
export function SubscriptionSettings({ id, subscriptions = [] }: Pick<Destination, 'id' | 'subscriptions'>) {
  if (subscriptions.length === 0) return null;
  return (
    <section className="dst-group">
      <div>
        <h2>Subscriptions</h2>
        <p className="t2">
          What it does with which events. They are changed in the file of the workspace or over the API, not here; the
          overview has their numbers.
        </p>
      </div>
      <div className="stack">
        <Table caption="Its subscriptions" columns={WHAT} rows={subscriptions} keyOf={({ id: of }) => of} />
        <CodeLine text={`penstock destinations show ${id}`} label="Copy the command" />
      </div>
    </section>
  );
}
