import { Link } from '../../app/links.tsx';
import { Num } from '../../parts/number.tsx';
import { StateGlyph } from '../../parts/state.tsx';
import { Table, type Column } from '../../parts/table.tsx';
import { StateWords } from './diagram.tsx';
import type { DestinationNode, SourceNode } from './model.ts';

type Row = { readonly source: SourceNode; readonly destination: DestinationNode | undefined };

const COLUMNS: readonly Column<Row>[] = [
  {
    key: 'source',
    head: 'Source',
    width: '20%',
    cell: ({ source }) => (
      <Link to="/w/$workspace/sources/$sourceId" params={{ sourceId: source.id }}>
        {source.name}
      </Link>
    ),
  },
  {
    key: 'accepted',
    head: 'Accepted/s',
    isNumber: true,
    cell: ({ source }) => <Num value={source.perSecond} as="rate" />,
  },
  {
    key: 'refused',
    head: 'Refused, 1 h',
    isNumber: true,
    cell: ({ source }) => <Num value={source.refused} as="share" />,
  },
  {
    key: 'destination',
    head: 'Destination',
    width: '22%',
    cell: ({ destination }) =>
      destination === undefined ? (
        <span className="t3">none</span>
      ) : (
        <Link to="/w/$workspace/destinations/$destinationId" params={{ destinationId: destination.id }}>
          {destination.name}
        </Link>
      ),
  },
  {
    key: 'state',
    head: 'State now',
    cell: ({ destination }) =>
      destination && (
        <span className="state">
          <StateGlyph state={destination.state} />
          <StateWords destination={destination} />
        </span>
      ),
  },
  {
    key: 'delivered',
    head: 'Delivered/s',
    isNumber: true,
    cell: ({ destination }) => destination && <Num value={destination.perSecond} as="rate" />,
  },
  {
    key: 'p95',
    head: 'p95, 1 h',
    isNumber: true,
    cell: ({ destination }) => destination && <Num value={destination.p95} as="duration" />,
  },
  {
    key: 'waiting',
    head: 'Waiting',
    isNumber: true,
    cell: ({ destination }) => destination && <Num value={destination.waiting} />,
  },
  {
    key: 'held',
    head: 'Held',
    isNumber: true,
    cell: ({ destination }) => destination && <Num value={destination.held} />,
  },
  {
    key: 'undelivered',
    head: 'Undelivered',
    isNumber: true,
    cell: ({ destination }) => destination && <Undelivered destination={destination} />,
  },
];

/** A link to them, if there are any. */
function Undelivered({ destination: { id, undelivered } }: { readonly destination: DestinationNode }) {
  if (undelivered === 0) return <Num value={undelivered} />;
  return (
    <Link to="/w/$workspace/destinations/$destinationId/undelivered" params={{ destinationId: id }}>
      <Num value={undelivered} />
    </Link>
  );
}

/** The same as the diagram, for many, and for who reads it otherwise. */
export function OverviewTable({ sources }: { readonly sources: readonly SourceNode[] }) {
  const rows = sources.flatMap((source): Row[] =>
    source.destinations.length === 0
      ? [{ source, destination: undefined }]
      : source.destinations.map((destination) => ({ source, destination })),
  );
  return (
    <Table
      caption="Sources and their destinations"
      columns={COLUMNS}
      rows={rows}
      keyOf={({ source, destination }) => `${source.id} ${destination?.id ?? ''}`}
      rowHeight={32}
    />
  );
}
