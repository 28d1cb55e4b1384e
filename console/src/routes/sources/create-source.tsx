// Making a source: a name is enough, and the way to its first event follows.

import { useState } from 'react';
import { useGo } from '../../app/links.tsx';
import { problemsOf, useWrite } from '../../data/write.ts';
import { FormDialog } from '../../parts/dialog.tsx';
import { ErrorState } from '../../parts/error-state.tsx';
import { Field, Select, TextInput } from '../../parts/field.tsx';
import { faultOfId, idFrom, KEY_CLASS_CHOICES, type KeyClass } from './new-source.ts';

type CreateSourceProps = { readonly isOpen: boolean; readonly onClose: () => void };

export function CreateSource({ isOpen, onClose }: CreateSourceProps) {
  return isOpen && <OpenDialog onClose={onClose} />;
}

function OpenDialog({ onClose }: { readonly onClose: () => void }) {
  const [name, setName] = useState('');
  const [typedId, setTypedId] = useState<string>();
  const [keyClass, setKeyClass] = useState<KeyClass>('browser');
  const { run, isBusy, error } = useWrite('POST /sources');
  const go = useGo();
  const id = typedId ?? idFrom(name);
  const problems = problemsOf(error);
  const isTaken = error?.code === 'already_exists';
  const why =
    name.trim() === '' ? 'Give it a name first' : faultOfId(id) === undefined ? undefined : 'Mend the id first';

  async function create(): Promise<void> {
    if (why !== undefined || isBusy) return;
    const made = await run({ body: { name: name.trim(), writeKeyClass: keyClass, ...(id === '' ? {} : { id }) } });
    if (made === undefined) return;
    await go({ to: '/w/$workspace/sources/$sourceId/setup', params: { sourceId: made.source.id }, replace: true });
  }

  return (
    <FormDialog
      title="Create a source"
      says="A website, an app or a server. It gets a write key, with which it sends."
      isOpen
      onClose={onClose}
      verb="Create the source"
      why={why}
      isBusy={isBusy}
      onSubmit={() => void create()}
    >
      <Field label="Name" fault={problems.get('name')}>
        <TextInput value={name} onChange={setName} maxLength={200} autoComplete="off" autoFocus />
      </Field>
      <Field
        label="Id"
        help="In addresses and files. It cannot be changed later."
        fault={faultOfId(id) ?? (isTaken ? error.message : problems.get('id'))}
      >
        <TextInput value={id} onChange={setTypedId} isMono autoComplete="off" spellCheck={false} />
      </Field>
      <Field label="First write key">
        <Select value={keyClass} options={KEY_CLASS_CHOICES} onChange={setKeyClass} />
      </Field>
      {error !== undefined && problems.size === 0 && !isTaken && <ErrorState error={error} />}
    </FormDialog>
  );
}
