import type { DataOf } from '../../../client/api-client.ts';
import { Link, useView } from '../app/links.tsx';
import { Page as Frame } from '../app/page.tsx';
import { useMay } from '../data/api.tsx';
import { useList, useWhole } from '../data/read.ts';
import { Button } from '../parts/button.tsx';
import { Num } from '../parts/number.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { Bones, Reading } from '../parts/reading.tsx';
import { State } from '../parts/state.tsx';
import { Table, type Column } from '../parts/table.tsx';
import { CreateSource } from './sources/create-source.tsx';
import { rejectedIn, type Source } from './sources/intake.ts';
import './sources/sources.css';

const EVERY_MS = 5000;

/** Which sources are there, and what has come in at each? */
export function Page() {
  const sources = useList('GET /sources');
  const [{ new: isNew }, change] = useView();
  const { may, roles } = useMay('sources:write');
  const create = (
    <Button
      kind="primary"
      icon="plus"
      why={may ? undefined : `For ${roles.join(', ')}`}
      onClick={() => change({ new: 'yes' }, { isStep: true })}
    >
      Create a source
    </Button>
  );
  return (
    <Frame
      title="Sources"
      sub="Websites, apps and servers that send events. What they have sent is counted from their first event on."
      actions={sources.data?.length === 0 ? undefined : create}
    >
      <Reading read={sources} bones={<Bones rows={6} />}>
        {(found) =>
          found.length === 0 ? (
            <EmptyState
              says="No source yet. Create one, send an event with the SDK you have, and see it here about a second later."
              command="penstock sources create Website --id website"
            >
              {create}
            </EmptyState>
          ) : (
            <SourceTable sources={found} />
          )
        }
      </Reading>
      <CreateSource isOpen={isNew !== undefined && may} onClose={() => change({ new: undefined })} />
    </Frame>
  );
}

type Row = {
  readonly source: Source;
  readonly counted: Overview['sources'][number] | undefined;
  readonly destinations: number | undefined;
};
type Overview = DataOf<'GET /delivery-overview'>;

const COLUMNS: readonly Column<Row>[] = [
  {
    key: 'name',
    head: 'Source',
    cell: ({ source: { id, name } }) => (
      <span className="source-name">
        <Link to="/w/$workspace/sources/$sourceId" params={{ sourceId: id }} className="med" title={name}>
          {name}
        </Link>
        <code title={id}>{id}</code>
      </span>
    ),
  },
  {
    key: 'state',
    head: 'State',
    width: 140,
    cell: ({ source: { enabled } }) => <State state={enabled ? 'ok' : 'off'}>{enabled ? 'On' : 'Switched off'}</State>,
  },
  number('accepted', 'Accepted', ({ counted }) => counted?.accepted),
  number('duplicates', 'Duplicates', ({ counted }) => counted?.duplicates),
  number('refused', 'Refused', ({ counted }) => (counted === undefined ? undefined : rejectedIn(counted))),
  number('destinations', 'Destinations', ({ destinations }) => destinations),
];

function number(key: string, head: string, valueOf: (row: Row) => number | undefined): Column<Row> {
  return { key, head, isNumber: true, width: 120, cell: (row) => <Num value={valueOf(row)} /> };
}

function SourceTable({ sources }: { readonly sources: readonly Source[] }) {
  const { data: overview } = useWhole('GET /delivery-overview', {}, { every: EVERY_MS });
  const counted = new Map(overview?.sources.map((counts) => [counts.id, counts]));
  const rows = sources.map((source) => ({
    source,
    counted: counted.get(source.id),
    destinations: overview?.destinations.filter(({ sourceId }) => sourceId === source.id).length,
  }));
  return <Table caption="Sources" columns={COLUMNS} rows={rows} keyOf={({ source }) => source.id} />;
}
