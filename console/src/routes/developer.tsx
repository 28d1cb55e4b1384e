import { useState } from 'react';
import type { ItemOf } from '../../../client/api-client.ts';
import { Link, useGo } from '../app/links.tsx';
import { Page as Frame } from '../app/page.tsx';
import { useList, useRead } from '../data/read.ts';
import { problemsOf, useWrite } from '../data/write.ts';
import { Button } from '../parts/button.tsx';
import { FormDialog } from '../parts/dialog.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { ErrorState } from '../parts/error-state.tsx';
import { Field, TextInput } from '../parts/field.tsx';
import { useWhyNot } from '../parts/permission-note.tsx';
import { Bones, Reading } from '../parts/reading.tsx';
import { State, StateGlyph } from '../parts/state.tsx';
import { TermsFirst } from './developer/app-terms.tsx';
import { nextText, standingText } from './developer/component-texts.ts';
import css from './developer/developer.module.css';

type App = ItemOf<'GET /apps'>;
type Component = ItemOf<'GET /components'>;

/** How far is my integration? */
export function Page() {
  const apps = useList('GET /apps');
  const components = useList('GET /components');
  const [isCreating, setCreating] = useState(false);
  const why = useWhyNot('apps:write');
  return (
    <Frame
      title="Developer Center"
      sub="Apps are tiles of the catalog; their components are what customers connect."
      actions={
        <Button kind="primary" icon="plus" why={why} onClick={() => setCreating(true)}>
          Create an app
        </Button>
      }
    >
      <Reading read={apps} bones={<Bones rows={4} height={72} />}>
        {(found) =>
          found.length === 0 ? (
            <EmptyState
              says="This workspace builds nothing for the catalog yet. Create an app, the tile of your product. Then an owner accepts the terms for partners, and you begin a component."
              command="penstock apps create --name 'Acme CRM'"
            />
          ) : (
            <div className={css['apps']}>
              {found.map((app) => (
                <OneApp key={app.id} app={app} components={components.data?.filter(({ appId }) => appId === app.id)} />
              ))}
            </div>
          )
        }
      </Reading>
      {isCreating && <CreateApp onClose={() => setCreating(false)} />}
    </Frame>
  );
}

function OneApp({ app, components }: { readonly app: App; readonly components: readonly Component[] | undefined }) {
  return (
    <section className={css['app']} aria-label={app.name}>
      <div className="between">
        <h2 className="cut">
          <Link to="/w/$workspace/developer/apps/$appId" params={{ appId: app.id }} title={app.name}>
            {app.name}
          </Link>
        </h2>
        <span className="label t2">{app.locked ? 'Locked while it is in review' : <code>{app.id}</code>}</span>
      </div>
      <TermsFirst app={app} />
      {components?.length === 0 && <p className="t2">It has no components yet: open the app to begin one.</p>}
      {components !== undefined && components.length > 0 && (
        <div className="table-scroll">
          <table>
            <thead>
              <tr>
                <th>Component</th>
                <th>State</th>
                <th>In the way of the next version</th>
              </tr>
            </thead>
            <tbody>
              {components.map((component) => (
                <Row key={component.id} {...component} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function Row(component: Component) {
  const { id, name, draft } = component;
  const [state, text] = standingText(component);
  const next = nextText(component);
  return (
    <tr>
      <td>
        <div className="row wraps">
          <Link className="link" to="/w/$workspace/developer/components/$componentId" params={{ componentId: id }}>
            {name}
          </Link>
          <code className="t3">{id}</code>
        </div>
      </td>
      <td>
        <State state={state}>{text}</State> {next !== undefined && <span className="t2">, {next}</span>}
      </td>
      <td className="t2">
        {draft === undefined ? (
          <span className="zero">Nothing is being written</span>
        ) : draft.state === 'in-review' ? (
          'A reviewer has it'
        ) : (
          <Hindrance componentId={id} />
        )}
      </td>
    </tr>
  );
}

function Hindrance({ componentId }: { readonly componentId: string }) {
  const { data } = useRead('GET /components/{componentId}/checklist', { params: { componentId } });
  if (data === undefined) return <span className="zero">–</span>;
  const open = data.checklist.filter(({ status }) => status === 'fail');
  return (
    <Link className="row" to="/w/$workspace/developer/components/$componentId/publish" params={{ componentId }}>
      <StateGlyph state={open.length === 0 ? 'pass' : 'failed'} />
      {open.length === 0
        ? 'Nothing: it can be submitted'
        : open
            .map(({ title }) => title)
            .join(', ')
            .replace(/^(.{90}).+$/, '$1…')}
      <span className="sr">, open the checklist</span>
    </Link>
  );
}

function CreateApp({ onClose }: { readonly onClose: () => void }) {
  const [name, setName] = useState('');
  const { run, isBusy, error } = useWrite('POST /apps');
  const problems = problemsOf(error);
  const go = useGo();
  const create = async (): Promise<void> => {
    const made = await run({ body: { name } });
    if (made !== undefined) void go({ to: '/w/$workspace/developer/apps/$appId', params: { appId: made.app.id } });
  };
  return (
    <FormDialog
      title="Create an app"
      says="Name it after your product: it is the tile that customers see in the catalog. Its id is made of the name and never changes."
      isOpen
      onClose={onClose}
      verb="Create the app"
      why={name.trim() === '' ? 'Name it first' : undefined}
      isBusy={isBusy}
      onSubmit={() => void create()}
    >
      <Field label="Name" fault={problems.get('name')}>
        <TextInput value={name} onChange={setName} placeholder="Acme CRM" maxLength={200} />
      </Field>
      {error !== undefined && problems.size === 0 && <ErrorState error={error} />}
    </FormDialog>
  );
}
