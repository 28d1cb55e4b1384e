import { useId, useState } from 'react';
import { useGo } from '../../app/links.tsx';
import { problemsOf, useWrite } from '../../data/write.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { ErrorState } from '../../parts/error-state.tsx';
import { Field, TextInput } from '../../parts/field.tsx';

/** Asks for nothing but a name, and goes on to how one sends to it. */
export function NewSource({ onClose }: { readonly onClose: () => void }) {
  const [name, setName] = useState('');
  const { run, isBusy, error } = useWrite('POST /sources');
  const go = useGo();
  const formId = useId();
  const fault = problemsOf(error).get('name');
  const create = async (): Promise<void> => {
    const made = await run({ body: { name: name.trim() } });
    if (made === undefined) return;
    await go({ to: '/w/$workspace/sources/$sourceId/setup', params: { sourceId: made.source.id } });
  };
  return (
    <Dialog
      title="Create a source"
      says="A website, an app or a server that sends events. It gets a write key, which you are shown next."
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button kind="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button
            type="submit"
            form={formId}
            kind="primary"
            isBusy={isBusy}
            why={name.trim() === '' ? 'It needs a name' : undefined}
          >
            Create source
          </Button>
        </>
      }
    >
      <form
        id={formId}
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== '' && !isBusy) void create();
        }}
      >
        <Field label="Name" help="People see it; the id of the source is made of it." fault={fault}>
          <TextInput value={name} onChange={setName} placeholder="Website" autoComplete="off" maxLength={200} />
        </Field>
        {error !== undefined && fault === undefined && <ErrorState error={error} />}
      </form>
    </Dialog>
  );
}
