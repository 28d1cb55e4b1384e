import { Link, useParam } from '../app/links.tsx';
import { Page as Frame } from '../app/page.tsx';
import { UnsavedChanges } from '../app/unsaved-changes.tsx';
import { useEdited } from '../data/edited.ts';
import { useRead } from '../data/read.ts';
import { problemsOf, useWrite } from '../data/write.ts';
import { useWhyNot } from '../parts/permission-note.tsx';
import { Bones, Reading } from '../parts/reading.tsx';
import { SaveBar } from '../parts/save-bar.tsx';
import { AppComponents } from './developer/app-components.tsx';
import { AppLogo } from './developer/app-logo.tsx';
import { AppTerms } from './developer/app-terms.tsx';
import { DeleteApp } from './developer/delete-app.tsx';
import { OAuthClients } from './developer/oauth-clients.tsx';
import { Basic, Launch } from './developer/app-fields.tsx';
import { formOf, LABELS, patchOf, type App, type AppForm } from './developer/app-form.ts';
import css from './developer/developer.module.css';

/** What do customers and reviewers see of my product? */
export function Page() {
  const appId = useParam('appId');
  const read = useRead('GET /apps/{appId}', { params: { appId } });
  return (
    <Frame
      title={read.data?.app.name ?? appId}
      crumbs={[
        <Link key="developer" to="/w/$workspace/developer">
          Developer Center
        </Link>,
      ]}
      sub={
        <>
          <code>{appId}</code>
          {read.data?.app.locked === true && <span>Locked: one of its components is in review</span>}
        </>
      }
    >
      <Reading read={read} bones={<Bones rows={8} />}>
        {({ app }) => <Info app={app} revision={read.revision} />}
      </Reading>
    </Frame>
  );
}

function Info({ app, revision }: { readonly app: App; readonly revision: string | undefined }) {
  const edited = useEdited(formOf(app), revision);
  const { run, isBusy, error } = useWrite('PATCH /apps/{appId}');
  const mayNot = useWhyNot('apps:write');
  const why = mayNot ?? (app.locked ? 'In review: withdraw the component to change the app' : undefined);
  const save = async (): Promise<void> => {
    const ifMatch = edited.revision === undefined ? {} : { ifMatch: edited.revision };
    const body = patchOf(edited.form, edited.changed);
    if ((await run({ params: { appId: app.id }, body, ...ifMatch })) !== undefined) edited.discard();
  };
  const fields = { form: edited.form, change: edited.change, problems: problemsOf(error) };
  return (
    <>
      <UnsavedChanges when={edited.changed.length > 0} />
      <div className={css['columns']}>
        <fieldset className={css['form']} disabled={why !== undefined}>
          {why !== undefined && <p className="banner note">{why}.</p>}
          <AppLogo app={app} revision={revision} why={why} />
          <Basic {...fields} />
          <Launch {...fields} />
        </fieldset>
        <aside className={css['side']} aria-label="More of the app">
          {app.terms === undefined && <AppTerms app={app} />}
          <AppComponents app={app} />
          {app.terms !== undefined && <AppTerms app={app} />}
          <OAuthClients appId={app.id} />
          <DeleteApp app={app} />
        </aside>
      </div>
      <SaveBar
        edited={edited}
        onSave={() => void save()}
        {...{ isBusy, error, why }}
        nameOf={(field) => LABELS[field as keyof AppForm].toLowerCase()}
      />
    </>
  );
}
