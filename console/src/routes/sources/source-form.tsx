// Name and settings of a source.

import { UnsavedChanges } from '../../app/unsaved-changes.tsx';
import { useRefresh } from '../../data/api.tsx';
import { useEdited } from '../../data/edited.ts';
import { problemsOf, useWrite } from '../../data/write.ts';
import { Check, Field, TextInput } from '../../parts/field.tsx';
import { useWhyNot } from '../../parts/permission-note.tsx';
import { SaveBar } from '../../parts/save-bar.tsx';
import { useToast } from '../../parts/toast.tsx';
import type { Source } from './intake.ts';

type SourceFormProps = { readonly source: Source; readonly revision: string | undefined };

const NAMES: Readonly<Record<string, string>> = { name: 'Name', acceptDeletes: 'Delete events' };

export function SourceForm({ source, revision }: SourceFormProps) {
  const { id, name, settings } = source;
  const edited = useEdited({ name, acceptDeletes: settings.acceptDeletes }, revision);
  const { run, isBusy, error, reset } = useWrite('PATCH /sources/{sourceId}');
  const why = useWhyNot('sources:write');
  const say = useToast();
  const refresh = useRefresh();
  const { form, change } = edited;

  async function save(): Promise<void> {
    const body = { name: form.name.trim(), settings: { acceptDeletes: form.acceptDeletes } };
    const input = { params: { sourceId: id }, body };
    const done = await run(edited.revision === undefined ? input : { ...input, ifMatch: edited.revision });
    // Somebody else may have been faster: what they have stored is shown beside.
    if (done === undefined) return refresh();
    edited.discard();
    say(`${done.source.name} is saved. It is in use in a few seconds.`);
  }

  return (
    <section>
      <h2>Settings</h2>
      <div className="stack">
        <Field label="Name" fault={problemsOf(error).get('name')}>
          <TextInput
            value={form.name}
            onChange={(typed) => change({ name: typed })}
            maxLength={200}
            readOnly={why !== undefined}
          />
        </Field>
        {source.function === undefined && (
          <Check checked={form.acceptDeletes} onChange={(acceptDeletes) => change({ acceptDeletes })}>
            Accept delete events, which make partners forget a user. They are taken with a server key only.
          </Check>
        )}
      </div>
      <SaveBar
        edited={{
          ...edited,
          discard: () => {
            reset();
            edited.discard();
          },
        }}
        onSave={() => void save()}
        isBusy={isBusy}
        error={error}
        why={why ?? (form.name.trim() === '' ? 'Give it a name first' : undefined)}
        nameOf={(field) => NAMES[field] ?? field}
      />
      <UnsavedChanges when={edited.changed.length > 0} says={`${name} has changes that are not saved.`} />
    </section>
  );
}
