import type { ItemOf } from '../../../client/api-client.ts';
import { INVITATION_DAYS } from '../../../domain/access/accounts.ts';
import { useEdited } from '../data/edited.ts';
import { useRead } from '../data/read.ts';
import { useWrite } from '../data/write.ts';
import { Button } from '../parts/button.tsx';
import { Confirm, FormDialog } from '../parts/dialog.tsx';
import { ErrorState } from '../parts/error-state.tsx';
import { Field, Select } from '../parts/field.tsx';
import { useToast } from '../parts/toast.tsx';
import { ROLE_OPTIONS, ROLE_SAYS } from './roles.ts';

type User = ItemOf<'GET /users'>;
type OneProps = { readonly user: User; readonly onClose: () => void };

/** The member as stored now, and what to send as `ifMatch`; the list has no revisions. */
function useMember({ id, role }: User) {
  const { data, revision } = useRead('GET /users/{userId}', { params: { userId: id } });
  return { role: data?.user.role ?? role, revision };
}

export function ChangeRole({ user, onClose }: OneProps) {
  const stored = useMember(user);
  const edited = useEdited({ role: stored.role }, stored.revision);
  const update = useWrite('PATCH /users/{userId}');
  const say = useToast();
  const { role } = edited.form;
  const run = async (): Promise<void> => {
    const body = { role };
    const params = { userId: user.id };
    if ((await update.run({ params, body, ...ifMatch(edited.revision) })) === undefined) return;
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
      why={whyNotYet(stored, edited)}
      isBusy={update.isBusy}
      onSubmit={() => void run()}
    >
      <Field label="Role">
        <Select value={role} options={ROLE_OPTIONS} onChange={(chosen) => edited.change({ role: chosen })} />
      </Field>
      {edited.conflict !== undefined && <Conflict theirs={stored.role} edited={edited} forget={update.reset} />}
      {update.error !== undefined && edited.conflict === undefined && <ErrorState error={update.error} />}
    </FormDialog>
  );
}

const ifMatch = (revision: string | undefined) => (revision === undefined ? {} : { ifMatch: revision });

type Stored = ReturnType<typeof useMember>;
type EditedRole = ReturnType<typeof useEdited<{ role: User['role'] }>>;

function whyNotYet({ role, revision }: Stored, edited: EditedRole): string | undefined {
  if (revision === undefined) return 'Reading what they are now';
  if (edited.conflict !== undefined) return 'Choose one of the two first';
  return edited.form.role === role ? 'It is that already' : undefined;
}

type ConflictProps = { readonly theirs: string; readonly edited: EditedRole; readonly forget: () => void };

/** Somebody else has changed this person since the first choice was made here. */
function Conflict({ theirs, edited, forget }: ConflictProps) {
  const mine = edited.form.role;
  const goOn = (choose: () => void) => () => {
    choose();
    forget();
  };
  return (
    <div className="banner" role="alert">
      <p>
        Somebody has changed them meanwhile: they are <b>{theirs}</b> now, and you chose <b>{mine}</b>.
      </p>
      <Button size="small" onClick={goOn(edited.discard)}>
        Leave {theirs}
      </Button>
      <Button size="small" onClick={goOn(edited.keepMine)}>
        Go on with {mine}
      </Button>
    </div>
  );
}

export function Remove({ user, onClose }: OneProps) {
  const { role, revision } = useMember(user);
  const remove = useWrite('DELETE /users/{userId}');
  const say = useToast();
  const run = async (): Promise<void> => {
    if ((await remove.run({ params: { userId: user.id }, ...ifMatch(revision) })) === undefined) return;
    say(`${user.email} is no member any more`);
    onClose();
  };
  return (
    <Confirm
      isOpen
      isDanger
      title={`Remove ${user.email}`}
      says={`They are ${role}. They cannot come in any more, and every token and grant that they made stops working at once. It stays so if they are added again.`}
      verb="Remove"
      typed={user.email}
      isBusy={remove.isBusy || revision === undefined}
      onConfirm={() => void run()}
      onClose={onClose}
    >
      {remove.error !== undefined && <ErrorState error={remove.error} />}
    </Confirm>
  );
}

/** The provider writes to them, again if it has done so before. */
export function SendInvitation({ user, onClose }: OneProps) {
  const invite = useWrite('POST /users/{userId}/invitations');
  const say = useToast();
  const run = async (): Promise<void> => {
    if ((await invite.run({ params: { userId: user.id } })) === undefined) return;
    say(`${user.email} was sent an invitation`);
    onClose();
  };
  return (
    <Confirm
      isOpen
      title={`Send an invitation to ${user.email}`}
      says={`The sign-in provider writes to this address, with a first password that is good for ${INVITATION_DAYS} days. One that was sent before is good no more.`}
      verb="Send the invitation"
      isBusy={invite.isBusy}
      onConfirm={() => void run()}
      onClose={onClose}
    >
      {invite.error !== undefined && <ErrorState error={invite.error} />}
    </Confirm>
  );
}
