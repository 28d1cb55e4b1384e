// A webhook of one's own, connected to a source: tried before it is there, and off until it has been tried.

import { useState } from 'react';
import { UnsavedChanges } from '../../app/unsaved-changes.tsx';
import { useGo, useView } from '../../app/links.tsx';
import { useList } from '../../data/read.ts';
import { problemsOf, useWrite } from '../../data/write.ts';
import { Button } from '../../parts/button.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ErrorState } from '../../parts/error-state.tsx';
import { Check, Field, Select, TextInput } from '../../parts/field.tsx';
import { Bones, Reading } from '../../parts/reading.tsx';
import {
  faultsIn as settingsFaults,
  faultsOf,
  settingsOf,
  valuesOf,
  type FormValues,
} from '../../parts/schema-form/form-values.ts';
import { SchemaForm } from '../../parts/schema-form/schema-form.tsx';
import { useToast } from '../../parts/toast.tsx';
import { WEBHOOK_SCHEMA } from './settings-form.ts';
import type { ConnectionAnswer } from '../shared/connection-words.ts';
import { Verdict } from './verdict.tsx';

type Source = { readonly id: string; readonly name: string };

export function NewWebhook() {
  const sources = useList('GET /sources');
  return (
    <Reading read={sources} bones={<Bones rows={5} height={56} />}>
      {(all) =>
        all.length === 0 ? (
          <EmptyState says="A destination gets the events of a source, and there is none yet. Make one first." />
        ) : (
          <NewForm sources={all} />
        )
      }
    </Reading>
  );
}

const EMPTY = valuesOf(WEBHOOK_SCHEMA);

function NewForm({ sources }: { readonly sources: readonly Source[] }) {
  const [view] = useView();
  const [draft, setDraft] = useState<NewDraft>(() => ({
    sourceId: sources.find(({ id }) => id === view['source'])?.id ?? sources[0]?.id ?? '',
    ...{ name: '', values: EMPTY, isOn: true },
  }));
  const [isAsked, setAsked] = useState(false);
  const create = useCreate();
  const test = useTest();
  const error = create.error ?? test.error;
  const faults = isAsked ? faultsIn(draft) : new Map<string, string>();
  const submit = (work: (what: Body) => unknown): void => {
    setAsked(true);
    if (faultsIn(draft).size === 0) work(bodyOf(draft));
  };
  const name = draft.name.trim() === '' ? 'it' : draft.name.trim();
  return (
    <form
      className="dst-new stack"
      onSubmit={(event) => {
        event.preventDefault();
        submit(create.run);
      }}
    >
      <NewFields {...{ sources, draft, faults }} said={problemsOf(error)} onChange={setDraft} />
      {error !== undefined && <ErrorState error={error} />}
      {test.answer !== undefined && error === undefined && (
        <div className="banner note" role="status">
          <Verdict answer={test.answer} />
        </div>
      )}
      <div className="row wraps">
        <Button isBusy={test.isBusy} onClick={() => submit(test.run)}>
          Test connection
        </Button>
        <Button kind="primary" type="submit" isBusy={create.isBusy}>
          Connect {name}
        </Button>
      </div>
      <UnsavedChanges
        when={draft.values !== EMPTY && !create.isDone}
        says="The new destination is not connected yet."
      />
    </form>
  );
}

type NewDraft = {
  readonly sourceId: string;
  readonly name: string;
  readonly values: FormValues;
  readonly isOn: boolean;
};

type NewFieldsProps = {
  readonly sources: readonly Source[];
  readonly draft: NewDraft;
  readonly faults: ReadonlyMap<string, string>;
  /** What the API says, by path. */
  readonly said: ReadonlyMap<string, string>;
  readonly onChange: (draft: NewDraft) => void;
};

function NewFields({ sources, draft, faults, said, onChange }: NewFieldsProps) {
  const ofApi = stripped(said);
  return (
    <>
      <Field label="Source" help="The destination gets its events." fault={ofApi.get('sourceId')}>
        <Select
          value={draft.sourceId}
          options={sources.map(({ id, name }) => [id, name])}
          onChange={(sourceId) => onChange({ ...draft, sourceId })}
        />
      </Field>
      <Field
        label="Name"
        help="What people call it. Its id is made of it, and cannot be changed."
        fault={faults.get('name') ?? ofApi.get('name')}
      >
        <TextInput
          value={draft.name}
          onChange={(name) => onChange({ ...draft, name })}
          placeholder="CRM"
          autoComplete="off"
        />
      </Field>
      <SchemaForm
        schema={WEBHOOK_SCHEMA}
        values={draft.values}
        faults={new Map([...settingsFaults(ofApi), ...faults])}
        onChange={(values) => onChange({ ...draft, values })}
      />
      <Check checked={draft.isOn} onChange={(isOn) => onChange({ ...draft, isOn })}>
        Switch it on at once
      </Check>
    </>
  );
}

function faultsIn({ name, values }: NewDraft): ReadonlyMap<string, string> {
  const unnamed = name.trim() === '' ? [['name', 'is required'] as const] : [];
  return new Map([...unnamed, ...faultsOf(WEBHOOK_SCHEMA, values)]);
}

function bodyOf({ sourceId, name, values, isOn }: NewDraft): Body {
  const { url, ...rest } = settingsOf(WEBHOOK_SCHEMA, values);
  const settings = { ...rest, url: typeof url === 'string' ? url : '' };
  return { sourceId, kind: 'webhook', name: name.trim(), enabled: isOn, settings };
}

/** The test names fields below the destination that it tries. */
function stripped(problems: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map([...problems].map(([path, message]) => [path.replace(/^destination\./, ''), message]));
}

type Body = {
  readonly sourceId: string;
  readonly kind: 'webhook';
  readonly name: string;
  readonly enabled: boolean;
  readonly settings: { readonly url: string };
};

function useCreate() {
  const { run, ...rest } = useWrite('POST /destinations');
  const [isDone, setDone] = useState(false);
  const go = useGo();
  const say = useToast();
  const create = async (body: Body): Promise<void> => {
    const answer = await run({ body });
    if (answer === undefined) return;
    setDone(true);
    const { id: destinationId, name } = answer.destination;
    say(`${name} is connected`);
    await go({ to: '/w/$workspace/destinations/$destinationId', params: { destinationId } });
  };
  return { ...rest, run: create, isDone };
}

function useTest() {
  const { run, ...rest } = useWrite('POST /destinations/test');
  const [answer, setAnswer] = useState<ConnectionAnswer>();
  const test = async (destination: Body): Promise<void> => {
    const found = await run({ body: { destination } });
    setAnswer(found?.connection === undefined ? undefined : { ...found, connection: found.connection });
  };
  return { ...rest, run: test, answer };
}
