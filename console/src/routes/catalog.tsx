import { useDeferredValue, useState } from 'react';
import { isWanted } from '../../../domain/catalog/catalog-search.ts';
import { Link, useView } from '../app/links.tsx';
import { Page as Frame } from '../app/page.tsx';
import { useList } from '../data/read.ts';
import { Button, buttonClass, Segments } from '../parts/button.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { LoadMore } from '../parts/load-more.tsx';
import { TextInput } from '../parts/field.tsx';
import { Icon } from '../parts/icon.tsx';
import { Bones, Reading } from '../parts/reading.tsx';
import { Head, Tile, type Connection, type Entry } from './catalog/catalog-tile.tsx';
import { OWN_WEBHOOK } from './shared/own-webhook.ts';
import css from './catalog/catalog.module.css';

/** What can I connect? */
export function Page() {
  const [{ of }, change] = useView();
  const isOfSources = of === 'sources';
  return (
    <Frame
      title="Catalog"
      sub={isOfSources ? 'Sources that this workspace can connect.' : 'Destinations that this workspace can connect.'}
      actions={
        <>
          <Segments
            label="What to connect"
            value={isOfSources ? 'sources' : 'destinations'}
            options={SIDES}
            onChange={(chosen) => change({ of: chosen === 'sources' ? chosen : undefined, category: undefined })}
          />
          <Link className={buttonClass({ kind: 'quiet', size: 'small' })} to="/w/$workspace/developer">
            For partners: Developer Center
          </Link>
        </>
      }
    >
      {isOfSources ? <Sources /> : <Destinations />}
    </Frame>
  );
}

const SIDES = [
  ['destinations', 'Destinations'],
  ['sources', 'Sources'],
] as const;

function Destinations() {
  const entries = useList('GET /catalog/destinations');
  const destinations = useList('GET /destinations');
  return (
    <Reading read={entries} bones={<Bones rows={6} height={146} />}>
      {(found) => <Shelves entries={found} made={destinations.data} />}
    </Reading>
  );
}

function Sources() {
  const entries = useList('GET /catalog/sources');
  const sources = useList('GET /sources');
  return (
    <Reading read={entries} bones={<Bones rows={6} height={146} />}>
      {(found) => <Shelves entries={found} made={sources.data} isOfSources />}
    </Reading>
  );
}

/** A browser that lays out thousands of tiles is busy for seconds. */
const SHOWN_AT_ONCE = 60;

type ShelvesProps = {
  readonly entries: readonly Entry[];
  /** Of this workspace, of entries and of its own. */
  readonly made: readonly Pick<Connection, 'enabled' | 'metadataId'>[] | undefined;
  readonly isOfSources?: boolean;
};

const searched = ({ id, name, description, categories }: Entry) => ({
  id,
  name,
  app: { name, description, categories },
});

function Shelves({ entries, made, isOfSources = false }: ShelvesProps) {
  const [view, change] = useView();
  const search = useDeferredValue(view['search'] ?? '');
  const { category, connected } = view;
  const of = (id: string) => made?.filter(({ metadataId }) => metadataId === id);
  const shown = entries
    .filter((entry) => isWanted(searched(entry), { search, category }))
    .filter(({ id }) => connected === undefined || (of(id)?.length ?? 0) > 0);
  const key = [search, category, connected].join('\n');
  const [steps, setSteps] = useState({ key, count: 1 });
  // Whoever looks for something else begins anew.
  const most = SHOWN_AT_ONCE * (steps.key === key ? steps.count : 1);
  const more = (): void => setSteps({ key, count: most / SHOWN_AT_ONCE + 1 });
  const isPlain = search === '' && category === undefined && connected === undefined;
  return (
    <div className={css['split']}>
      <Categories entries={entries} chosen={category} onChoose={(name) => change({ category: name })} />
      <section aria-label="Entries">
        <div className={`row ${css['tools']}`}>
          <TextInput
            className={css['search'] ?? ''}
            type="search"
            aria-label="Search the catalog"
            placeholder="Name, text or category"
            value={view['search'] ?? ''}
            onChange={(text) => change({ search: text === '' ? undefined : text })}
          />
          <button
            type="button"
            className="chip"
            aria-pressed={connected !== undefined}
            onClick={() => change({ connected: connected === undefined ? 'yes' : undefined })}
          >
            Connected
          </button>
          <span className="push label t3" role="status">
            {shown.length} {shown.length === 1 ? 'entry' : 'entries'}
          </span>
        </div>
        <div className={css['cells']}>
          {isPlain && !isOfSources && <OwnWebhook />}
          {shown.slice(0, most).map((entry) => (
            <Tile key={entry.id} entry={entry} connections={of(entry.id)} isSource={isOfSources} />
          ))}
        </div>
        <LoadMore
          className={css['more'] ?? ''}
          pages={{ hasMore: shown.length > most, isReadingMore: false, more }}
          says={`${most} of ${shown.length.toLocaleString('en')} are shown.`}
          label={`Show ${Math.min(SHOWN_AT_ONCE, shown.length - most)} more`}
        />
        {shown.length === 0 && (
          <Nothing
            isPlain={isPlain}
            onAll={() => change({ search: undefined, category: undefined, connected: undefined })}
          />
        )}
      </section>
    </div>
  );
}

function Nothing({ isPlain, onAll }: { readonly isPlain: boolean; readonly onAll: () => void }) {
  if (isPlain) {
    return (
      <EmptyState says="No partner has published anything here yet. What partners build in the Developer Center appears here when a reviewer has approved it." />
    );
  }
  return (
    <EmptyState says="Nothing in the catalog fits.">
      <Button onClick={onAll}>Show all entries</Button>
    </EmptyState>
  );
}

/** For what is in no catalog. */
function OwnWebhook() {
  return (
    <Link className={css['cell']} to="/w/$workspace/catalog/$catalogId/connect" params={{ catalogId: OWN_WEBHOOK }}>
      <Head name="Webhook" shelf="An address of your own" />
      <span className={`t2 ${css['says']}`}>Posts every event to an address that you name.</span>
      <span className={`label t2 ${css['foot']}`}>
        <Icon name="plus" size="small" /> Connect
      </span>
    </Link>
  );
}

type CategoriesProps = {
  readonly entries: readonly Entry[];
  readonly chosen: string | undefined;
  readonly onChoose: (category: string | undefined) => void;
};

function Categories({ entries, chosen, onChoose }: CategoriesProps) {
  const names = [...new Set(entries.flatMap(({ categories }) => categories))].sort((one, other) =>
    one.localeCompare(other),
  );
  const shelves = [
    [undefined, entries.length] as const,
    ...names.map((name) => [name, entries.filter(({ categories }) => categories.includes(name)).length] as const),
  ];
  return (
    <div className={css['shelves']} role="group" aria-label="Category">
      {shelves.map(([name, count]) => (
        <button
          key={name ?? ''}
          type="button"
          aria-pressed={chosen?.toLowerCase() === name?.toLowerCase()}
          onClick={() => onChoose(name)}
        >
          <span className="cut">{name ?? 'All'}</span>
          <span className={`tn ${css['count']}`}>{count}</span>
        </button>
      ))}
    </div>
  );
}
