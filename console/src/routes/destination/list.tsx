// All destinations of the workspace: how each is now, and what waits there.

import { useMemo } from 'react';
import { Link, useGo, useView } from '../../app/links.tsx';
import { useMay } from '../../data/api.tsx';
import { useList, useWhole } from '../../data/read.ts';
import { Named } from '../../names/named.tsx';
import { useNames } from '../../names/names.ts';
import { buttonClass } from '../../parts/button.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { TextInput } from '../../parts/field.tsx';
import { Num } from '../../parts/number.tsx';
import { Bones, Reading } from '../../parts/reading.tsx';
import { State } from '../../parts/state.tsx';
import { Table, type Column } from '../../parts/table.tsx';
import { losingAt } from '../shared/hour.ts';
import { useHourSeries } from '../shared/hour-series.ts';
import { OWN_WEBHOOK } from '../shared/own-webhook.ts';
import { isWanted, rowsOf, type Numbers, type Row } from './list-rows.ts';
import { stateOf } from './state.ts';

const EVERY_MS = 5_000;
const SLOWLY_MS = 15_000;

export function DestinationList() {
  const list = useList('GET /destinations', {}, { every: SLOWLY_MS });
  const overview = useWhole('GET /delivery-overview', {}, { every: EVERY_MS });
  const [view, change] = useView();
  const hour = useHourSeries();
  const [sourceName, entryName] = [useNames('source'), useNames('catalog entry')];
  const rows = useMemo(
    () =>
      rowsOf(list.data ?? [], overview.data?.destinations ?? []).map((row) => ({
        ...row,
        losing: losingAt(hour, row.id),
        sourceName: sourceName(row.sourceId),
        entryName: row.metadataId === undefined ? undefined : entryName(row.metadataId),
      })),
    [list.data, overview.data?.destinations, hour, sourceName, entryName],
  );
  const wanted = view['q'] ?? '';
  return (
    <Reading read={list} bones={<Bones rows={8} />}>
      {(all) =>
        all.length === 0 ? (
          <Nothing />
        ) : (
          <div className="stack">
            <div className="dst-search">
              <TextInput
                type="search"
                aria-label="Find a destination"
                placeholder="Find by name, id, source or state"
                value={wanted}
                onChange={(q) => change({ q: q === '' ? undefined : q })}
              />
            </div>
            <Rows rows={rows.filter((row) => isWanted(row, wanted))} wanted={wanted} />
          </div>
        )
      }
    </Reading>
  );
}

function Nothing() {
  const { may } = useMay('destinations:write');
  return (
    <EmptyState
      says="No destination yet. One gets the events of a source: an entry of the catalog, or a webhook of your own."
      command="penstock destinations create --source website --kind webhook --name CRM settings.url=https://example.com/hook"
    >
      {may && <NewLinks />}
    </EmptyState>
  );
}

export function NewLinks() {
  return (
    <span className="row wraps">
      <Link className={buttonClass()} to="/w/$workspace/catalog">
        Choose from the catalog
      </Link>
      <Link
        className={buttonClass({ kind: 'primary' })}
        to="/w/$workspace/catalog/$catalogId/connect"
        params={{ catalogId: OWN_WEBHOOK }}
      >
        Connect a webhook
      </Link>
    </span>
  );
}

function Rows({ rows, wanted }: { readonly rows: readonly Row[]; readonly wanted: string }) {
  const go = useGo();
  if (rows.length === 0) return <p className="t2">No destination has “{wanted}” in its name, id, source or state.</p>;
  return (
    <Table
      caption="Destinations"
      columns={COLUMNS}
      rows={rows}
      keyOf={({ id }) => id}
      onOpen={({ id: destinationId }) =>
        void go({ to: '/w/$workspace/destinations/$destinationId', params: { destinationId } })
      }
    />
  );
}

const number = (key: string, head: string, of: (numbers: Numbers) => number | null): Column<Row> => ({
  key,
  head,
  isNumber: true,
  width: 96,
  cell: ({ numbers }) => <Num value={numbers && of(numbers)} />,
});

const COLUMNS: readonly Column<Row>[] = [
  {
    key: 'name',
    head: 'Destination',
    cell: ({ id: destinationId, name }) => (
      <Link className="dst-name" title={name} to="/w/$workspace/destinations/$destinationId" params={{ destinationId }}>
        {name}
      </Link>
    ),
  },
  {
    key: 'state',
    head: 'Now',
    width: 140,
    cell: (row) => {
      const { state, word } = stateOf(row, row.losing);
      return <State state={state}>{word}</State>;
    },
  },
  { key: 'source', head: 'From', width: '16%', cell: ({ sourceId }) => <Named kind="source" id={sourceId} /> },
  {
    key: 'what',
    head: 'What it is',
    width: '14%',
    cell: ({ kind, metadataId }) =>
      metadataId === undefined ? <span className="t2">{kind}</span> : <Named kind="catalog entry" id={metadataId} />,
  },
  number('waiting', 'Waiting', ({ waiting, replayed }) => waiting + replayed.waiting),
  number('held', 'Held', ({ held, replayed }) => held + replayed.held),
  number('delivered', 'Delivered', ({ delivered, replayed }) => delivered + replayed.delivered),
  {
    key: 'p95',
    head: 'p95',
    isNumber: true,
    width: 88,
    cell: ({ numbers }) => <Num value={numbers?.latencyMs.p95} as="duration" />,
  },
];
