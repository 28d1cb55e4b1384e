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

/** What is typed so far, for which state it was typed, and saving it. */
function useSourceForm({ source, revision }: SourceFormProps) {
  const [begun, setBegun] = useState<{ readonly typed: Typed; readonly revision: string | undefined }>();
  const { run, isBusy, error, reset } = useWrite('PATCH /sources/{sourceId}');
  const refresh = useRefresh();
  const say = useToast();
  const now = typedOf(source);
  const shown = begun?.typed ?? now;
  const isOld = error?.status === 412;
  useEffect(() => {
    // So that what is there now can be shown beside.
    if (isOld) void refresh();
    // `refresh` is made anew with each rendering.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [isOld]);
  const forget = (): void => {
    reset();
    setBegun(undefined);
  };
  return {
    ...{ now, shown, isBusy, error, isOld, forget },
    isSame: shown.name === now.name && shown.acceptDeletes === now.acceptDeletes,
    edit: (changed: Partial<Typed>): void =>
      setBegun({ typed: { ...shown, ...changed }, revision: begun === undefined ? revision : begun.revision }),
    async save(forRevision = begun?.revision): Promise<void> {
      const body = { name: shown.name.trim(), settings: { acceptDeletes: shown.acceptDeletes } };
      const input = { params: { sourceId: source.id }, body };
      const done = await run(forRevision === undefined ? input : { ...input, ifMatch: forRevision });
      if (done === undefined) return;
      forget();
      say(`${done.source.name} is saved. It is in use in a few seconds.`);
    },
  };
}

export function SourceForm({ source, revision }: SourceFormProps) {
  const { now, shown, isBusy, error, isOld, isSame, edit, save, forget } = useSourceForm({ source, revision });
  const notAllowed = useWhyNot('sources:write');
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
        {isOld && <Conflict mine={shown} theirs={now} onOverwrite={() => void save(revision)} onForget={forget} />}
        {error !== undefined && !isOld && <ErrorState error={error} />}
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
