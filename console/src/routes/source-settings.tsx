import { useGo } from '../app/links.tsx';
import { useWrite } from '../data/write.ts';
import { Button } from '../parts/button.tsx';
import { Confirm } from '../parts/dialog.tsx';
import { ErrorState } from '../parts/error-state.tsx';
import { PermissionNote, useWhyNot } from '../parts/permission-note.tsx';
import { useToast } from '../parts/toast.tsx';
import { useState } from 'react';
import type { Source } from './sources/intake.ts';
import { SourceForm } from './sources/source-form.tsx';
import { SourceFrame } from './sources/source-frame.tsx';
import { WriteKeys } from './sources/write-keys.tsx';
import './sources/sources.css';

/** With which keys does it send, and what may it do? */
export function Page() {
  return (
    <SourceFrame>
      {(source, revision) => (
        <div className="source-settings">
          <PermissionNote permission="sources:write" what="see keys or change a source" />
          <WriteKeys source={source} />
          <SourceForm key={source.id} source={source} revision={revision} />
          <Switch source={source} revision={revision} />
          <Delete source={source} revision={revision} />
        </div>
      )}
    </SourceFrame>
  );
}

type Editing = { readonly source: Source; readonly revision: string | undefined };

/** Apart from the form: it is what one needs in a hurry, also on a phone. */
function Switch({ source, revision }: Editing) {
  const { run, isBusy, error, reset } = useWrite('PATCH /sources/{sourceId}');
  const [isAsking, setAsking] = useState(false);
  const say = useToast();
  const why = useWhyNot('sources:write');
  const { id, name, enabled } = source;
  const verb = enabled ? 'Switch the source off' : 'Switch the source on';
  async function change(): Promise<void> {
    const done = await run({ params: { sourceId: id }, body: { enabled: !enabled }, ...ifMatch(revision) });
    if (done === undefined) return;
    setAsking(false);
    say(`${name} is switched ${enabled ? 'off' : 'on'}`);
  }
  return (
    <section>
      <h2>{enabled ? 'It is switched on' : 'It is switched off'}</h2>
      <div className="between">
        <p className="t2">
          {enabled
            ? 'While a source is off, what it sends is answered with 200 and refused: it is lost, and counted as source_disabled.'
            : 'What it sends is refused and lost. It is in use a few seconds after it is switched on.'}
        </p>
        <Button why={why} onClick={() => setAsking(true)}>
          {verb}
        </Button>
      </div>
      {isAsking && (
        <Confirm
          isOpen
          title={`${verb.replace('the source', name)}?`}
          says={
            enabled
              ? 'From then on its events are refused, and nothing brings them back.'
              : 'From then on its events are accepted and delivered.'
          }
          verb={verb}
          isBusy={isBusy}
          isDanger={enabled}
          onConfirm={() => void change()}
          onClose={() => {
            reset();
            setAsking(false);
          }}
        >
          {error !== undefined && <ErrorState error={error} />}
        </Confirm>
      )}
    </section>
  );
}

const ifMatch = (revision: string | undefined) => (revision === undefined ? {} : { ifMatch: revision });

function Delete({ source: { id, name }, revision }: Editing) {
  const { run, isBusy, error, reset } = useWrite('DELETE /sources/{sourceId}');
  const [isAsking, setAsking] = useState(false);
  const say = useToast();
  const go = useGo();
  const why = useWhyNot('sources:write');
  async function remove(): Promise<void> {
    const done = await run({ params: { sourceId: id }, ...ifMatch(revision) });
    if (done === undefined) return;
    say(`${name} is deleted`);
    await go({ to: '/w/$workspace/sources', replace: true });
  }
  return (
    <section>
      <h2>Delete</h2>
      <div className="between">
        <p className="t2">
          Its keys stop to work, and what is sent with them is refused. Its archive stays. A source that has
          destinations cannot be deleted.
        </p>
        <Button kind="danger" icon="trash" why={why} onClick={() => setAsking(true)}>
          Delete the source
        </Button>
      </div>
      {isAsking && (
        <Confirm
          isOpen
          title={`Delete ${name}?`}
          says="Nothing brings the source or its keys back. What it has sent stays in the archive."
          verb="Delete the source"
          typed={id}
          isDanger
          isBusy={isBusy}
          onConfirm={() => void remove()}
          onClose={() => {
            reset();
            setAsking(false);
          }}
        >
          {error !== undefined && <ErrorState error={error} />}
        </Confirm>
      )}
    </section>
  );
}
