import { Link, useParam } from '../app/links.tsx';
import { Page as Frame } from '../app/page.tsx';
import { useMay } from '../data/api.tsx';
import { useRead } from '../data/read.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { Bones, Reading } from '../parts/reading.tsx';
import { ConnectSteps } from './catalog/connect-steps.tsx';
import { ownWebhook } from './catalog/connectable.ts';
import { OWN_WEBHOOK } from './shared/own-webhook.ts';

/** From an entry of the catalog to a destination that is on: source, settings, test, on. */
export function Page() {
  const catalogId = useParam('catalogId');
  const isOwn = catalogId === OWN_WEBHOOK;
  const entry = useRead('GET /catalog/destinations/{catalogId}', { params: { catalogId } }, { when: !isOwn });
  const { may, roles } = useMay('destinations:write');
  const name = isOwn ? ownWebhook.name : (entry.data?.destinationMetadata.name ?? catalogId);
  return (
    <Frame
      title={`Connect ${name}`}
      crumbs={crumbsOf(isOwn ? undefined : catalogId, name)}
      sub="It is made switched off, tried, and switched on in the end. Who leaves half-way has a destination that is off."
    >
      {!may && <EmptyState says={`Destinations are connected by: ${roles.join(', ')}.`} />}
      {may && isOwn && <ConnectSteps {...ownWebhook} />}
      {may && !isOwn && (
        <Reading read={entry} bones={<Bones rows={4} height={72} />}>
          {({ destinationMetadata: { id, settingsSchema } }) => (
            <ConnectSteps name={name} schema={settingsSchema} as={{ metadataId: id }} />
          )}
        </Reading>
      )}
    </Frame>
  );
}

function crumbsOf(catalogId: string | undefined, name: string) {
  const catalog = (
    <Link key="catalog" to="/w/$workspace/catalog">
      Catalog
    </Link>
  );
  if (catalogId === undefined) return [catalog];
  return [
    catalog,
    <Link key="entry" to="/w/$workspace/catalog/$catalogId" params={{ catalogId }}>
      {name}
    </Link>,
  ];
}
