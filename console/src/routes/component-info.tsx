import { UnsavedChanges } from '../app/unsaved-changes.tsx';
import { useEdited } from '../data/edited.ts';
import { problemsOf, useWrite } from '../data/write.ts';
import { SaveBar } from '../parts/save-bar.tsx';
import { Checklist } from './developer/checklist.tsx';
import { ComponentCode } from './developer/component-code.tsx';
import { ComponentPage, type Shown } from './developer/component-page.tsx';
import { whyNotEdited } from './developer/component-texts.ts';
import { InfoFields } from './developer/info-fields.tsx';
import { formOf, patchOf, type InfoForm } from './developer/info-form.ts';
import css from './developer/developer.module.css';

/** What is it, where do its events go, and what does it take? */
export function Page() {
  return <ComponentPage>{(shown) => <Info {...shown} />}</ComponentPage>;
}

const NAMES: Readonly<Record<keyof InfoForm, string>> = {
  ...{ name: 'name', url: 'address', sharedSecret: 'shared secret', events: 'events', replay: 'replays' },
  ...{ perSecond: 'events a second', atOnce: 'at once' },
};

function Info({ component, definition, revision }: Shown) {
  const edited = useEdited(formOf(definition), revision);
  const { form, change } = edited;
  const { run, isBusy, error } = useWrite('PATCH /components/{componentId}');
  const problems = problemsOf(error);
  const why = whyNotEdited(component);
  const save = async (): Promise<void> => {
    const ifMatch = edited.revision === undefined ? {} : { ifMatch: edited.revision };
    const body = patchOf(form, edited.changed);
    if ((await run({ params: { componentId: component.id }, body, ...ifMatch })) !== undefined) edited.discard();
  };
  const hasSecret = definition.config['sharedSecret'] !== undefined;
  return (
    <>
      <UnsavedChanges when={edited.changed.length > 0} />
      <div className={css['columns']}>
        <fieldset className={`stack ${css['form']}`} disabled={why !== undefined}>
          {why !== undefined && <p className="banner note">{why}.</p>}
          <InfoFields {...{ form, change, problems, hasSecret }} isWebhook={component.kind === 'webhook'} />
          {component.kind === 'function' && <ComponentCode componentId={component.id} code={definition.code} />}
        </fieldset>
        <aside aria-label="Before you submit">
          <h2>Before you submit</h2>
          <Checklist component={component} />
        </aside>
      </div>
      <SaveBar
        edited={edited}
        onSave={() => void save()}
        {...{ isBusy, error, why }}
        nameOf={(field) => NAMES[field as keyof InfoForm]}
      />
    </>
  );
}
