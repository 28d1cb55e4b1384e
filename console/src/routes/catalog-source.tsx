import { useState } from 'react';
import type { DataOf } from '../../../client/api-client.ts';
import { betaOf } from '../../../domain/catalog/entry-texts.ts';
import { Link, useParam } from '../app/links.tsx';
import { Page as Frame } from '../app/page.tsx';
import { useList, useRead } from '../data/read.ts';
import { Button } from '../parts/button.tsx';
import { Logo } from '../parts/logo.tsx';
import { Markdown } from '../parts/markdown/markdown.tsx';
import { useWhyNot } from '../parts/permission-note.tsx';
import { Bones, Reading } from '../parts/reading.tsx';
import { State, Tag } from '../parts/state.tsx';
import { ExactTime } from '../parts/time.tsx';
import { ConnectStream } from './catalog/connect-stream.tsx';
import { Support } from './catalog/support.tsx';
import css from './catalog/catalog.module.css';

type Metadata = DataOf<'GET /catalog/sources/{sourceMetadataId}'>['sourceMetadata'];

const CRUMBS = [
  <Link key="catalog" to="/w/$workspace/catalog" search={{ of: 'sources' }}>
    Catalog
  </Link>,
];

/** What does it send, and how do I set it up? */
export function Page() {
  const catalogId = useParam('catalogId');
  const entry = useRead('GET /catalog/sources/{sourceMetadataId}', { params: { sourceMetadataId: catalogId } });
  const metadata = entry.data?.sourceMetadata;
  const beta = metadata === undefined ? undefined : betaOf(metadata.status);
  return (
    <Frame
      title={metadata?.name ?? catalogId}
      crumbs={CRUMBS}
      beside={beta === undefined ? undefined : <Tag>{beta}</Tag>}
      sub={metadata?.description}
      actions={metadata === undefined ? undefined : <Connect metadata={metadata} />}
    >
      <Reading read={entry} bones={<Bones rows={8} />}>
        {({ sourceMetadata }) => <Entry {...sourceMetadata} />}
      </Reading>
    </Frame>
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
  return (
    <div className={css['entry']}>
      <div className="stack">
        <SentEvents events={metadata.sentEvents} />
        <Markdown text={metadata.documentation} />
      </div>
      <aside aria-label="Facts">
        <Logo name={metadata.name} logoUrl={metadata.logos.default} size="large" />
        <Connected catalogId={metadata.id} />
        <section>
          <h2>How it sends</h2>
          <p className="t2">
            {metadata.isOfRequests
              ? 'By requests to an address that is yours alone.'
              : 'With a write key, as the SDKs do.'}
          </p>
        </section>
        <Support {...metadata} />
        <section>
          <h2>Version</h2>
          <p className="t2">
            {metadata.version}, published <ExactTime at={metadata.publishedAt} />
          </p>
        </section>
      </aside>
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

function Connected({ catalogId }: { readonly catalogId: string }) {
  const { data } = useList('GET /sources');
  const connected = (data ?? []).filter(({ metadataId }) => metadataId === catalogId);
  if (connected.length === 0) return null;
  return (
    <section>
      <h2>Connected</h2>
      <ul className="stack-small">
        {connected.map(({ id, name, enabled }) => (
          <li key={id}>
            <State state={enabled ? 'ok' : 'off'}>
              <Link to="/w/$workspace/sources/$sourceId" params={{ sourceId: id }} title={name}>
                {name}
              </Link>
            </State>
          </li>
        ))}
      </ul>
    </section>
  );
}
