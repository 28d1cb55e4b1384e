import { useState } from 'react';
import type { ItemOf } from '../../../client/api-client.ts';
import { useCaller } from '../data/api.tsx';
import { useWrite } from '../data/write.ts';
import { Button } from '../parts/button.tsx';
import { Confirm, FormDialog } from '../parts/dialog.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { ErrorState } from '../parts/error-state.tsx';
import { Field, Select } from '../parts/field.tsx';
import { useWhyNot } from '../parts/permission-note.tsx';
import { Tag } from '../parts/state.tsx';
import { Table, type Column } from '../parts/table.tsx';
import { Time } from '../parts/time.tsx';
import { useToast } from '../parts/toast.tsx';
import { ROLE_OPTIONS, ROLE_SAYS, whyProtected } from './roles.ts';

type User = ItemOf<'GET /users'>;
type Asked = { readonly user: User; readonly deed: 'role' | 'remove' };

export function Members({ users }: { readonly users: readonly User[] }) {
  const [asked, setAsked] = useState<Asked>();
  const whyNot = useWhyNot('members:write');
  const { id: mine } = useCaller();
  const close = (): void => setAsked(undefined);
  const columns: readonly Column<User>[] = [
    {
      key: 'email',
      head: 'Person',
      cell: ({ id, email, name }) => (
        <>
          <b>{name ?? email}</b> {name !== undefined && <span className="t2">{email}</span>}{' '}
          {id === mine && <Tag>you</Tag>}
        </>
      ),
    },
    { key: 'role', head: 'Role', width: 104, cell: ({ role }) => role },
    {
      key: 'added',
      head: 'Added',
      width: '30%',
      cell: ({ addedAt, addedBy }) => (
        <>
          <Time at={addedAt} /> <span className="t2">by {addedBy}</span>
        </>
      ),
    },
    {
      key: 'acts',
      head: <span className="sr">Change</span>,
      isNumber: true,
      width: 240,
      cell: (user) =>
        whyNot === undefined && <Acts why={whyProtected(user, users)} ask={(deed) => setAsked({ user, deed })} />,
    },
  ];
  if (users.length === 0) {
    return (
      <EmptyState
        says="Nobody is a member: on this machine whoever reaches it may do everything. Who is added can sign in when sign-in is on."
        command="penstock users add ada@example.com --role owner"
      />
    );
  }
  return (
    <>
      <Table caption="People" columns={columns} rows={users} keyOf={({ id }) => id} />
      {asked?.deed === 'role' && <ChangeRole user={asked.user} onClose={close} />}
      {asked?.deed === 'remove' && <Remove user={asked.user} onClose={close} />}
    </>
  );
}

type ActsProps = { readonly why: string | undefined; readonly ask: (deed: Asked['deed']) => void };

function Acts({ why, ask }: ActsProps) {
  if (why !== undefined) return <span className="why">{why}</span>;
  return (
    <>
      <Button kind="quiet" size="small" onClick={() => ask('role')}>
        Change role
      </Button>
      <Button kind="quiet" size="small" onClick={() => ask('remove')}>
        Remove…
      </Button>
    </>
  );
}

type OneProps = { readonly user: User; readonly onClose: () => void };

function ChangeRole({ user, onClose }: OneProps) {
  const update = useWrite('PATCH /users/{userId}');
  const say = useToast();
  const [role, setRole] = useState(user.role);
  const run = async (): Promise<void> => {
    if ((await update.run({ params: { userId: user.id }, body: { role } })) === undefined) return;
    say(`${user.email} is ${role} now`);
    onClose();
  };
  return (
    <FormDialog
      isOpen
      title={`Change the role of ${user.email}`}
      says={ROLE_SAYS[role]}
      onClose={onClose}
      verb={`Make them ${role}`}
      why={role === user.role ? 'It is that already' : undefined}
      isBusy={update.isBusy}
      onSubmit={() => void run()}
    >
      <Field label="Role">
        <Select value={role} options={ROLE_OPTIONS} onChange={setRole} />
      </Field>
      {update.error !== undefined && <ErrorState error={update.error} />}
    </FormDialog>
  );
}

function Remove({ user, onClose }: OneProps) {
  const remove = useWrite('DELETE /users/{userId}');
  const say = useToast();
  const run = async (): Promise<void> => {
    if ((await remove.run({ params: { userId: user.id } })) === undefined) return;
    say(`${user.email} is no member any more`);
    onClose();
  };
  return (
    <Confirm
      isOpen
      isDanger
      title={`Remove ${user.email}`}
      says="They cannot come in any more, and every token and grant that they made stops working at once. It stays so if they are added again."
      verb="Remove"
      typed={user.email}
      isBusy={remove.isBusy}
      onConfirm={() => void run()}
      onClose={onClose}
    >
      {remove.error !== undefined && <ErrorState error={remove.error} />}
    </Confirm>
  );
}
