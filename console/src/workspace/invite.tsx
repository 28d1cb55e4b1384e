import { useState } from 'react';
import type { Role } from '../../../domain/access/permissions.ts';
import { problemsOf, useWrite } from '../data/write.ts';
import { FormDialog } from '../parts/dialog.tsx';
import { ErrorState } from '../parts/error-state.tsx';
import { Field, Select, TextInput } from '../parts/field.tsx';
import { useToast } from '../parts/toast.tsx';
import { ROLE_OPTIONS, ROLE_SAYS } from './roles.ts';

/** A person who signs in with this email address from then on. */
export function Invite({ onClose }: { readonly onClose: () => void }) {
  const add = useWrite('POST /users');
  const say = useToast();
  const [email, setEmail] = useState('');
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('developer');
  const problems = problemsOf(add.error);
  const run = async (): Promise<void> => {
    const body = { email, role, ...(name.trim() === '' ? {} : { name: name.trim() }) };
    if ((await add.run({ body })) === undefined) return;
    say(`${email} is ${role} here`);
    onClose();
  };
  return (
    <FormDialog
      isOpen
      title="Add a person"
      says="They sign in with this address. It must be known to the provider that this installation signs in with."
      onClose={onClose}
      verb={`Add them as ${role}`}
      isBusy={add.isBusy}
      onSubmit={() => void run()}
    >
      <Field label="Email" fault={problems.get('email')}>
        <TextInput type="email" required value={email} onChange={setEmail} autoComplete="off" />
      </Field>
      <Field label="Name" note="optional" fault={problems.get('name')}>
        <TextInput value={name} onChange={setName} autoComplete="off" />
      </Field>
      <Field label="Role" help={ROLE_SAYS[role]} fault={problems.get('role')}>
        <Select value={role} options={ROLE_OPTIONS} onChange={setRole} />
      </Field>
      {add.error !== undefined && problems.size === 0 && <ErrorState error={add.error} />}
    </FormDialog>
  );
}
