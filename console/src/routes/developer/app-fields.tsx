import type { ReactNode } from 'react';
import { CATEGORIES } from '../../../../domain/catalog/app.ts';
import { Check, Field, TextArea, TextInput } from '../../parts/field.tsx';
import { LABELS, PATHS, type AppForm } from './app-form.ts';
import css from './developer.module.css';

type FieldsProps = {
  readonly form: AppForm;
  readonly change: (changed: Partial<AppForm>) => void;
  /** What the API says, by its path. */
  readonly problems: ReadonlyMap<string, string>;
};

const MOST_CATEGORIES = 3;

export function Basic(props: FieldsProps) {
  const line = lineFields(props);
  return (
    <section className={css['part']} aria-label="Basic">
      <h2>Basic</h2>
      {line('name')}
      {line('description', { help: 'One or two sentences, for the tile.', isLong: true })}
      {line('website', { example: 'https://acme.example/' })}
      <Categories {...props} />
      <div className={css['pair']}>
        {line('supportEmail', { example: 'support@acme.example' })}
        {line('supportUrl', { note: 'optional' })}
      </div>
    </section>
  );
}

export function Launch(props: FieldsProps) {
  const line = lineFields(props);
  return (
    <section className={css['part']} aria-label="Launch">
      <h2>Launch</h2>
      <p className="t2">For the reviewer. Nothing of it is shown to customers.</p>
      {line('documentationUrl', { example: 'https://acme.example/docs/penstock' })}
      <div className={css['pair']}>
        {line('testUser')}
        {line('testNotes', { help: 'The password itself is kept nowhere here.' })}
      </div>
      <div className={css['pair']}>
        {line('integrationsPageUrl', { note: 'optional' })}
        {line('announcementUrl', { note: 'optional' })}
      </div>
    </section>
  );
}

function Categories({ form: { categories }, change }: Pick<FieldsProps, 'form' | 'change'>) {
  return (
    <fieldset className="field">
      <legend>
        <b>Categories</b> <span className="opt">{MOST_CATEGORIES} at most</span>
      </legend>
      <div className={css['checkboxes']}>
        {CATEGORIES.map((category) => (
          <Check
            key={category}
            checked={categories.includes(category)}
            onChange={(isOn) =>
              change({
                categories: isOn
                  ? [...categories, category].slice(-MOST_CATEGORIES)
                  : categories.filter((other) => other !== category),
              })
            }
          >
            {category}
          </Check>
        ))}
      </div>
    </fieldset>
  );
}

type Texts = { [Name in keyof AppForm as AppForm[Name] extends string ? Name : never]: string };
type LineOptions = {
  readonly help?: string;
  readonly example?: string;
  readonly note?: string;
  readonly isLong?: boolean;
};

/** A field of one line (or more), with what the API says against it. */
function lineFields({ form, change, problems }: FieldsProps) {
  return (name: keyof Texts, { help, example, note, isLong = false }: LineOptions = {}): ReactNode => {
    const props = { value: form[name], onChange: (value: string) => change({ [name]: value }) };
    return (
      <Field label={LABELS[name]} note={note} help={help} fault={problems.get(PATHS[name])}>
        {isLong ? <TextArea {...props} rows={3} /> : <TextInput {...props} placeholder={example} />}
      </Field>
    );
  };
}
