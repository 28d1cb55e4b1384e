// The frame of all pages of one function: its name, what of it runs, its tabs.

import type { ReactNode } from 'react';
import type { DataOf } from '../../../../client/api-client.ts';
import '../../styles/destination.css';
import './functions.css';
import { Link, useParam } from '../../app/links.tsx';
import { Page } from '../../app/page.tsx';
import { EXACT_TAB, TabLinks } from '../../app/tabs.tsx';
import { useRead } from '../../data/read.ts';
import { AsCommand } from '../../parts/as-command.tsx';
import { ErrorState } from '../../parts/error-state.tsx';
import { Bones, Reading } from '../../parts/reading.tsx';
import { State } from '../../parts/state.tsx';
import { functionCommands } from './commands.ts';
import { runsText, TYPE_NAMES, type FunctionView } from './function.ts';

export type Shown = DataOf<'GET /functions/{functionId}'> & { readonly revision: string | undefined };

type FrameProps = {
  /** What of it the page shows; the overview shows all. */
  readonly part?: string;
  readonly isSplit?: boolean;
  readonly children: (shown: Shown) => ReactNode;
};

const EVERY_MS = 15_000;

export function FunctionFrame({ part, isSplit = false, children }: FrameProps) {
  const functionId = useParam('functionId');
  const read = useRead('GET /functions/{functionId}', { params: { functionId } }, { every: EVERY_MS });
  const found = read.data?.function;
  return (
    <Page
      title={found?.name ?? functionId}
      part={part}
      crumbs={[
        <Link key="list" to="/w/$workspace/functions">
          Functions
        </Link>,
      ]}
      beside={found && <Now {...found} />}
      sub={found && <Facts {...found} />}
      actions={<AsCommand commands={functionCommands(part, functionId)} />}
      tabs={<Tabs functionId={functionId} />}
      isSplit={isSplit}
    >
      {/* Gone, and not only out of reach: what was read before is not shown any more. */}
      {read.error?.status === 404 ? (
        <ErrorState error={read.error} />
      ) : (
        <Reading read={read} bones={<Bones rows={8} />}>
          {(data) => children({ ...data, revision: read.revision })}
        </Reading>
      )}
    </Page>
  );
}

function Now(of: FunctionView) {
  const { state, word } = runsText(of);
  return (
    <span className="now">
      <State state={state}>{word}</State>
    </span>
  );
}

function Facts({ id, type, description }: FunctionView) {
  return (
    <>
      <span>{TYPE_NAMES[type]}</span>
      {description !== undefined && <span className="cut">{description}</span>}
      <code className="cut">{id}</code>
    </>
  );
}

const TABS = [
  ['Overview', '/w/$workspace/functions/$functionId'],
  ['Code', '/w/$workspace/functions/$functionId/code'],
  ['Versions', '/w/$workspace/functions/$functionId/versions'],
  ['Logs', '/w/$workspace/functions/$functionId/logs'],
] as const;

function Tabs({ functionId }: { readonly functionId: string }) {
  return (
    <TabLinks label="Function">
      {TABS.map(([label, to]) => (
        <Link key={to} to={to} params={{ functionId }} activeOptions={EXACT_TAB}>
          {label}
        </Link>
      ))}
    </TabLinks>
  );
}
