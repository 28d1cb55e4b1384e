import { useState } from 'react';
import { settingsSchema, type SettingsSchema } from '../../../domain/catalog/settings-schema.ts';
import { UnsavedChanges } from '../app/unsaved-changes.tsx';
import { useEdited } from '../data/edited.ts';
import { useTyped, type Typed } from '../data/typed.ts';
import { useWrite } from '../data/write.ts';
import { Segments } from '../parts/button.tsx';
import { SaveBar } from '../parts/save-bar.tsx';
import { faultsOf, valuesOf, type FormValues } from '../parts/schema-form/form-values.ts';
import { SchemaForm } from '../parts/schema-form/schema-form.tsx';
import { State } from '../parts/state.tsx';
import { ComponentPage, type Shown } from './developer/component-page.tsx';
import { whyNotEdited } from './developer/component-texts.ts';
import { SettingRows } from './developer/setting-rows.tsx';
import { RawSchema, readSchema } from './developer/raw-schema.tsx';
import { faultsOfSchema } from './developer/schema-faults.ts';
import css from './developer/developer.module.css';

/** What are customers asked for? */
export function Page() {
  return <ComponentPage>{(shown) => <Settings {...shown} />}</ComponentPage>;
}

function Settings({ component, definition, revision }: Shown) {
  const edited = useEdited({ settingsSchema: definition.settingsSchema }, revision);
  const schema = edited.form.settingsSchema;
  const { run, isBusy, error } = useWrite('PATCH /components/{componentId}');
  const mayNot = whyNotEdited(component);
  const faults = faultsOfSchema(schema);
  const change = (changed: SettingsSchema): void => edited.change({ settingsSchema: changed });
  const raw = useTyped({ value: schema, print: asText, read: readText, onChange: change });
  const discard = (): void => {
    raw.reset();
    edited.discard();
  };
  const save = async (): Promise<void> => {
    const ifMatch = edited.revision === undefined ? {} : { ifMatch: edited.revision };
    const body = { settingsSchema: schema };
    if ((await run({ params: { componentId: component.id }, body, ...ifMatch })) !== undefined) discard();
  };
  const changed = raw.isBroken ? ['settingsSchema'] : edited.changed;
  const wrong = raw.isBroken
    ? 'Put the JSON right first'
    : faults.size > 0
      ? 'Put right what is wrong first'
      : undefined;
  return (
    <>
      <UnsavedChanges when={changed.length > 0} />
      <div className={`${css['columns']} ${css['even']}`}>
        <Written {...{ schema, faults, raw, mayNot, onChange: change }} />
        <section className={css['preview']} aria-label="The form of the customer">
          <p className="label t2">The form that a customer fills in</p>
          {wrong === undefined && settingsSchema.safeParse(schema).success ? (
            <Preview key={JSON.stringify(schema)} schema={schema} />
          ) : (
            <p className="t2">It is shown again once nothing is wrong.</p>
          )}
        </section>
      </div>
      <SaveBar
        edited={{ ...edited, changed, discard }}
        onSave={() => void save()}
        {...{ isBusy, error, why: mayNot ?? wrong }}
        nameOf={() => 'settings'}
      />
    </>
  );
}

type WrittenProps = {
  readonly schema: SettingsSchema;
  readonly faults: ReadonlyMap<string, string>;
  readonly raw: Typed;
  readonly mayNot: string | undefined;
  readonly onChange: (schema: SettingsSchema) => void;
};

/** As rows or as JSON. */
function Written({ schema, faults, raw, mayNot, onChange }: WrittenProps) {
  const [view, setView] = useState<'rows' | 'json'>('rows');
  return (
    <section className="stack" aria-label="Settings">
      <div className="between wraps">
        <h2>What customers are asked for</h2>
        <Segments label="View" value={view} options={VIEWS} onChange={setView} />
      </div>
      {mayNot !== undefined && <p className="banner note">{mayNot}.</p>}
      {view === 'json' && <RawSchema typed={raw} faults={faults} isReadOnly={mayNot !== undefined} />}
      {view === 'rows' && raw.isBroken && (
        <p className="banner note">What you typed as JSON cannot be read yet. Put it right there, or discard it.</p>
      )}
      {view === 'rows' && !raw.isBroken && (
        <>
          <fieldset className="stack" disabled={mayNot !== undefined}>
            <SettingRows schema={schema} faults={faults} onChange={onChange} />
          </fieldset>
          <Faults faults={faults} />
        </>
      )}
    </section>
  );
}

const VIEWS = [
  ['rows', 'Rows'],
  ['json', 'JSON'],
] as const;

const asText = (schema: SettingsSchema): string => JSON.stringify(schema, undefined, 2);

function readText(text: string): { readonly value: SettingsSchema } | undefined {
  const read = readSchema(text);
  return read.ok ? read : undefined;
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
