import { useState } from 'react';
import { settingsSchema, type SettingsSchema } from '../../../domain/catalog/settings-schema.ts';
import { UnsavedChanges } from '../app/unsaved-changes.tsx';
import { useEdited } from '../data/edited.ts';
import { useWrite } from '../data/write.ts';
import { Segments } from '../parts/button.tsx';
import { SaveBar } from '../parts/save-bar.tsx';
import { faultsOf, valuesOf, type FormValues } from '../parts/schema-form/form-values.ts';
import { SchemaForm } from '../parts/schema-form/schema-form.tsx';
import { State } from '../parts/state.tsx';
import { ComponentPage, type Shown } from './developer/component-page.tsx';
import { whyNotEdited } from './developer/component-texts.ts';
import { SettingRows } from './developer/setting-rows.tsx';
import { RawSchema } from './developer/raw-schema.tsx';
import { faultsOfSchema } from './developer/schema-faults.ts';
import css from './developer/developer.module.css';

/** What are customers asked for? */
export function Page() {
  return <ComponentPage>{(shown) => <Settings {...shown} />}</ComponentPage>;
}

function Settings({ component, definition, revision }: Shown) {
  const edited = useEdited({ settingsSchema: definition.settingsSchema }, revision);
  const schema = edited.form.settingsSchema;
  const [view, setView] = useState<'rows' | 'json'>('rows');
  const { run, isBusy, error } = useWrite('PATCH /components/{componentId}');
  const mayNot = whyNotEdited(component);
  const faults = faultsOfSchema(schema);
  const change = (changed: SettingsSchema): void => edited.change({ settingsSchema: changed });
  const save = async (): Promise<void> => {
    const ifMatch = edited.revision === undefined ? {} : { ifMatch: edited.revision };
    const body = { settingsSchema: schema };
    if ((await run({ params: { componentId: component.id }, body, ...ifMatch })) !== undefined) edited.discard();
  };
  return (
    <>
      <UnsavedChanges when={edited.changed.length > 0} />
      <div className={`${css['columns']} ${css['even']}`}>
        <section className="stack" aria-label="Settings">
          <div className="between">
            <h2>What customers are asked for</h2>
            <Segments
              label="View"
              value={view}
              options={[
                ['rows', 'Rows'],
                ['json', 'JSON'],
              ]}
              onChange={setView}
            />
          </div>
          {mayNot !== undefined && <p className="banner note">{mayNot}.</p>}
          <fieldset className="stack" disabled={mayNot !== undefined}>
            {view === 'rows' ? (
              <SettingRows schema={schema} faults={faults} onChange={change} />
            ) : (
              <RawSchema schema={schema} onChange={change} />
            )}
          </fieldset>
          <Faults faults={faults} />
        </section>
        <section className={css['preview']} aria-label="The form of the customer">
          <p className="label t2">The form that a customer fills in</p>
          {settingsSchema.safeParse(schema).success ? (
            <Preview key={JSON.stringify(schema)} schema={schema} />
          ) : (
            <p className="t2">It is shown again once nothing is wrong.</p>
          )}
        </section>
      </div>
      <SaveBar
        edited={edited}
        onSave={() => void save()}
        {...{ isBusy, error, why: mayNot ?? (faults.size > 0 ? 'Something is wrong' : undefined) }}
        nameOf={() => 'settings'}
      />
    </>
  );
}

/** By its place in the schema. */
function Faults({ faults }: { readonly faults: ReadonlyMap<string, string> }) {
  if (faults.size === 0) return null;
  return (
    <ul className="stack-small" aria-label="What is wrong">
      {[...faults].map(([path, message]) => (
        <li key={path}>
          <State state="failed">
            <code>{path}</code> {message}
          </State>
        </li>
      ))}
    </ul>
  );
}

/** It takes what one types, and says what a customer would be told. Nothing of it is sent. */
function Preview({ schema }: { readonly schema: SettingsSchema }) {
  const [values, setValues] = useState<FormValues>(() => valuesOf(schema));
  const [isTouched, setTouched] = useState(false);
  return (
    <SchemaForm
      schema={schema}
      values={values}
      faults={isTouched ? faultsOf(schema, values) : new Map()}
      onChange={(changed) => {
        setTouched(true);
        setValues(changed);
      }}
    />
  );
}
