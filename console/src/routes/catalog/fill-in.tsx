import { useState, type SyntheticEvent } from 'react';
import type { DataOf } from '../../../../client/api-client.ts';
import { UnsavedChanges } from '../../app/unsaved-changes.tsx';
import { problemsOf, useWrite } from '../../data/write.ts';
import { Button } from '../../parts/button.tsx';
import { ErrorState } from '../../parts/error-state.tsx';
import { Field, TextInput } from '../../parts/field.tsx';
import {
  changesOf,
  faultsIn,
  faultsOf,
  settingsOf,
  valuesOf,
  type FormValues,
} from '../../parts/schema-form/form-values.ts';
import { SchemaForm } from '../../parts/schema-form/schema-form.tsx';
import type { Connectable } from './connectable.ts';

type Destination = DataOf<'GET /destinations/{destinationId}'>['destination'];
type Made = Pick<Destination, 'id' | 'name' | 'settings'> & { readonly revision: string | undefined };

type FillInProps = {
  readonly connectable: Connectable;
  readonly sourceId: string;
  /** When it is there already, and its settings are put right. */
  readonly made?: Made;
  readonly onMade: (destinationId: string) => void;
};

/** The settings, and the destination made of them, switched off. */
export function FillIn({ connectable, sourceId, made, onMade }: FillInProps) {
  const { schema } = connectable;
  const [name, setName] = useState(made?.name ?? connectable.name);
  const [values, setValues] = useState<FormValues>(() => valuesOf(schema, made?.settings));
  const [isTried, setTried] = useState(false);
  const [isTouched, setTouched] = useState(false);
  const create = useWrite('POST /destinations');
  const update = useWrite('PATCH /destinations/{destinationId}');
  const error = create.error ?? update.error;
  const problems = problemsOf(error);
  const found = isTried ? faultsOf(schema, values) : new Map<string, string>();
  const faults = new Map([...faultsIn(problems), ...found]);

  const save = async (): Promise<string | undefined> => {
    if (made === undefined) {
      const body = { ...connectable.as, sourceId, name, enabled: false, settings: settingsOf(schema, values) };
      return (await create.run({ body }))?.destination.id;
    }
    const body = { name, settings: changesOf(schema, values, made.settings) };
    const ifMatch = made.revision === undefined ? {} : { ifMatch: made.revision };
    return (await update.run({ params: { destinationId: made.id }, body, ...ifMatch }))?.destination.id;
  };
  const submit = async (event: SyntheticEvent): Promise<void> => {
    event.preventDefault();
    setTried(true);
    if (faultsOf(schema, values).size > 0) return;
    const destinationId = await save();
    if (destinationId !== undefined) {
      setTouched(false);
      onMade(destinationId);
    }
  };
  const change = (changed: FormValues): void => {
    setTouched(true);
    setValues(changed);
  };
  return (
    <form className="stack" noValidate onSubmit={(event) => void submit(event)}>
      <UnsavedChanges when={isTouched} says="The settings that you typed are not saved." />
      <Field label="Name" help="As people of this workspace call it." fault={problems.get('name')}>
        <TextInput value={name} onChange={setName} required maxLength={200} />
      </Field>
      <SchemaForm schema={schema} values={values} onChange={change} faults={faults} />
      {error !== undefined && faultsIn(problems).size === 0 && <ErrorState error={error} />}
      <div>
        <Button type="submit" kind="primary" isBusy={create.isBusy || update.isBusy}>
          {made === undefined ? 'Save it, switched off' : 'Save the settings'}
        </Button>
      </div>
    </form>
  );
}
