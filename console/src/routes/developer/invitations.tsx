import { useState } from 'react';
import { problemsOf, useWrite } from '../../data/write.ts';
import { Button, IconButton } from '../../parts/button.tsx';
import { ErrorState } from '../../parts/error-state.tsx';
import { Field, TextInput } from '../../parts/field.tsx';
import type { Component } from './component-page.tsx';

/** Who sees it while it is in private beta. */
export function Invitations({ component }: { readonly component: Component }) {
  const { id, invitedWorkspaces, actions } = component;
  const [name, setName] = useState('');
  const { run, isBusy, error } = useWrite('PUT /components/{componentId}/invitations');
  const mayInvite = actions.includes('invite');
  const put = (workspaces: readonly string[]) =>
    run({ params: { componentId: id }, body: { workspaces: [...workspaces] } });
  const invite = async (): Promise<void> => {
    if (name.trim() !== '' && (await put([...invitedWorkspaces, name.trim()])) !== undefined) setName('');
  };
  const problems = problemsOf(error);
  return (
    <section id="invitations" className="stack" aria-label="Private beta">
      <h2>Private beta</h2>
      <p className="t2">
        {mayInvite
          ? 'Workspaces that see it while it is in private beta, beside your own.'
          : 'It is out of private beta, or not yours to invite to.'}
      </p>
      <ul className="rows">
        {invitedWorkspaces.map((workspace) => (
          <li key={workspace} className="between">
            <code className="cut">{workspace}</code>
            {mayInvite && (
              <IconButton
                icon="x"
                label={`Take the invitation of ${workspace} back`}
                onClick={() => void put(invitedWorkspaces.filter((other) => other !== workspace))}
              />
            )}
          </li>
        ))}
      </ul>
      {mayInvite && (
        <form
          className="stack-small"
          onSubmit={(event) => {
            event.preventDefault();
            void invite();
          }}
        >
          <Field label="Workspace" fault={[...problems.values()][0]}>
            <TextInput isMono value={name} onChange={setName} placeholder="first-customer" spellCheck={false} />
          </Field>
          <div>
            <Button type="submit" isBusy={isBusy}>
              Invite the workspace
            </Button>
          </div>
        </form>
      )}
      {error !== undefined && problems.size === 0 && <ErrorState error={error} />}
    </section>
  );
}
