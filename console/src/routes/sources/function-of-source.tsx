// What a source of requests tells its function: the settings that it asks for, and whether it answers the sender.

import { useMemo, useState, type ReactNode } from 'react';
import type { SettingsSchema } from '../../../../domain/catalog/settings-schema.ts';
import { Link } from '../../app/links.tsx';
import { UnsavedChanges } from '../../app/unsaved-changes.tsx';
import { useRead } from '../../data/read.ts';
import { problemsOf, useWrite } from '../../data/write.ts';
import { Button } from '../../parts/button.tsx';
import { ErrorState } from '../../parts/error-state.tsx';
import { Check } from '../../parts/field.tsx';
import { useWhyNot } from '../../parts/permission-note.tsx';
import { changesOf, faultsOf, valuesOf, type FormValues } from '../../parts/schema-form/form-values.ts';
import { SchemaForm } from '../../parts/schema-form/schema-form.tsx';
import { useToast } from '../../parts/toast.tsx';
import { schemaOfFunction } from '../shared/function-schema.ts';
import type { Source } from './intake.ts';

type OfSourceProps = { readonly source: Source; readonly revision: string | undefined };

export function FunctionOfSource({ source, revision }: OfSourceProps) {
  const functionId = source.function ?? '';
  const read = useRead('GET /functions/{functionId}', { params: { functionId } });
  const asked = useMemo(() => schemaOfFunction(read.data?.function.settings ?? {}), [read.data]);
  return (
    <section>
      <h2>Its function</h2>
      <Told source={source} revision={revision} asked={asked} hasReply>
        <dl className="facts">
          <dt>Makes its events</dt>
          <dd className="cut">
            <Link className="link" to="/w/$workspace/functions/$functionId" params={{ functionId }}>
              {read.data?.function.name ?? functionId}
            </Link>
          </dd>
        </dl>
      </Told>
    </section>
  );
}

type ToldProps = OfSourceProps & {
  readonly asked: SettingsSchema;
  /** Whether it is said here if senders are answered by it. */
  readonly hasReply?: boolean;
  readonly children: ReactNode;
};

/** What code is told by its source. */
export function Told({ source, revision, asked, hasReply = false, children }: ToldProps) {
  const told = useTold({ source, revision }, asked, hasReply);
  const { values, reply, isDirty, faults, problems, change, ...saving } = told;
  const why = useWhyNot('sources:write');
  return (
    <>
      <div className="stack">
        {children}
        {hasReply && (
          <Check checked={reply} onChange={(is) => change({ reply: is })}>
            Answer the sender with what the function returns, such as a challenge. Otherwise it is answered 200 at once.
          </Check>
        )}
        {Object.keys(asked.properties).length > 0 && (
          <SchemaForm
            schema={asked}
            values={values}
            faults={new Map([...problems, ...faults])}
            isReadOnly={why !== undefined}
            onChange={(changed) => change({ values: changed })}
          />
        )}
        {saving.error !== undefined && problems.size === 0 && <ErrorState error={saving.error} />}
        {isDirty && (
          <div className="row">
            <Button
              kind="primary"
              why={why ?? (faults.size === 0 ? undefined : 'Put the settings right first')}
              isBusy={saving.isBusy}
              onClick={saving.save}
            >
              Save what it is told
            </Button>
            <Button kind="quiet" onClick={saving.discard}>
              Discard
            </Button>
          </div>
        )}
      </div>
      <UnsavedChanges when={isDirty} says={`What ${source.name} tells its code is not saved.`} />
    </>
  );
}

type Edit = { readonly values?: FormValues; readonly reply?: boolean };

/** What is told the function, as it stands in the form. */
function useTold({ source, revision }: OfSourceProps, asked: SettingsSchema, hasReply: boolean) {
  const [edit, setEdit] = useState<Edit>({});
  const { run, isBusy, error, reset } = useWrite('PATCH /sources/{sourceId}');
  const say = useToast();
  const stored = source.functionSettings ?? {};
  const values = edit.values ?? valuesOf(asked, stored);
  const reply = edit.reply ?? source.reply ?? false;
  const isDirty = edit.values !== undefined || edit.reply !== undefined;
  async function save(): Promise<void> {
    const body = { ...(hasReply ? { reply } : {}), functionSettings: changesOf(asked, values, stored) };
    const input = { params: { sourceId: source.id }, body };
    const done = await run(revision === undefined ? input : { ...input, ifMatch: revision });
    if (done === undefined) return;
    setEdit({});
    say(`${source.name} is saved. It is in use in a few seconds.`);
  }
  return {
    ...{ values, reply, isDirty, isBusy, error, problems: faultsHere(problemsOf(error)) },
    faults: isDirty ? faultsOf(asked, values) : new Map<string, string>(),
    change: (changed: Edit): void => {
      reset();
      setEdit({ ...edit, ...changed });
    },
    discard: () => setEdit({}),
    save: () => void save(),
  };
}

const PREFIX = 'functionSettings.';

export function faultsHere(problems: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map(
    [...problems].flatMap(([path, message]) =>
      path.startsWith(PREFIX) ? [[path.slice(PREFIX.length), message] as const] : [],
    ),
  );
}
