import { useState } from 'react';
import { permissionsOf, type Permission, type Role } from '../../../domain/access/permissions.ts';
import { useCaller } from '../data/api.tsx';
import { problemsOf, useWrite } from '../data/write.ts';
import { Button } from '../parts/button.tsx';
import { CodeLine } from '../parts/copyable.tsx';
import { Dialog, FormDialog } from '../parts/dialog.tsx';
import { ErrorState } from '../parts/error-state.tsx';
import { Check, Field, Select, TextInput } from '../parts/field.tsx';
import { expiryOf, LIFETIMES, rolesWithin, type Lifetime } from './token-form.ts';

/** Makes one, and shows it this once. */
export function NewToken({ onClose }: { readonly onClose: () => void }) {
  const create = useWrite('POST /tokens');
  const [made, setMade] = useState<string>();
  return made === undefined ? (
    <Form create={create} onMade={setMade} onClose={onClose} />
  ) : (
    <Dialog
      isOpen
      title="The token, this once"
      says="Nobody can show it again: only its hash is stored. Copy it to where it is used."
      actions={
        <Button kind="primary" onClick={onClose}>
          I have copied it
        </Button>
      }
    >
      <CodeLine text={made} label="Copy the token" />
    </Dialog>
  );
}

type FormProps = {
  readonly create: ReturnType<typeof useWrite<'POST /tokens'>>;
  readonly onMade: (token: string) => void;
  readonly onClose: () => void;
};

function Form({ create, onMade, onClose }: FormProps) {
  const { permissions: own } = useCaller();
  const roles = rolesWithin(own);
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>(roles.includes('developer') ? 'developer' : (roles[0] ?? 'read-only'));
  const [lifetime, setLifetime] = useState<Lifetime>('90');
  const [scopes, setScopes] = useState<readonly Permission[]>();
  const problems = problemsOf(create.error);
  const run = async (): Promise<void> => {
    const expiresAt = expiryOf(lifetime, new Date());
    const answer = await create.run({
      body: {
        ...{ name, role },
        ...(scopes === undefined ? {} : { scopes: [...scopes] }),
        ...(expiresAt === undefined ? {} : { expiresAt }),
      },
    });
    if (answer !== undefined) onMade(answer.token.token);
  };
  const fields = { roles, name, setName, role, setRole, lifetime, setLifetime, scopes, setScopes, problems };
  return (
    <FormDialog
      isOpen
      title="New token"
      says="It may do no more than you."
      onClose={onClose}
      verb="Make the token"
      why={scopes?.length === 0 ? 'Choose a scope' : undefined}
      isBusy={create.isBusy}
      onSubmit={() => void run()}
    >
      <Fields {...fields} />
      {create.error !== undefined && problems.size === 0 && <ErrorState error={create.error} />}
    </FormDialog>
  );
}

type FieldsProps = {
  readonly roles: readonly Role[];
  readonly name: string;
  readonly setName: (name: string) => void;
  readonly role: Role;
  readonly setRole: (role: Role) => void;
  readonly lifetime: Lifetime;
  readonly setLifetime: (lifetime: Lifetime) => void;
  readonly scopes: readonly Permission[] | undefined;
  readonly setScopes: (scopes: readonly Permission[] | undefined) => void;
  readonly problems: ReadonlyMap<string, string>;
};

function Fields(props: FieldsProps) {
  const { roles, name, setName, role, setRole, lifetime, setLifetime, scopes, setScopes, problems } = props;
  return (
    <>
      <Field label="Name" help="What uses it, such as Terraform." fault={problems.get('name')}>
        <TextInput required value={name} onChange={setName} autoComplete="off" />
      </Field>
      <Field label="Role" fault={problems.get('role')}>
        <Select
          value={role}
          options={roles.map((option) => [option, option] as const)}
          onChange={(chosen) => {
            setRole(chosen);
            setScopes(undefined);
          }}
        />
      </Field>
      <Field label="Ends" fault={problems.get('expiresAt')}>
        <Select value={lifetime} options={LIFETIMES} onChange={setLifetime} />
      </Field>
      <Check checked={scopes !== undefined} onChange={(isNarrow) => setScopes(isNarrow ? [] : undefined)}>
        Only a part of what {role} may
      </Check>
      {scopes !== undefined && <Scopes role={role} scopes={scopes} choose={setScopes} />}
    </>
  );
}

type ScopesProps = {
  readonly role: Role;
  readonly scopes: readonly Permission[];
  readonly choose: (scopes: readonly Permission[]) => void;
};

function Scopes({ role, scopes, choose }: ScopesProps) {
  return (
    <fieldset className="scopes">
      <legend className="sr">Scopes</legend>
      {[...permissionsOf(role)].map((scope) => (
        <Check
          key={scope}
          checked={scopes.includes(scope)}
          onChange={(isChosen) => choose(isChosen ? [...scopes, scope] : scopes.filter((other) => other !== scope))}
        >
          <code>{scope}</code>
        </Check>
      ))}
    </fieldset>
  );
}
