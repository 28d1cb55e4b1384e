import type { DataOf } from '../../../client/api-client.ts';
import { rateLimitText } from '../../../domain/catalog/entry-texts.ts';
import { Link, useParam } from '../app/links.tsx';
import { useMay } from '../data/api.tsx';
import { useList, useRead } from '../data/read.ts';
import { Named } from '../names/named.tsx';
import { Button, buttonClass } from '../parts/button.tsx';
import { Markdown } from '../parts/markdown/markdown.tsx';
import { State, StateGlyph, Tag } from '../parts/state.tsx';
import type { Connection } from './catalog/catalog-tile.tsx';
import { EntryFacts, EntryFrame } from './catalog/entry-frame.tsx';
import css from './catalog/catalog.module.css';

type Metadata = DataOf<'GET /catalog/destinations/{catalogId}'>['destinationMetadata'];

const LIST = (
  <Link key="catalog" to="/w/$workspace/catalog">
    Catalog
  </Link>
);

/** What is it, what does it take, and how do I connect it? */
export function Page() {
  const catalogId = useParam('catalogId');
  const read = useRead('GET /catalog/destinations/{catalogId}', { params: { catalogId } });
  return (
    <EntryFrame
      {...{ catalogId, list: LIST, read }}
      entryOf={({ destinationMetadata }) => destinationMetadata}
      connect={() => <Connect catalogId={catalogId} />}
    >
      {({ destinationMetadata }) => <Entry {...destinationMetadata} />}
    </EntryFrame>
  );
}

function Connect({ catalogId }: { readonly catalogId: string }) {
  const { may, roles } = useMay('destinations:write');
  if (!may) {
    return (
      <Button kind="primary" why={`For ${roles.join(', ')}`}>
        Connect
      </Button>
    );
  }
  return (
    <Link
      className={buttonClass({ kind: 'primary' })}
      to="/w/$workspace/catalog/$catalogId/connect"
      params={{ catalogId }}
    >
      Connect
    </Link>
  );
}

function Entry(metadata: Metadata) {
  const { data = [] } = useList('GET /destinations');
  const connected = data
    .filter(({ metadataId }) => metadataId === metadata.id)
    .map((destination) => <One key={destination.id} {...destination} />);
  return (
    <div className={css['entry']}>
      <Markdown text={metadata.documentation} />
      <EntryFacts entry={metadata} connected={connected}>
        <section>
          <h2>Takes</h2>
          <div className={css['events']}>
            {metadata.supportedEvents.map((type) => (
              <Tag key={type}>{type}</Tag>
            ))}
          </div>
        </section>
        <section>
          <h2>Limits</h2>
          <ul className="stack-small">
            <li>{rateLimitText(metadata.rateLimit)}</li>
            <li className="row">
              <StateGlyph state={metadata.supportedFeatures.replay ? 'pass' : 'skip'} />
              {metadata.supportedFeatures.replay
                ? 'Takes replays: events of the past can be sent again'
                : 'Takes no replays, only what was not delivered'}
            </li>
          </ul>
        </section>
      </EntryFacts>
    </div>
  );
}

function One({ id, name, sourceId, enabled }: Connection) {
  return (
    <li>
      <State state={enabled ? 'ok' : 'off'}>
        <Link to="/w/$workspace/destinations/$destinationId" params={{ destinationId: id }} title={name}>
          {name}
        </Link>
      </State>
      <div className="label t3 wrap">
        of <Named kind="source" id={sourceId} />
        {enabled ? '' : ', off'}
      </div>
    </li>
  );
}
