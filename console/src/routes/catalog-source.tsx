import { useState } from 'react';
import type { DataOf, ItemOf } from '../../../client/api-client.ts';
import { Link, useParam } from '../app/links.tsx';
import { useList, useRead } from '../data/read.ts';
import { Button } from '../parts/button.tsx';
import { Markdown } from '../parts/markdown/markdown.tsx';
import { useWhyNot } from '../parts/permission-note.tsx';
import { State, Tag } from '../parts/state.tsx';
import { ConnectStream } from './catalog/connect-stream.tsx';
import { EntryFacts, EntryFrame } from './catalog/entry-frame.tsx';
import css from './catalog/catalog.module.css';

type Source = ItemOf<'GET /sources'>;
type Metadata = DataOf<'GET /catalog/sources/{sourceMetadataId}'>['sourceMetadata'];

const LIST = (
  <Link key="catalog" to="/w/$workspace/catalog" search={{ of: 'sources' }}>
    Catalog
  </Link>
);

/** What does it send, and how do I set it up? */
export function Page() {
  const catalogId = useParam('catalogId');
  const read = useRead('GET /catalog/sources/{sourceMetadataId}', { params: { sourceMetadataId: catalogId } });
  return (
    <EntryFrame
      {...{ catalogId, list: LIST, read }}
      entryOf={({ sourceMetadata }) => sourceMetadata}
      connect={({ sourceMetadata }) => <Connect metadata={sourceMetadata} />}
    >
      {({ sourceMetadata }) => <Entry {...sourceMetadata} />}
    </EntryFrame>
  );
}

function Connect({ metadata }: { readonly metadata: Metadata }) {
  const [isOpen, setOpen] = useState(false);
  const why = useWhyNot('sources:write');
  return (
    <>
      <Button kind="primary" why={why} onClick={() => setOpen(true)}>
        Connect
      </Button>
      {isOpen && <ConnectStream metadata={metadata} onClose={() => setOpen(false)} />}
    </>
  );
}

function Entry(metadata: Metadata) {
  const { data = [] } = useList('GET /sources');
  const connected = data
    .filter(({ metadataId }) => metadataId === metadata.id)
    .map((source) => <One key={source.id} {...source} />);
  return (
    <div className={css['entry']}>
      <div className="stack">
        <SentEvents events={metadata.sentEvents} />
        <Markdown text={metadata.documentation} />
      </div>
      <EntryFacts entry={metadata} connected={connected}>
        <section>
          <h2>How it sends</h2>
          <p className="t2">
            {metadata.isOfRequests
              ? 'By requests to an address that is yours alone.'
              : 'With a write key, as the SDKs do.'}
          </p>
        </section>
      </EntryFacts>
    </div>
  );
}

function SentEvents({ events }: { readonly events: Metadata['sentEvents'] }) {
  return (
    <section>
      <h2>What it sends</h2>
      <div className="table-scroll">
        <table className="dense">
          <thead>
            <tr>
              <th>Event</th>
              <th>Type</th>
              <th>When</th>
            </tr>
          </thead>
          <tbody>
            {events.map(({ type, name, description }) => (
              <tr key={`${type} ${name ?? ''}`}>
                <td className="wrap">{name ?? <span className="zero">–</span>}</td>
                <td>
                  <Tag>{type}</Tag>
                </td>
                <td className="t2 wrap">{description}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function One({ id, name, enabled }: Source) {
  return (
    <li>
      <State state={enabled ? 'ok' : 'off'}>
        <Link to="/w/$workspace/sources/$sourceId" params={{ sourceId: id }} title={name}>
          {name}
        </Link>
      </State>
    </li>
  );
}
