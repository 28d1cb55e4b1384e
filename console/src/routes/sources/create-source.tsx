// Making a source: a name is enough, and the way to its first event follows.

import { useState } from 'react';
import { useGo } from '../../app/links.tsx';
import { problemsOf, useWrite } from '../../data/write.ts';
import { FormDialog } from '../../parts/dialog.tsx';
import { ErrorState } from '../../parts/error-state.tsx';
import { Field, Select } from '../../parts/field.tsx';
import { isTaken, NameAndIdFields, useNameAndId, whyNotNamed } from './name-and-id.tsx';
import { KEY_CLASS_CHOICES, type KeyClass } from './new-source.ts';

type CreateSourceProps = { readonly isOpen: boolean; readonly onClose: () => void };

export function CreateSource({ isOpen, onClose }: CreateSourceProps) {
  return isOpen && <OpenDialog onClose={onClose} />;
}

function OpenDialog({ onClose }: { readonly onClose: () => void }) {
  const names = useNameAndId();
  const [keyClass, setKeyClass] = useState<KeyClass>('browser');
  const { run, isBusy, error } = useWrite('POST /sources');
  const go = useGo();
  const why = whyNotNamed(names);

  async function create(): Promise<void> {
    if (why !== undefined || isBusy) return;
    const made = await run({ body: { ...names.said, writeKeyClass: keyClass } });
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
      <NameAndIdFields of={names} error={error} autoFocus />
      <Field label="First write key">
        <Select value={keyClass} options={KEY_CLASS_CHOICES} onChange={setKeyClass} />
      </Field>
      {error !== undefined && problemsOf(error).size === 0 && !isTaken(error) && <ErrorState error={error} />}
    </FormDialog>
  );
}
