import { useState } from 'react';
import { Link, useGo } from '../../app/links.tsx';
import { useList, useRead } from '../../data/read.ts';
import { problemsOf, useWrite } from '../../data/write.ts';
import { Button } from '../../parts/button.tsx';
import { FormDialog } from '../../parts/dialog.tsx';
import { ErrorState } from '../../parts/error-state.tsx';
import { Field, Select, TextInput } from '../../parts/field.tsx';
import { useWhyNot } from '../../parts/permission-note.tsx';
import type { App } from './app-form.ts';
import { Standing } from './component-page.tsx';

/** What customers connect of it. */
export function AppComponents({ app }: { readonly app: App }) {
  const { data } = useList('GET /components', { query: { appId: app.id } });
  const [isCreating, setCreating] = useState(false);
  const mayNot = useWhyNot('apps:write');
  return (
    <section className="stack" aria-label="Components">
      <h2>Components</h2>
      <ul className="stack-small">
        {(data ?? []).map((component) => (
          <li key={component.id} className="between">
            <Link
              className="link cut"
              to="/w/$workspace/developer/components/$componentId"
              params={{ componentId: component.id }}
              title={component.id}
            >
              {component.name}
            </Link>
            <Standing {...component} />
          </li>
        ))}
      </ul>
      {data?.length === 0 && <p className="t2">None yet. One takes events for your product.</p>}
      <div>
        <Button icon="plus" why={mayNot ?? (app.locked ? 'Locked' : undefined)} onClick={() => setCreating(true)}>
          Begin a component
        </Button>
      </div>
      {isCreating && <CreateComponent app={app} onClose={() => setCreating(false)} />}
    </section>
  );
}

const HELP: ReadonlyMap<string, string> = new Map([
  ['webhook', 'Events are posted to an address of yours.'],
  ['function', 'Events are given to code of yours, which Penstock runs for each customer.'],
]);

function CreateComponent({ app, onClose }: { readonly app: App; readonly onClose: () => void }) {
  const { data } = useRead('GET /component-kinds');
  const [kind, setKind] = useState('webhook');
  const [name, setName] = useState(app.name);
  const { run, isBusy, error } = useWrite('POST /components');
  const problems = problemsOf(error);
  const go = useGo();
  const kinds = data?.componentKinds ?? [];
  const chosen = kinds.find((one) => one.kind === kind);
  const create = async (): Promise<void> => {
    type Kind = Parameters<typeof run>[0]['body']['kind'];
    const made = await run({ body: { appId: app.id, kind: kind as Kind, name } });
    if (made === undefined) return;
    const params = { componentId: made.component.id };
    void go({ to: '/w/$workspace/developer/components/$componentId', params });
  };
  return (
    <FormDialog
      title={`Begin a component of ${app.name}`}
      says="It begins as a draft with the documentation of its kind and one setting, the API key of the customer."
      isOpen
      onClose={onClose}
      verb="Begin it"
      isBusy={isBusy}
      onSubmit={() => void create()}
    >
      <Field label="Name" help="As customers see it in the catalog." fault={problems.get('name')}>
        <TextInput value={name} onChange={setName} maxLength={200} />
      </Field>
      <Field
        label="Kind"
        help={
          chosen?.available === false
            ? 'Penstock cannot run this kind yet. It can be prepared, and not submitted.'
            : HELP.get(kind)
        }
        fault={problems.get('kind')}
      >
        <Select
          value={kind}
          options={kinds.map((one) => [one.kind, `${one.title}${one.available ? '' : ' (later)'}`] as const)}
          onChange={setKind}
        />
      </Field>
      {error !== undefined && problems.size === 0 && <ErrorState error={error} />}
    </FormDialog>
  );
}
