import { useState } from 'react';
import type { DataOf } from '../../../client/api-client.ts';
import type { Role } from '../../../domain/access/permissions.ts';
import { useSettings } from '../data/api.tsx';
import { problemsOf, useWrite } from '../data/write.ts';
import { FormDialog } from '../parts/dialog.tsx';
import { ErrorState } from '../parts/error-state.tsx';
import { Check, Field, Select, TextInput } from '../parts/field.tsx';
import { useToast } from '../parts/toast.tsx';
import { ROLE_OPTIONS, ROLE_SAYS } from './roles.ts';

/** A person who signs in with this email address from then on. */
export function Invite({ onClose }: { readonly onClose: () => void }) {
  const add = useWrite('POST /users');
  const say = useToast();
  const [email, setEmail] = useState('');
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('developer');
  const canInvite = useSettings().signIn !== undefined;
  const [isInvited, setInvited] = useState(canInvite);
  const problems = problemsOf(add.error);
  const run = async (): Promise<void> => {
    const body = { email, role, invite: isInvited, ...(name.trim() === '' ? {} : { name: name.trim() }) };
    const added = await add.run({ body });
    if (added === undefined) return;
    say(saysOf(added.user));
    onClose();
  };
  return (
    <FormDialog
      isOpen
      title="Add a person"
      says="They sign in with this address, and can do here what their role can."
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
      {canInvite ? (
        <Check checked={isInvited} onChange={setInvited}>
          Have the sign-in provider make an account if there is none, and write to them
        </Check>
      ) : (
        <p className="help">Nobody signs in to this installation, so nobody is written to.</p>
      )}
      {add.error !== undefined && problems.size === 0 && <ErrorState error={add.error} />}
    </FormDialog>
  );
}

function saysOf({ email, role, account }: DataOf<'POST /users'>['user']): string {
  const is = `${email} is ${role} here`;
  if (account?.state === 'invited') return `${is}, and was invited to sign in`;
  return account?.state === 'active' ? `${is}, and can sign in already` : is;
}
