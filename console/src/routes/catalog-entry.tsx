import type { DataOf } from '../../../client/api-client.ts';
import { betaOf, rateLimitText } from '../../../domain/catalog/entry-texts.ts';
import { Link, useParam } from '../app/links.tsx';
import { Page as Frame } from '../app/page.tsx';
import { useMay } from '../data/api.tsx';
import { useList, useRead } from '../data/read.ts';
import { Named } from '../names/named.tsx';
import { Button, buttonClass } from '../parts/button.tsx';
import { Logo } from '../parts/logo.tsx';
import { Markdown } from '../parts/markdown/markdown.tsx';
import { Bones, Reading } from '../parts/reading.tsx';
import { State, StateGlyph, Tag } from '../parts/state.tsx';
import { ExactTime } from '../parts/time.tsx';
import type { Connection } from './catalog/catalog-tile.tsx';
import { Support } from './catalog/support.tsx';
import css from './catalog/catalog.module.css';

type Metadata = DataOf<'GET /catalog/destinations/{catalogId}'>['destinationMetadata'];

const CRUMBS = [
  <Link key="catalog" to="/w/$workspace/catalog">
    Catalog
  </Link>,
];

/** What is it, what does it take, and how do I connect it? */
export function Page() {
  const catalogId = useParam('catalogId');
  const entry = useRead('GET /catalog/destinations/{catalogId}', { params: { catalogId } });
  const metadata = entry.data?.destinationMetadata;
  const beta = metadata === undefined ? undefined : betaOf(metadata.status);
  return (
    <Frame
      title={metadata?.name ?? catalogId}
      crumbs={CRUMBS}
      beside={beta === undefined ? undefined : <Tag>{beta}</Tag>}
      sub={metadata?.description}
      actions={metadata === undefined ? undefined : <Connect catalogId={catalogId} />}
    >
      <Reading read={entry} bones={<Bones rows={8} />}>
        {({ destinationMetadata }) => <Entry {...destinationMetadata} />}
      </Reading>
    </Frame>
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
  return (
    <div className={css['entry']}>
      <Markdown text={metadata.documentation} />
      <aside aria-label="Facts">
        <Logo name={metadata.name} logoUrl={metadata.logos.default} size="large" />
        <Connections catalogId={metadata.id} />
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

function Connections({ catalogId }: { readonly catalogId: string }) {
  const { data } = useList('GET /destinations');
  const connected = (data ?? []).filter(({ metadataId }) => metadataId === catalogId);
  if (connected.length === 0) return null;
  return (
    <section>
      <h2>Connected</h2>
      <ul className="stack-small">
        {connected.map((destination) => (
          <One key={destination.id} {...destination} />
        ))}
      </ul>
    </section>
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
