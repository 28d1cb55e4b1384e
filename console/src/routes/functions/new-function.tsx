// A function that is not there yet: it can be run, and is made when somebody saves it.

import { useEffect, useState } from 'react';
import '../../styles/destination.css';
import { useGo, useView } from '../../app/links.tsx';
import { UnsavedChanges } from '../../app/unsaved-changes.tsx';
import { useMay } from '../../data/api.tsx';
import { problemsOf, useWrite } from '../../data/write.ts';
import { Button, Segments } from '../../parts/button.tsx';
import { FormDialog } from '../../parts/dialog.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ErrorState } from '../../parts/error-state.tsx';
import { useToast } from '../../parts/toast.tsx';
import { isTaken, NameAndIdFields, useNameAndId, whyNotNamed } from '../sources/name-and-id.tsx';
import { SAMPLES } from './editor/samples.ts';
import { faultsOfRows, rowsOf, settingsOfRows } from './editor/setting-rows.ts';
import { Workbench, type Form } from './editor/workbench.tsx';
import { TYPE_NAMES, TYPE_TEXTS, type FunctionType } from './function.ts';

const TYPES = Object.keys(TYPE_NAMES) as readonly FunctionType[];

const sampleForm = (type: FunctionType): Form => ({
  code: SAMPLES[type].code,
  settings: rowsOf(SAMPLES[type].settings),
});

export function NewFunction() {
  const { may, roles } = useMay('functions:write');
  const [{ type: wanted }, change] = useView();
  const type = TYPES.find((one) => one === wanted) ?? 'destination';
  if (!may) return <EmptyState says={`Functions are written by: ${roles.join(', ')}.`} />;
  // Another type is another sample.
  return (
    <Editing
      key={type}
      type={type}
      onType={(chosen) => change({ type: chosen === 'destination' ? undefined : chosen })}
    />
  );
}

type EditingProps = { readonly type: FunctionType; readonly onType: (type: FunctionType) => void };

function Editing({ type, onType }: EditingProps) {
  const [form, setForm] = useState(() => sampleForm(type));
  const [isTouched, setTouched] = useState(false);
  const [asks, setAsks] = useState(false);
  const [made, setMade] = useState<string>();
  const go = useGo();
  useEffect(() => {
    if (made === undefined) return;
    void go({ to: '/w/$workspace/functions/$functionId', params: { functionId: made }, replace: true });
  }, [made, go]);
  const isUnsaved = isTouched && made === undefined;
  return (
    <>
      <Workbench
        functionId="new-function"
        isNew
        type={type}
        form={form}
        isReadOnly={false}
        onChange={(changed) => {
          setTouched(true);
          setForm({ ...form, ...changed });
        }}
        above={<ChooseType type={type} isUnsaved={isUnsaved} onType={onType} />}
      />
      <div className="savebar" role="region" aria-label="Saving">
        <div className="row">
          <span className="t2">It is not saved yet.</span>
          <span className="push row">
            <Button kind="primary" why={whyNot(form)} onClick={() => setAsks(true)}>
              Save the function
            </Button>
          </span>
        </div>
      </div>
      {asks && <Save type={type} form={form} onMade={setMade} onClose={() => setAsks(false)} />}
      <UnsavedChanges when={isUnsaved} says="The function that you write is not saved." />
    </>
  );
}

function whyNot({ code, settings }: Form): string | undefined {
  if (code.trim() === '') return 'There is no code';
  return faultsOfRows(settings) === 0 ? undefined : 'Put the settings right first';
}

function ChooseType({ type, isUnsaved, onType }: EditingProps & { readonly isUnsaved: boolean }) {
  return (
    <div className="stack-small">
      {isUnsaved ? (
        <p className="med">{TYPE_NAMES[type]}</p>
      ) : (
        <span>
          <Segments
            label="Type"
            value={type}
            options={TYPES.map((one) => [one, TYPE_NAMES[one]] as const)}
            onChange={onType}
          />
        </span>
      )}
      <p className="t2">{TYPE_TEXTS[type]}</p>
    </div>
  );
}

type SaveProps = {
  readonly type: FunctionType;
  readonly form: Form;
  readonly onMade: (functionId: string) => void;
  readonly onClose: () => void;
};

function Save({ type, form, onMade, onClose }: SaveProps) {
  const names = useNameAndId();
  const { run, isBusy, error } = useWrite('POST /functions');
  const say = useToast();
  const problems = problemsOf(error);
  const isToldElsewhere = isTaken(error) || problems.has('id') || problems.has('name');
  const save = async (): Promise<void> => {
    const settings = settingsOfRows(form.settings);
    const body = { type, code: form.code, settings, ...names.said };
    const saved = await run({ body });
    if (saved === undefined) return;
    say(`${saved.function.name} is saved, and version 1 is deployed`);
    onMade(saved.function.id);
  };
  return (
    <FormDialog
      title="Save the function"
      says="It becomes version 1, which is deployed: it runs as soon as a destination uses it."
      verb="Save the function"
      why={whyNotNamed(names)}
      isOpen
      isBusy={isBusy}
      onClose={onClose}
      onSubmit={() => void save()}
    >
      <NameAndIdFields of={names} error={error} maxLength={120} autoFocus />
      {problems.has('code') && <p className="banner pre">The code {problems.get('code')}</p>}
      {error !== undefined && !isToldElsewhere && !problems.has('code') && <ErrorState error={error} />}
    </FormDialog>
  );
}
