import { useState, type DragEvent } from 'react';
import {
  judgeLogo,
  LOGO_MAX_BYTES,
  LOGO_MAX_PIXELS,
  LOGO_MIN_PIXELS,
  shownLogo,
} from '../../../../domain/catalog/logo.ts';
import { UnsavedChanges } from '../../app/unsaved-changes.tsx';
import { problemsOf, useWrite } from '../../data/write.ts';
import { Button } from '../../parts/button.tsx';
import { ErrorState } from '../../parts/error-state.tsx';
import { Logo } from '../../parts/logo.tsx';
import { useToast } from '../../parts/toast.tsx';
import type { App } from './app-form.ts';
import { readChosen, type Chosen } from './chosen-logo.ts';
import css from './developer.module.css';

type AppLogoProps = { readonly app: App; readonly revision: string | undefined; readonly why: string | undefined };

const RULES = `PNG, JPEG or WebP, ${LOGO_MIN_PIXELS} to ${LOGO_MAX_PIXELS} pixels on each side, ${LOGO_MAX_BYTES / 1024} KB at most.`;

type AppLogoHandle = {
  readonly app: App;
  readonly why: string | undefined;
  readonly chosen: Chosen | undefined;
  readonly setChosen: (chosen: Chosen | undefined) => void;
  readonly choose: (file: File | undefined) => void;
};

/** The logo that customers see: one is chosen or dropped, looked at, and handed in. */
export function AppLogo({ app, revision, why }: AppLogoProps) {
  const [chosen, setChosen] = useState<Chosen>();
  const [isOver, setOver] = useState(false);
  const choose = (file: File | undefined): void => {
    void (async () => setChosen(file && (await readChosen(file, judgeLogo))))();
  };
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    if (why === undefined) choose(event.dataTransfer.files[0]);
  };
  const isUsable = chosen !== undefined && chosen.fault === undefined;
  return (
    <section
      className={`${css['logo']} ${isOver ? css['over'] : ''}`}
      aria-label="Logo"
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <UnsavedChanges when={isUsable} />
      {isUsable ? (
        <img className="logo large" src={chosen.preview} alt="The logo that you have chosen" />
      ) : (
        <Logo name={app.name} logoUrl={app.logoUrl} size="large" />
      )}
      <div className="stack-small">
        <b>Logo</b>
        <span className="label t2">{RULES} Choose a file, or drop it here.</span>
        {app.logoUrl !== undefined && shownLogo(app.logoUrl) === undefined && (
          <span className="label t2">
            <code>{app.logoUrl}</code> is at another host: pages of Penstock ask none, and show letters.
          </span>
        )}
        <HandIn {...{ app, revision, why, chosen, setChosen, choose }} />
      </div>
    </section>
  );
}

function HandIn({ app, revision, why, chosen, setChosen, choose }: AppLogoHandle & AppLogoProps) {
  const put = useWrite('PUT /apps/{appId}/logo');
  const remove = useWrite('DELETE /apps/{appId}/logo');
  const say = useToast();
  const to = { params: { appId: app.id }, ...(revision === undefined ? {} : { ifMatch: revision }) };
  const save = async ({ base64 }: Chosen): Promise<void> => {
    if ((await put.run({ ...to, body: { image: base64 } })) === undefined) return;
    setChosen(undefined);
    say('The logo is handed in: customers see it with the next approved version');
  };
  const fault = chosen?.fault ?? problemsOf(put.error).get('image');
  const error = put.error ?? remove.error;
  const hasOne = app.logoUrl !== undefined;
  return (
    <>
      {fault !== undefined && (
        <p className="fault" role="alert">
          {chosen?.name ?? 'The picture'} {fault}.
        </p>
      )}
      {error !== undefined && fault === undefined && <ErrorState error={error} />}
      {why === undefined && (
        <div className="row">
          {chosen !== undefined && chosen.fault === undefined && (
            <Button kind="primary" isBusy={put.isBusy} onClick={() => void save(chosen)}>
              Hand it in
            </Button>
          )}
          {chosen !== undefined && <Button onClick={() => setChosen(undefined)}>Forget it</Button>}
          <FileButton says={hasOne || chosen !== undefined ? 'Choose another one' : 'Choose a file'} onFile={choose} />
          {hasOne && chosen === undefined && (
            <Button kind="quiet" isBusy={remove.isBusy} onClick={() => void remove.run(to)}>
              Remove
            </Button>
          )}
        </div>
      )}
    </>
  );
}

function FileButton({ says, onFile }: { readonly says: string; readonly onFile: (file: File | undefined) => void }) {
  return (
    <label className={`btn ${css['choose']}`}>
      {says}
      <input
        className="sr"
        type="file"
        accept="image/png,image/jpeg,image/webp"
        onChange={(event) => {
          onFile(event.target.files?.[0]);
          // The same file can be chosen again, when it was mended.
          event.target.value = '';
        }}
      />
    </label>
  );
}
