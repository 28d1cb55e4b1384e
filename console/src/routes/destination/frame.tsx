// The frame of all pages of one destination: its name, how it is now, what can be done with it, its tabs.

import type { ReactNode } from 'react';
import '../../styles/destination.css';
import { Link } from '../../app/links.tsx';
import { Page } from '../../app/page.tsx';
import { TabLinks } from '../../app/tabs.tsx';
import type { Read } from '../../data/read.ts';
import { AsCommand } from '../../parts/as-command.tsx';
import { ErrorState } from '../../parts/error-state.tsx';
import { Bones, Reading } from '../../parts/reading.tsx';
import { FromSource } from '../../names/from-source.tsx';
import { Named, NamedLink } from '../../names/named.tsx';
import { State, Tag } from '../../parts/state.tsx';
import { Actions } from './actions.tsx';
import { destinationCommands } from './commands.ts';
import { stateOf, type Destination } from './state.ts';
import { useDestination } from './use-destination.ts';
import { useLosing } from './use-losing.ts';

type FrameProps = {
  /** What of it the page shows; the overview shows all. */
  readonly part?: string;
  readonly isSplit?: boolean;
  readonly children: (destination: Destination, revision: string | undefined) => ReactNode;
};

export function DestinationFrame({ part, isSplit = false, children }: FrameProps) {
  const { destinationId, read } = useDestination();
  const { data } = read;
  const destination = data?.destination;
  const name = destination?.name ?? destinationId;
  return (
    <Page
      title={name}
      part={part}
      crumbs={[
        <Link key="list" to="/w/$workspace/destinations">
          Destinations
        </Link>,
      ]}
      beside={destination && <Now {...destination} />}
      sub={destination && <Facts {...destination} />}
      actions={
        destination && (
          <>
            <AsCommand commands={destinationCommands(part, destinationId)} />
            <Actions destination={destination} revision={read.revision} />
          </>
        )
      }
      tabs={<Tabs destinationId={destinationId} />}
      isSplit={isSplit}
    >
      <Content read={read}>{children}</Content>
    </Page>
  );
}

type Got = { readonly destination: Destination };

function Content({ read, children }: { readonly read: Read<Got> } & Pick<FrameProps, 'children'>) {
  // Gone, and not only out of reach: what was read before is not shown any more.
  if (read.error?.status === 404) return <ErrorState error={read.error} />;
  return (
    <Reading read={read} bones={<Bones rows={8} />}>
      {({ destination }) => children(destination, read.revision)}
    </Reading>
  );
}

function Now(destination: Destination) {
  const { state, word } = stateOf(destination, useLosing(destination.id));
  return (
    <span className="now">
      <State state={state}>{word}</State>
    </span>
  );
}

function Facts({ id, sourceId, kind, metadataId, componentVersion, installedBy }: Destination) {
  return (
    <>
      <FromSource sourceId={sourceId} />
      <span className="row">
        {metadataId === undefined ? (
          `Your own ${kind}`
        ) : (
          <>
            <NamedLink kind="catalog entry" id={metadataId} /> of the catalog, version {componentVersion ?? '–'}
          </>
        )}
        {installedBy !== undefined && (
          <Tag>
            made by <Named kind="app with access" id={installedBy} />
          </Tag>
        )}
      </span>
      <code className="cut">{id}</code>
    </>
  );
}

const TABS = [
  ['Overview', '/w/$workspace/destinations/$destinationId'],
  ['Settings', '/w/$workspace/destinations/$destinationId/settings'],
  ['Filter', '/w/$workspace/destinations/$destinationId/filter'],
  ['Mappings', '/w/$workspace/destinations/$destinationId/mappings'],
  ['Event Tester', '/w/$workspace/destinations/$destinationId/tester'],
  ['Undelivered', '/w/$workspace/destinations/$destinationId/undelivered'],
  ['Replays', '/w/$workspace/destinations/$destinationId/replays'],
  ['History', '/w/$workspace/destinations/$destinationId/history'],
] as const;

function Tabs({ destinationId }: { readonly destinationId: string }) {
  return (
    <TabLinks label="Destination">
      {TABS.map(([label, to]) => (
        <Link key={to} to={to} params={{ destinationId }} activeOptions={{ exact: true, includeSearch: false }}>
          {label}
        </Link>
      ))}
    </TabLinks>
  );
}
