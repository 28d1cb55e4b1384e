// The frame of the tabs of a component: its name, how far it is, and what it says now, as a draft or as it was published.

import type { ReactNode } from 'react';
import type { DataOf } from '../../../../client/api-client.ts';
import { Link, useParam } from '../../app/links.tsx';
import { Page as Frame } from '../../app/page.tsx';
import { TabLinks } from '../../app/tabs.tsx';
import { useRead } from '../../data/read.ts';
import { Bones, Reading } from '../../parts/reading.tsx';
import { State } from '../../parts/state.tsx';
import { nextText, standingText } from './component-texts.ts';
import type { Definition } from './definition.ts';

export type Component = DataOf<'GET /components/{componentId}'>['component'];
export type Shown = {
  readonly component: Component;
  readonly definition: Definition;
  readonly revision: string | undefined;
};

type PageProps = {
  /** One of the tabs fills the height. */
  readonly isSplit?: boolean;
  readonly children: (shown: Shown) => ReactNode;
};

export function ComponentPage({ isSplit = false, children }: PageProps) {
  const componentId = useParam('componentId');
  const read = useRead('GET /components/{componentId}', { params: { componentId } });
  const component = read.data?.component;
  const published = useRead(
    'GET /components/{componentId}/versions/{version}',
    { params: { componentId, version: String(component?.currentVersion ?? 1) } },
    { when: component?.currentVersion !== undefined && component.draft === undefined },
  );
  const definition: Definition | undefined = component?.draft ?? published.data?.version;
  const whole = {
    ...read,
    data: component === undefined || definition === undefined ? undefined : { component, definition },
  };
  return (
    <Frame
      title={definition?.name ?? componentId}
      crumbs={[
        <Link key="developer" to="/w/$workspace/developer">
          Developer Center
        </Link>,
        ...(component === undefined ? [] : [<AppLink key="app" appId={component.appId} />]),
      ]}
      beside={component === undefined ? undefined : <Standing {...component} />}
      sub={component === undefined ? undefined : <Facts {...component} />}
      tabs={<Tabs componentId={componentId} kind={component?.kind} />}
      isSplit={isSplit}
    >
      <Reading read={{ ...whole, error: read.error ?? published.error }} bones={<Bones rows={6} />}>
        {(shown) => children({ ...shown, revision: read.revision })}
      </Reading>
    </Frame>
  );
}

/** By its name, once that is known. */
function AppLink({ appId }: { readonly appId: string }) {
  const { data } = useRead('GET /apps/{appId}', { params: { appId } });
  return (
    <Link to="/w/$workspace/developer/apps/$appId" params={{ appId }} title={appId}>
      {data?.app.name ?? appId}
    </Link>
  );
}

export function Standing(
  component: Pick<Component, 'state' | 'currentVersion'> & { draft?: { version: number; state: string } | undefined },
) {
  const [state, text] = standingText(component);
  return (
    <span className="label">
      <State state={state}>{text}</State>
    </span>
  );
}

function Facts(component: Component) {
  const next = nextText(component);
  return (
    <>
      <span>
        of the app <AppLink appId={component.appId} />
      </span>
      <span>{component.kind}</span>
      <code>{component.id}</code>
      {next !== undefined && <span>{next}</span>}
    </>
  );
}

function Tabs({ componentId, kind }: { readonly componentId: string; readonly kind: string | undefined }) {
  const params = { componentId };
  return (
    <TabLinks label="Component">
      <Link
        to="/w/$workspace/developer/components/$componentId"
        params={params}
        activeOptions={{ exact: true, includeSearch: false }}
      >
        Info
      </Link>
      <Link to="/w/$workspace/developer/components/$componentId/settings" params={params}>
        Settings
      </Link>
      {kind === 'function' && (
        <Link to="/w/$workspace/developer/components/$componentId/code" params={params}>
          Code
        </Link>
      )}
      <Link
        to="/w/$workspace/developer/components/$componentId/test"
        params={params}
        activeOptions={{ includeSearch: false }}
      >
        Test
      </Link>
      <Link to="/w/$workspace/developer/components/$componentId/docs" params={params}>
        Docs
      </Link>
      <Link
        to="/w/$workspace/developer/components/$componentId/publish"
        params={params}
        activeOptions={{ includeSearch: false }}
      >
        Publish
      </Link>
    </TabLinks>
  );
}
