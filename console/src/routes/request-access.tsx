import { useEffect, useState, type ReactNode } from 'react';
import { ACCESS_REQUEST_LIMITS as LIMITS } from '../../../domain/access/access-requests.ts';
import type { ApiCallError } from '../../../client/call-error.ts';
import { createApiClient, type InputTo } from '../../../client/api-client.ts';
import { useSettings } from '../data/api.tsx';
import { newKey, problemsOf } from '../data/write.ts';
import { Button } from '../parts/button.tsx';
import { ErrorState } from '../parts/error-state.tsx';
import { Check, Field, TextArea, TextInput } from '../parts/field.tsx';
import { Mark } from '../parts/mark.tsx';
import css from './request-access.module.css';

type Form = Omit<InputTo<'POST /access-requests'>['body'], 'acceptsProgramme'>;

const EMPTY: Form = { company: '', website: '', name: '', email: '', useCase: '' };

/** How do I get in to build a component? For partners who have no workspace here, and nobody signs in for it. */
export function Page() {
  const { requestAccess } = useSettings();
  const [sentAs, setSentAs] = useState<string>();
  useEffect(() => {
    document.title = 'Request access · Penstock';
  }, []);
  if (!requestAccess) return <Closed />;
  return (
    <main className={`alone ${css['page']}`}>
      <Mark />
      {sentAs === undefined ? <RequestForm onSent={setSentAs} /> : <WhatNext email={sentAs} />}
    </main>
  );
}

function Closed() {
  return (
    <main className="alone">
      <Mark />
      <h1>No requests are taken here</h1>
      <p className="t2">Ask whoever operates this installation. Who was invited can sign in.</p>
      <p>
        <a className="link" href="/">
          Sign in
        </a>
      </p>
    </main>
  );
}

function RequestForm({ onSent }: { readonly onSent: (email: string) => void }) {
  const [form, setForm] = useState(EMPTY);
  const [accepts, setAccepts] = useState(false);
  // A request that failed on its way and is sent again is done once.
  const [idempotencyKey] = useState(newKey);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<ApiCallError>();
  const problems = problemsOf(error);
  const set = (name: keyof Form) => (value: string) => setForm((before) => ({ ...before, [name]: value }));

  function submit(): void {
    setBusy(true);
    setError(undefined);
    // Nobody's token: who is signed in asks as a stranger does.
    createApiClient({ url: location.origin, fetch: (input, init) => fetch(input, init) })
      .call('POST /access-requests', { body: { ...form, acceptsProgramme: true }, idempotencyKey })
      .then(
        () => onSent(form.email),
        (failed: unknown) => setError(failed as ApiCallError),
      )
      .finally(() => setBusy(false));
  }

  return (
    <>
      <h1>Request access to the Developer Center</h1>
      <p className="t2">
        For partners who want to build a component. You get a workspace of your own, in which you build, test and hand
        it in. Say who you are and what for: requests with a use case are decided first.
      </p>
      <form
        className={`stack ${css['form']}`}
        onSubmit={(event) => {
          event.preventDefault();
          if (accepts && !isBusy) submit();
        }}
      >
        <About form={form} set={set} problems={problems} />
        <Check checked={accepts} onChange={setAccepts}>
          I accept that the terms of the catalog are asked for before anything is published, and that every component is
          reviewed.
        </Check>
        {error !== undefined && problems.size === 0 && <ErrorState error={error} />}
        <p className={css['send']}>
          <Button
            type="submit"
            kind="primary"
            isBusy={isBusy}
            why={accepts ? undefined : 'Accept what is asked for first'}
          >
            Send the request
          </Button>
        </p>
      </form>
      <Foot>An email has one request. The first counts until it is declined, at most {LIMITS.keptDays} days.</Foot>
    </>
  );
}

type AboutProps = {
  readonly form: Form;
  readonly set: (name: keyof Form) => (value: string) => void;
  readonly problems: ReadonlyMap<string, string>;
};

/** Who asks, and what for. */
function About({ form, set, problems }: AboutProps) {
  return (
    <>
      <Field label="Company" fault={problems.get('company')}>
        <TextInput required maxLength={LIMITS.companyCharacters} value={form.company} onChange={set('company')} />
      </Field>
      <Field label="Website" help="Of the company or the product." fault={problems.get('website')}>
        <TextInput
          required
          type="url"
          placeholder="https://"
          maxLength={LIMITS.websiteCharacters}
          value={form.website}
          onChange={set('website')}
        />
      </Field>
      <div className={css['pair']}>
        <Field label="Your name" fault={problems.get('name')}>
          <TextInput
            required
            autoComplete="name"
            maxLength={LIMITS.nameCharacters}
            value={form.name}
            onChange={set('name')}
          />
        </Field>
        <Field label="Your email" help="You will sign in with it." fault={problems.get('email')}>
          <TextInput required type="email" autoComplete="email" value={form.email} onChange={set('email')} />
        </Field>
      </div>
      <Field
        label="Use case"
        help="What your customers want to do, which events you need, and who has asked for it."
        fault={problems.get('useCase')}
      >
        <TextArea
          required
          rows={6}
          minLength={LIMITS.leastUseCaseCharacters}
          maxLength={LIMITS.useCaseCharacters}
          value={form.useCase}
          onChange={set('useCase')}
        />
      </Field>
    </>
  );
}

function WhatNext({ email }: { readonly email: string }) {
  return (
    <>
      <h1>Your request was received</h1>
      <p className="t2">This is what happens next:</p>
      <ol className={css['steps']}>
        <li>Whoever runs the partner programme here reads it. There is nothing to do for you meanwhile.</li>
        <li>
          When it is approved, the sign-in writes to <b>{email}</b> with a first password. Look into the folder for
          spam.
        </li>
        <li>You sign in to a workspace of your own. In its Developer Center you make an app and accept the terms.</li>
        <li>You build, test and document a component, and hand it in for review.</li>
      </ol>
      <Foot>
        If you hear nothing within {LIMITS.keptDays} days, the request is forgotten, and you can send another one. Who
        has an account already is written to by nobody: <a href="/">sign in</a> and look.
      </Foot>
    </>
  );
}

function Foot({ children }: { readonly children: ReactNode }) {
  return <p className={`t3 ${css['foot']}`}>{children}</p>;
}
