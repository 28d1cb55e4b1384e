import { useState } from 'react';
import { useGo } from '../app/links.tsx';
import { problemsOf, useWrite } from '../data/write.ts';
import { Button } from '../parts/button.tsx';
import { Confirm } from '../parts/dialog.tsx';
import { ErrorState } from '../parts/error-state.tsx';
import { StateGlyph } from '../parts/state.tsx';
import { ExactTime } from '../parts/time.tsx';
import { useToast } from '../parts/toast.tsx';
import { useRead } from '../data/read.ts';
import { Checklist } from './developer/checklist.tsx';
import { ComponentPage, type Component, type Shown } from './developer/component-page.tsx';
import { Invitations } from './developer/invitations.tsx';
import { PartnersProgramme } from './developer/programme.tsx';
import { Versions } from './developer/versions.tsx';
import css from './developer/developer.module.css';

/** What is in the way, what did the reviewer say, and who has which version? */
export function Page() {
  return <ComponentPage>{(shown) => <Publish {...shown} />}</ComponentPage>;
}

function Publish({ component, definition }: Shown) {
  return (
    <div className={css['columns']}>
      <div>
        <section className={css['part']} aria-label="The next version">
          <h2>{component.draft?.state === 'in-review' ? 'With the reviewers' : 'Before you submit'}</h2>
          <Answer component={component} />
          <Checklist component={component} />
          <Submit component={component} />
        </section>
        <PartnersProgramme component={component} />
        <Versions component={component} definition={definition} />
      </div>
      <aside className={css['side']} aria-label="Who sees it">
        <Invitations component={component} />
        <End component={component} />
      </aside>
    </div>
  );
}

/** What the last review said. */
function Answer({ component: { draft } }: { readonly component: Component }) {
  if (draft?.review === undefined) return null;
  const isRejected = draft.state === 'rejected';
  return (
    <div className={isRejected ? 'banner' : 'banner note'}>
      <StateGlyph state={isRejected ? 'failed' : 'off'} />
      <p>
        <b>{isRejected ? 'The reviewer has given it back' : 'The last review said'}</b>,{' '}
        <ExactTime at={draft.review.at} />: <span className="pre">{draft.review.comments}</span>
      </p>
    </div>
  );
}

function Submit({ component }: { readonly component: Component }) {
  const { id, actions, draft } = component;
  const submit = useWrite('POST /components/{componentId}/submission');
  const withdraw = useWrite('DELETE /components/{componentId}/submission');
  const checklist = useRead('GET /components/{componentId}/checklist', { params: { componentId: id } });
  const say = useToast();
  const params = { componentId: id };
  const open = checklist.data?.checklist.filter(({ status }) => status === 'fail').length ?? 0;
  const error = submit.error ?? withdraw.error;
  if (draft === undefined) return null;
  const hand = async (): Promise<void> => {
    if ((await submit.run({ params })) !== undefined) say(`Version ${draft.version} is with the reviewers`);
  };
  const take = async (): Promise<void> => {
    if ((await withdraw.run({ params })) !== undefined) say(`Version ${draft.version} is a draft again`);
  };
  const why = actions.includes('submit')
    ? open > 0
      ? `${open} ${open === 1 ? 'item is' : 'items are'} open`
      : undefined
    : 'For owner, operator, developer';
  return (
    <>
      {error !== undefined && problemsOf(error).size === 0 && <ErrorState error={error} />}
      {draft.state === 'in-review' ? (
        <div className="row">
          <Button
            isBusy={withdraw.isBusy}
            why={actions.includes('withdraw') ? undefined : 'For owner, operator, developer'}
            onClick={() => void take()}
          >
            Withdraw version {draft.version}
          </Button>
          <span className="label t2">
            Submitted {draft.submittedAt !== undefined && <ExactTime at={draft.submittedAt} />}. You hear within two
            working days; until then neither the draft nor the app changes.
          </span>
        </div>
      ) : (
        <div className="row">
          <Button kind="primary" isBusy={submit.isBusy} why={why} onClick={() => void hand()}>
            Submit version {draft.version} for review
          </Button>
        </div>
      )}
    </>
  );
}

const WHO = { retire: 'For owner', delete: 'For owner, operator, developer' } as const;

/** What nothing brings back. */
function End({ component: { id, actions, state, currentVersion, draft } }: { readonly component: Component }) {
  const [asks, setAsks] = useState<'retire' | 'delete'>();
  const retire = useWrite('POST /components/{componentId}/retire');
  const remove = useWrite('DELETE /components/{componentId}');
  const go = useGo();
  const say = useToast();
  const params = { componentId: id };
  const isPublished = currentVersion !== undefined;
  if (state === 'retired') return null;
  const act = async (): Promise<void> => {
    const done = await (asks === 'retire' ? retire : remove).run({ params });
    if (done === undefined) return;
    setAsks(undefined);
    say(asks === 'retire' ? `${id} is retired` : `${id} is deleted`);
    if (asks === 'delete') void go({ to: '/w/$workspace/developer' });
  };
  const error = retire.error ?? remove.error;
  const verb = isPublished ? 'retire' : 'delete';
  const why = actions.includes(verb)
    ? undefined
    : draft?.state === 'in-review'
      ? 'Not while it is in review'
      : WHO[verb];
  return (
    <section className="stack">
      <h2>{isPublished ? 'Retire it' : 'Delete it'}</h2>
      <p className="t2">
        {isPublished
          ? 'It leaves the catalog for ever. Who has connected it keeps it.'
          : 'It was never published. Its id stays with this workspace.'}
      </p>
      <div>
        <Button kind="danger" why={why} onClick={() => setAsks(verb)}>
          {isPublished ? `Retire ${id}` : `Delete ${id}`}
        </Button>
      </div>
      <Confirm
        title={verb === 'retire' ? `Retire ${id}` : `Delete ${id}`}
        says={verb === 'retire' ? 'Nothing brings it back to the catalog.' : 'Nothing brings it back.'}
        verb={verb === 'retire' ? 'Retire it' : 'Delete it'}
        typed={id}
        isDanger
        isOpen={asks !== undefined}
        isBusy={retire.isBusy || remove.isBusy}
        onConfirm={() => void act()}
        onClose={() => setAsks(undefined)}
      >
        {error !== undefined && <ErrorState error={error} />}
      </Confirm>
    </section>
  );
}
