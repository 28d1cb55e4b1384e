import { useGo } from '../app/links.tsx';
import { useWrite } from '../data/write.ts';
import { PermissionNote, useWhyNot } from '../parts/permission-note.tsx';
import { useToast } from '../parts/toast.tsx';
import { Addresses } from './sources/addresses.tsx';
import { Asks } from './sources/asks.tsx';
import { FunctionOfSource } from './sources/function-of-source.tsx';
import { isOfRequests, type Source } from './sources/intake.ts';
import { SourceForm } from './sources/source-form.tsx';
import { StreamOfSource } from './sources/stream-of-source.tsx';
import { SourceFrame } from './sources/source-frame.tsx';
import { WriteKeys } from './sources/write-keys.tsx';

/** With which keys does it send, and what may it do? */
export function Page() {
  return (
    <SourceFrame part="settings">
      {(source, revision) => (
        <div className="source-settings">
          <PermissionNote permission="sources:write" what="see keys or change a source" />
          {isOfRequests(source) ? <Addresses source={source} /> : <WriteKeys source={source} />}
          {source.function !== undefined && (
            <FunctionOfSource key={`${source.id} function`} source={source} revision={revision} />
          )}
          {source.metadataId !== undefined && (
            <StreamOfSource key={`${source.id} stream`} source={source} revision={revision} />
          )}
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
  const { run, ...write } = useWrite('PATCH /sources/{sourceId}');
  const say = useToast();
  const { id, name, enabled } = source;
  async function change(): Promise<boolean> {
    const done = await run({ params: { sourceId: id }, body: { enabled: !enabled }, ...ifMatch(revision) });
    if (done !== undefined) say(`${name} is switched ${enabled ? 'off' : 'on'}`);
    return done !== undefined;
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
        <Asks
          verb={`Switch the source ${enabled ? 'off' : 'on'}`}
          title={`Switch ${name} ${enabled ? 'off' : 'on'}?`}
          says={
            enabled
              ? 'From then on its events are refused, and nothing brings them back.'
              : 'From then on its events are accepted and delivered.'
          }
          isDanger={enabled}
          why={useWhyNot('sources:write')}
          write={write}
          onConfirm={change}
        />
      </div>
    </section>
  );
}

const ifMatch = (revision: string | undefined) => (revision === undefined ? {} : { ifMatch: revision });

function Delete({ source: { id, name }, revision }: Editing) {
  const { run, ...write } = useWrite('DELETE /sources/{sourceId}');
  const say = useToast();
  const go = useGo();
  async function remove(): Promise<boolean> {
    const done = await run({ params: { sourceId: id }, ...ifMatch(revision) });
    if (done === undefined) return false;
    say(`${name} is deleted`);
    await go({ to: '/w/$workspace/sources', replace: true });
    return true;
  }
  return (
    <section>
      <h2>Delete</h2>
      <div className="between">
        <p className="t2">
          Its keys or addresses stop to work, and what is sent with them is refused. Its archive stays. A source that
          has destinations cannot be deleted.
        </p>
        <Asks
          verb="Delete the source"
          title={`Delete ${name}?`}
          says="Nothing brings the source or its keys back. What it has sent stays in the archive."
          typed={id}
          kind="danger"
          icon="trash"
          isDanger
          why={useWhyNot('sources:write')}
          write={write}
          onConfirm={remove}
        />
      </div>
    </section>
  );
}
