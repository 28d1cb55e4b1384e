import { useState } from 'react';
import { ACCESS_REQUEST_LIMITS } from '../../../../domain/access/access-requests.ts';
import { problemsOf, useWrite } from '../../data/write.ts';
import { Confirm, FormDialog } from '../../parts/dialog.tsx';
import { ErrorState } from '../../parts/error-state.tsx';
import { Field, TextArea, TextInput } from '../../parts/field.tsx';
import { useToast } from '../../parts/toast.tsx';
import type { AccessRequest } from './request-card.tsx';

type OneProps = { readonly request: AccessRequest; readonly onClose: () => void };

export function Approve({ request, onClose }: OneProps) {
  const { id, company, name, email, suggestedWorkspaceId = '', account } = request;
  const approve = useWrite('POST /access-requests/{accessRequestId}/approve');
  const say = useToast();
  const [workspaceId, setWorkspaceId] = useState(suggestedWorkspaceId);
  const [workspaceName, setWorkspaceName] = useState(company);
  const problems = problemsOf(approve.error);
  const run = async (): Promise<void> => {
    const body = { workspaceId, workspaceName };
    if ((await approve.run({ params: { accessRequestId: id }, body })) === undefined) return;
    say(`${company} has the workspace ${workspaceId}`);
    onClose();
  };
  return (
    <FormDialog
      isOpen
      title={`Approve ${company}`}
      says={`Makes a workspace, with ${name} (${email}) as its owner. ${whoIsWritten(account?.state)}`}
      verb="Approve"
      isBusy={approve.isBusy}
      onSubmit={() => void run()}
      onClose={onClose}
    >
      <Field label="Id of the workspace" help="It stays, and no other can have it." fault={problems.get('workspaceId')}>
        <TextInput
          isMono
          required
          value={workspaceId}
          onChange={setWorkspaceId}
          autoComplete="off"
          spellCheck={false}
        />
      </Field>
      <Field label="Name" fault={problems.get('workspaceName')}>
        <TextInput required value={workspaceName} onChange={setWorkspaceName} autoComplete="off" />
      </Field>
      {approve.error !== undefined && problems.size === 0 && <ErrorState error={approve.error} />}
    </FormDialog>
  );
}

function whoIsWritten(state: string | undefined): string {
  if (state === undefined) return 'Nobody signs in to this installation, so nobody is written to.';
  if (state === 'active') return 'They can sign in already, so nobody is written to.';
  return state === 'disabled'
    ? 'Their account is switched off at the sign-in provider.'
    : 'They are sent an invitation.';
}

export function Decline({ request: { id, company, email }, onClose }: OneProps) {
  const decline = useWrite('POST /access-requests/{accessRequestId}/decline');
  const say = useToast();
  const [reason, setReason] = useState('');
  const problems = problemsOf(decline.error);
  const run = async (): Promise<void> => {
    if ((await decline.run({ params: { accessRequestId: id }, body: { reason } })) === undefined) return;
    say(`${company} was declined`);
    onClose();
  };
  return (
    <FormDialog
      isOpen
      isDanger
      title={`Decline ${company}`}
      says={`Penstock writes to nobody: tell ${email} yourself. They can ask again.`}
      verb="Decline"
      isBusy={decline.isBusy}
      onSubmit={() => void run()}
      onClose={onClose}
    >
      <Field label="Reason" help="For whoever decides next." fault={problems.get('reason')}>
        <TextArea required value={reason} maxLength={ACCESS_REQUEST_LIMITS.reasonCharacters} onChange={setReason} />
      </Field>
      {decline.error !== undefined && problems.size === 0 && <ErrorState error={decline.error} />}
    </FormDialog>
  );
}

export function InviteAgain({ request: { id, email }, onClose }: OneProps) {
  const invite = useWrite('POST /access-requests/{accessRequestId}/invitations');
  const say = useToast();
  const run = async (): Promise<void> => {
    if ((await invite.run({ params: { accessRequestId: id } })) === undefined) return;
    say(`${email} was sent an invitation`);
    onClose();
  };
  return (
    <Confirm
      isOpen
      title={`Send an invitation to ${email}`}
      says="The sign-in provider writes to this address, with a new first password. One that was sent before is good no more."
      verb="Send the invitation"
      isBusy={invite.isBusy}
      onConfirm={() => void run()}
      onClose={onClose}
    >
      {invite.error !== undefined && <ErrorState error={invite.error} />}
    </Confirm>
  );
}
