// The latest version of a function, to be changed: what is saved becomes the next version, and runs when it is deployed.

import type { DataOf } from '../../../../client/api-client.ts';
import { UnsavedChanges } from '../../app/unsaved-changes.tsx';
import { useMay } from '../../data/api.tsx';
import { useEdited } from '../../data/edited.ts';
import { useList, useRead } from '../../data/read.ts';
import { problemsOf } from '../../data/write.ts';
import { Field, TextArea, TextInput } from '../../parts/field.tsx';
import { PermissionNote } from '../../parts/permission-note.tsx';
import { Bones, Reading } from '../../parts/reading.tsx';
import { SaveBar } from '../../parts/save-bar.tsx';
import { codeDifference } from './editor/code-difference.tsx';
import { faultsOfRows, rowsOf, settingsOfRows } from './editor/setting-rows.ts';
import { Workbench, type Form } from './editor/workbench.tsx';
import { useSave } from '../shared/use-save.ts';
import { useStale } from '../shared/use-stale.ts';
import { usersOf, type FunctionView } from './function.ts';
import { NotDeployed } from './not-deployed.tsx';

type CodeProps = { readonly of: FunctionView; readonly revision: string | undefined };
type Latest = DataOf<'GET /functions/{functionId}/versions/{version}'>;

export function CodePage({ of, revision }: CodeProps) {
  // What the function itself shows of its settings is of the version that runs.
  const params = { functionId: of.id, version: String(of.latestVersion) };
  const latest = useRead('GET /functions/{functionId}/versions/{version}', { params });
  // All of it is of one moment: while a newer version is read, what is typed goes on over the older one.
  const whole = { ...latest, data: latest.data && { of, revision, latest: latest.data } };
  return (
    <Reading read={useStale(whole, of.id)} bones={<Bones rows={10} height={24} />}>
      {(shown) => <Editing {...shown} />}
    </Reading>
  );
}

type EditedForm = Form & { readonly name: string; readonly description: string };

const formOf = ({ name, description = '' }: FunctionView, { version, code }: Latest): EditedForm => ({
  ...{ name, description, code },
  settings: rowsOf(version.settings),
});

function Editing({ of, revision, latest }: CodeProps & { readonly latest: Latest }) {
  const { may } = useMay('functions:write');
  const edited = useEdited(formOf(of, latest), revision);
  const save = useSave('PATCH /functions/{functionId}', {
    onSaved: edited.discard,
    says: ({ function: saved }) => savedText(of.name, saved),
  });
  const destinations = useList('GET /destinations');
  const { form, changed } = edited;
  const change = (some: Partial<EditedForm>): void => {
    save.reset();
    edited.change(some);
  };
  return (
    <>
      <Workbench
        functionId={of.id}
        type={of.type}
        form={form}
        isReadOnly={!may}
        onChange={change}
        problem={problemsOf(save.error).get('code')}
        above={
          <>
            <PermissionNote permission="functions:write" what="change the function" />
            {changed.length === 0 && <NotDeployed of={of} revision={revision} />}
          </>
        }
        about={<About form={form} isReadOnly={!may} problems={problemsOf(save.error)} onChange={change} />}
        sourceIds={usersOf(of.id, destinations.data ?? []).map(({ sourceId }) => sourceId)}
      />
      <SaveBar
        edited={{ ...edited, discard: save.forgetting(edited.discard), keepMine: save.forgetting(edited.keepMine) }}
        verb={changed.some((name) => OF_A_VERSION.has(name)) ? `Save as version ${of.latestVersion + 1}` : 'Save'}
        error={save.error}
        isBusy={save.isBusy}
        why={whyNot(form)}
        textOf={textOf}
        showing={codeDifference}
        onSave={() => void save.run({ params: { functionId: of.id }, body: bodyOf(form, changed) }, edited.revision)}
      />
      <UnsavedChanges when={changed.length > 0} says={`${of.name} has changes that are not saved.`} />
    </>
  );
}

/** Other code, or other settings, are another version. */
const OF_A_VERSION: ReadonlySet<string> = new Set(['code', 'settings']);

function whyNot({ code, settings, name }: EditedForm): string | undefined {
  if (code.trim() === '') return 'There is no code';
  if (name.trim() === '') return 'It needs a name';
  return faultsOfRows(settings) === 0 ? undefined : 'Put the settings right first';
}

function bodyOf({ name, description, code, settings }: EditedForm, changed: readonly string[]) {
  const all = { name, description, code, settings: settingsOfRows(settings) };
  const mine = Object.entries(all).filter(([field]) => changed.includes(field));
  return { ...(Object.fromEntries(mine) as Partial<typeof all>), deploy: false };
}

function textOf(_: string, value: unknown): string {
  if (typeof value === 'string') return value === '' ? 'nothing' : value;
  return Array.isArray(value) ? value.map((row: { name?: unknown }) => String(row.name)).join(', ') : '';
}

function savedText(name: string, { latestVersion, deployedVersion }: FunctionView): string {
  const runs = deployedVersion === undefined ? 'none runs' : `version ${deployedVersion} runs`;
  return latestVersion === deployedVersion ? `${name} is saved` : `Version ${latestVersion} is saved; ${runs}`;
}

type AboutProps = {
  readonly form: EditedForm;
  readonly isReadOnly: boolean;
  readonly problems: ReadonlyMap<string, string>;
  readonly onChange: (changed: Partial<EditedForm>) => void;
};

function About({ form: { name, description }, isReadOnly, problems, onChange }: AboutProps) {
  return (
    <fieldset className="stack" disabled={isReadOnly}>
      <Field label="Name" fault={problems.get('name')}>
        <TextInput value={name} onChange={(typed) => onChange({ name: typed })} maxLength={120} />
      </Field>
      <Field label="What it does" note="optional" fault={problems.get('description')}>
        <TextArea value={description} onChange={(typed) => onChange({ description: typed })} maxLength={1000} />
      </Field>
      <p className="label t2">Neither is part of a version.</p>
    </fieldset>
  );
}
