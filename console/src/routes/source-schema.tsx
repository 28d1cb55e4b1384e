import type { ItemOf } from '../../../client/api-client.ts';
import { Link, useView } from '../app/links.tsx';
import { useWhole } from '../data/read.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { buttonClass } from '../parts/button.tsx';
import { countedText, Num } from '../parts/number.tsx';
import { Bones, Reading } from '../parts/reading.tsx';
import { StateGlyph, Tag } from '../parts/state.tsx';
import { Table, type Column } from '../parts/table.tsx';
import { Time } from '../parts/time.tsx';
import { propertyRows, type PropertyRow } from './sources/schema-tree.ts';
import { SourceFrame } from './sources/source-frame.tsx';
import './sources/schema.css';

type SchemaEvent = ItemOf<'GET /sources/{sourceId}/schema'>;

/** What does it send? */
export function Page() {
  return (
    <SourceFrame part="schema" isSplit>
      {(source) => <Schema sourceId={source.id} />}
    </SourceFrame>
  );
}

const keyOf = ({ type, name = '' }: Pick<SchemaEvent, 'type' | 'name'>): string => `${type}#${name}`;

function Schema({ sourceId }: { readonly sourceId: string }) {
  const read = useWhole('GET /sources/{sourceId}/schema', { params: { sourceId } });
  const [{ event }, change] = useView();
  return (
    <Reading read={read} bones={<Bones rows={8} height={32} />}>
      {({ events, others }) => {
        if (events.length === 0) return <NoSchema sourceId={sourceId} />;
        const open = events.find((seen) => keyOf(seen) === event) ?? events[0];
        return (
          <div className="schema">
            <section aria-label="Events" className="region">
              <Table
                caption="Events of this source, the most frequent first"
                columns={COLUMNS}
                rows={events}
                keyOf={keyOf}
                openKey={open === undefined ? undefined : keyOf(open)}
                onOpen={(seen) => change({ event: keyOf(seen) })}
                rowHeight={32}
                isEdge
                height="100%"
                foot={others > 0 && <Others count={others} />}
              />
            </section>
            <section aria-label="Properties" className="properties" tabIndex={0}>
              {open !== undefined && <Properties event={open} />}
            </section>
          </div>
        );
      }}
    </Reading>
  );
}

function NoSchema({ sourceId }: { readonly sourceId: string }) {
  return (
    <div className="schema-empty">
      <EmptyState says="Nothing has arrived yet. Which events there are, and what is in them, is noted from the first one on.">
        <Link
          to="/w/$workspace/sources/$sourceId/setup"
          params={{ sourceId }}
          className={buttonClass({ kind: 'primary' })}
        >
          Send a first event
        </Link>
      </EmptyState>
    </div>
  );
}

function Others({ count }: { readonly count: number }) {
  return (
    <p className="others t2">
      <StateGlyph state="warn" />
      And about <Num value={count} /> events under other names, beyond the 300 that are told apart.
    </p>
  );
}

const COLUMNS: readonly Column<SchemaEvent>[] = [
  {
    key: 'name',
    head: 'Event',
    cell: ({ type, name }) => (
      <span className="row" title={name}>
        <span className="cut">{name ?? type}</span> {name !== undefined && <Tag>{type}</Tag>}
      </span>
    ),
  },
  { key: 'count', head: 'About', isNumber: true, width: 96, cell: ({ count }) => <Num value={count} /> },
  {
    key: 'properties',
    head: 'Properties',
    isNumber: true,
    width: 88,
    cell: ({ properties }) => <Num value={properties.length} />,
  },
  { key: 'first', head: 'First seen', width: 190, cell: ({ firstSeen }) => <Time at={firstSeen} /> },
  { key: 'last', head: 'Last seen', width: 190, cell: ({ lastSeen }) => <Time at={lastSeen} /> },
];

function Properties({ event }: { readonly event: SchemaEvent }) {
  const rows = propertyRows(event.properties);
  const mixed = rows.filter(({ isMixed }) => isMixed).length;
  return (
    <>
      <h2 className="cut" title={event.name}>
        {event.name ?? event.type}
      </h2>
      <p className="t2">
        {event.type === 'identify' || event.type === 'group' ? 'Traits' : 'Properties'}, three levels deep.{' '}
        {mixed > 0 && `${countedText(mixed, 'property', 'properties')} came with several types.`}
      </p>
      {rows.length === 0 ? (
        <p className="t2">It came without any.</p>
      ) : (
        <ul className="tree">
          {rows.map((row) => (
            <Property key={row.path} row={row} />
          ))}
        </ul>
      )}
    </>
  );
}

function Property({ row: { path, name, depth, types, isMixed } }: { readonly row: PropertyRow }) {
  return (
    <li className={`depth-${depth}`} title={path}>
      <code className="cut">{name}</code>
      <span className="row t2">
        {isMixed && <StateGlyph state="warn" />}
        {types.join(' or ')}
        {isMixed && <span className="sr">: several types</span>}
      </span>
    </li>
  );
}
