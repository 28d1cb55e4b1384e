// The frame of the pages of a source: its name, whether anything comes in, and the tabs.

import type { ReactNode } from 'react';
import { EXACT_TAB, TabLinks } from '../../app/tabs.tsx';
import { Link, useParam } from '../../app/links.tsx';
import { Page } from '../../app/page.tsx';
import { useRead, type Read } from '../../data/read.ts';
import { AsCommand } from '../../parts/as-command.tsx';
import { Copyable } from '../../parts/copyable.tsx';
import { countedText } from '../../parts/number.tsx';
import { Bones, Reading } from '../../parts/reading.tsx';
import { State } from '../../parts/state.tsx';
import { sourceCommands, type SourcePart } from './commands.ts';
import { intakeOf, isOfRequests, type Arrivals, type Source } from './intake.ts';
import './sources.css';

/** How often what came in is counted anew, where it is not what the page is about. */
const EVERY_MS = 3000;

type SourceFrameProps = {
  readonly part: SourcePart;
  readonly isSplit?: boolean;
  readonly bones?: ReactNode;
  readonly children: (source: Source, revision: string | undefined) => ReactNode;
};

export function SourceFrame({ part, isSplit = false, bones, children }: SourceFrameProps) {
  const sourceId = useParam('sourceId');
  const read = useRead('GET /sources/{sourceId}', { params: { sourceId } });
  const source = read.data?.source;
  return (
    <Page
      title={source?.name ?? sourceId}
      crumbs={[
        <Link key="sources" to="/w/$workspace/sources">
          Sources
        </Link>,
      ]}
      beside={source !== undefined && <Intake source={source} />}
      sub={<Facts sourceId={sourceId} source={source} />}
      actions={<AsCommand commands={sourceCommands(part, sourceId, source !== undefined && isOfRequests(source))} />}
      tabs={<SourceTabs sourceId={sourceId} />}
      isSplit={isSplit}
    >
      <Reading read={read} bones={bones ?? <Bones rows={6} />}>
        {({ source: found }) => children(found, read.revision)}
      </Reading>
    </Page>
  );
}

function SourceTabs({ sourceId }: { readonly sourceId: string }) {
  const params = { sourceId };
  return (
    <TabLinks label="Pages of the source">
      <Link to="/w/$workspace/sources/$sourceId" params={params} activeOptions={EXACT_TAB}>
        Overview
      </Link>
      <Link to="/w/$workspace/sources/$sourceId/debugger" params={params}>
        Debugger
      </Link>
      <Link to="/w/$workspace/sources/$sourceId/schema" params={params}>
        Schema
      </Link>
      <Link to="/w/$workspace/sources/$sourceId/setup" params={params}>
        Setup
      </Link>
      <Link to="/w/$workspace/sources/$sourceId/settings" params={params}>
        Keys and settings
      </Link>
      <Link to="/w/$workspace/sources/$sourceId/history" params={params}>
        History
      </Link>
    </TabLinks>
  );
}

function Facts({ sourceId, source }: { readonly sourceId: string; readonly source: Source | undefined }) {
  const keys = source?.writeKeys.length ?? 0;
  return (
    <>
      <Copyable text={sourceId} label="Copy the id of the source" />
      {source?.metadataId !== undefined && (
        <Link className="link" to="/w/$workspace/catalog/sources/$catalogId" params={{ catalogId: source.metadataId }}>
          {source.metadataId}, version {source.componentVersion}
        </Link>
      )}
      {keys > 0 && <span>{countedText(keys, 'write key')}</span>}
    </>
  );
}

/** What came in at a source in the last hour, minute by minute. */
export function useLastHour(sourceId: string, every = EVERY_MS): Read<{ readonly series: Arrivals }> {
  return useRead('GET /delivery-overview/sources/{sourceId}', { params: { sourceId } }, { every });
}

function Intake({ source }: { readonly source: Source }) {
  const { data } = useLastHour(source.id);
  const intake = intakeOf(source, data?.series);
  return (
    intake !== undefined && (
      <span className="beside">
        <State state={intake.state}>{intake.says}</State>
      </span>
    )
  );
}
