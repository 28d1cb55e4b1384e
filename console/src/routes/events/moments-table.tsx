import { Link } from '../../app/links.tsx';
import { State } from '../../parts/state.tsx';
import { Table, type Column } from '../../parts/table.tsx';
import { ExactTime, PreciseTime, useNow } from '../../parts/time.tsx';
import { momentsIn, type Moment } from './moments.ts';
import type { Trace } from './trace-view.ts';

type MomentsProps = { readonly trace: Trace; readonly nameOf: (destinationId: string) => string };

/** The trace as a list. */
export function Moments({ trace, nameOf }: MomentsProps) {
  const now = useNow(1000);
  return (
    <Table
      caption="All that happened to this event, in order"
      columns={columnsOf(nameOf)}
      rows={momentsIn(trace, now.getTime())}
      keyOf={({ key }) => key}
      rowHeight={32}
    />
  );
}

const columnsOf = (nameOf: MomentsProps['nameOf']): readonly Column<Moment>[] => [
  {
    key: 'at',
    head: 'At',
    width: 190,
    cell: ({ at, isWhole = false }) =>
      at === undefined ? <span className="zero">–</span> : isWhole ? <ExactTime at={at} /> : <PreciseTime at={at} />,
  },
  {
    key: 'where',
    head: 'Where',
    width: '22%',
    cell: ({ destinationId }) =>
      destinationId === undefined ? (
        <span className="t2">Penstock</span>
      ) : (
        <Link to="/w/$workspace/destinations/$destinationId" params={{ destinationId }} className="link">
          {nameOf(destinationId)}
        </Link>
      ),
  },
  { key: 'what', head: 'What', cell: ({ state, says }) => <State state={state}>{says}</State> },
  {
    key: 'detail',
    head: 'What it says',
    width: '34%',
    cell: ({ detail = '' }) => <span className="t2">{detail}</span>,
  },
];
