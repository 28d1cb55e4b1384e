import { useState } from 'react';
import { useWrite } from '../../data/write.ts';
import { Button } from '../../parts/button.tsx';
import { Confirm } from '../../parts/dialog.tsx';
import { ErrorState } from '../../parts/error-state.tsx';
import { useWhyNot } from '../../parts/permission-note.tsx';
import { State, StateGlyph } from '../../parts/state.tsx';
import { ExactTime } from '../../parts/time.tsx';
import type { App } from './app-form.ts';

/** An owner accepts them, once for each app. */
export function AppTerms({ app }: { readonly app: App }) {
  return (
    <section className="stack" aria-label="Terms">
      <h2>Terms</h2>
      {app.terms === undefined ? (
        <>
          <p className="t2">An owner of this workspace accepts the terms for partners of this installation.</p>
          <div>
            <AcceptTerms app={app} />
          </div>
        </>
      ) : (
        <State state="pass">
          {app.terms.acceptedBy.name}, <ExactTime at={app.terms.acceptedAt} />
        </State>
      )}
    </section>
  );
}

/** Where partners begin: without them nothing of the app goes to the reviewers. */
export function TermsFirst({ app }: { readonly app: Pick<App, 'id' | 'name' | 'terms'> }) {
  if (app.terms !== undefined) return null;
  return (
    <div className="banner note">
      <StateGlyph state="waiting" />
      <p>The terms for partners are not accepted yet. An owner accepts them before anything of it can be reviewed.</p>
      <AcceptTerms app={app} />
    </div>
  );
}

function AcceptTerms({ app }: { readonly app: Pick<App, 'id' | 'name'> }) {
  const [isAsked, setAsked] = useState(false);
  const { run, isBusy, error } = useWrite('POST /apps/{appId}/terms');
  const why = useWhyNot('apps:own');
  const accept = async (): Promise<void> => {
    const done = await run({ params: { appId: app.id }, body: { accepted: true } });
    if (done !== undefined) setAsked(false);
  };
  return (
    <>
      <Button why={why} onClick={() => setAsked(true)}>
        Accept the terms<span className="sr"> for {app.name}</span>
      </Button>
      <Confirm
        title={`Accept the terms for ${app.name}`}
        says="You accept the terms for partners of this installation in the name of this workspace. It is written down with your name and the time."
        verb="Accept the terms"
        isOpen={isAsked}
        isBusy={isBusy}
        onConfirm={() => void accept()}
        onClose={() => setAsked(false)}
      >
        {error !== undefined && <ErrorState error={error} />}
      </Confirm>
    </>
  );
}
