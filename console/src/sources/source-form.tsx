// Name and settings of a source. Somebody else may have changed it meanwhile: then both versions are shown.

import { useEffect, useState } from 'react';
import { useRefresh } from '../data/api.tsx';
import { problemsOf, useWrite } from '../data/write.ts';
import { Button } from '../parts/button.tsx';
import { ErrorState } from '../parts/error-state.tsx';
import { Check, Field, TextInput } from '../parts/field.tsx';
import { useWhyNot } from '../parts/permission-note.tsx';
import { useToast } from '../parts/toast.tsx';
import type { Source } from './intake.ts';

type SourceFormProps = { readonly source: Source; readonly revision: string | undefined };
type Typed = { readonly name: string; readonly acceptDeletes: boolean };

const typedOf = ({ name, settings }: Source): Typed => ({ name, acceptDeletes: settings.acceptDeletes });

export function SourceForm({ source, revision }: SourceFormProps) {
  /** What it was when somebody began to change it, for which the change is made. */
  const [base, setBase] = useState<{ readonly source: Source; readonly revision: string | undefined }>();
  const [typed, setTyped] = useState<Typed>();
  const { run, isBusy, error, reset } = useWrite('PATCH /sources/{sourceId}');
  const say = useToast();
  const now = typedOf(source);
  const shown = typed ?? now;
  const notAllowed = useWhyNot('sources:write');
  const isSame = shown.name === now.name && shown.acceptDeletes === now.acceptDeletes;
  const isOld = error?.status === 412;
  const refresh = useRefresh();
  useEffect(() => {
    // So that what is there now can be shown beside.
    if (isOld) void refresh();
    // `refresh` is made anew with each rendering.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [isOld]);

  const edit = (changed: Partial<Typed>): void => {
    if (typed === undefined) setBase({ source, revision });
    setTyped({ ...shown, ...changed });
  };
  const forget = (): void => {
    reset();
    setTyped(undefined);
    setBase(undefined);
  };
  async function save(forRevision = base?.revision): Promise<void> {
    const { name, acceptDeletes } = shown;
    const body = { name: name.trim(), settings: { acceptDeletes } };
    const input = { params: { sourceId: source.id }, body };
    const done = await run(forRevision === undefined ? input : { ...input, ifMatch: forRevision });
    if (done === undefined) return;
    forget();
    say(`${done.source.name} is saved. It is in use in a few seconds.`);
  }

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <h2>Settings</h2>
      <div className="stack">
        <Field label="Name" fault={problemsOf(error).get('name')}>
          <TextInput
            value={shown.name}
            onChange={(name) => edit({ name })}
            maxLength={200}
            readOnly={notAllowed !== undefined}
          />
        </Field>
        <Check checked={shown.acceptDeletes} onChange={(acceptDeletes) => edit({ acceptDeletes })}>
          Accept delete events, which make partners forget a user. They are taken with a server key only.
        </Check>
        {isOld ? (
          <Conflict mine={shown} theirs={now} onOverwrite={() => void save(revision)} onForget={forget} />
        ) : (
          error !== undefined && <ErrorState error={error} />
        )}
        <div className="row">
          <Button
            type="submit"
            kind="primary"
            isBusy={isBusy}
            why={notAllowed ?? (isSame ? 'Nothing is changed' : undefined)}
          >
            Save the settings
          </Button>
          {!isSame && (
            <Button kind="quiet" onClick={forget}>
              Undo
            </Button>
          )}
        </div>
      </div>
    </form>
  );
}

type ConflictProps = {
  readonly mine: Typed;
  readonly theirs: Typed;
  readonly onOverwrite: () => void;
  readonly onForget: () => void;
};

function Conflict({ mine, theirs, onOverwrite, onForget }: ConflictProps) {
  const deletes = ({ acceptDeletes }: Typed): string => (acceptDeletes ? 'accepted' : 'refused');
  return (
    <div className="banner waiting" role="alert">
      <div className="stack">
        <p>
          <b>Somebody else has changed this source since you began.</b> Nothing of yours is saved so far.
        </p>
        <table className="dense">
          <thead>
            <tr>
              <th>Field</th>
              <th>As it is now</th>
              <th>Yours</th>
            </tr>
          </thead>
          <tbody>
            <tr>
              <td>Name</td>
              <td>{theirs.name}</td>
              <td>{mine.name}</td>
            </tr>
            <tr>
              <td>Delete events</td>
              <td>{deletes(theirs)}</td>
              <td>{deletes(mine)}</td>
            </tr>
          </tbody>
        </table>
        <div className="row">
          <Button size="small" onClick={onOverwrite}>
            Save mine over it
          </Button>
          <Button size="small" kind="quiet" onClick={onForget}>
            Keep what is there
          </Button>
        </div>
      </div>
    </div>
  );
}
