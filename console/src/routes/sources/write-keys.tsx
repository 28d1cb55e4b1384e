import { useState } from 'react';
import { useWrite } from '../../data/write.ts';
import { Button } from '../../parts/button.tsx';
import { Copyable } from '../../parts/copyable.tsx';
import { Confirm, FormDialog } from '../../parts/dialog.tsx';
import { ErrorState } from '../../parts/error-state.tsx';
import { Field, Select } from '../../parts/field.tsx';
import { useWhyNot } from '../../parts/permission-note.tsx';
import { Time } from '../../parts/time.tsx';
import { useToast } from '../../parts/toast.tsx';
import { KEY_CLASS_CHOICES, type KeyClass } from './new-source.ts';
import type { Source } from './intake.ts';

export function WriteKeys({ source }: { readonly source: Source }) {
  const [isAdding, setAdding] = useState(false);
  const [revoked, setRevoked] = useState<string>();
  const why = useWhyNot('sources:write');
  const isLast = source.writeKeys.length === 1;
  return (
    <section>
      <div className="between">
        <h2>Write keys</h2>
        <Button size="small" icon="plus" why={why} onClick={() => setAdding(true)}>
          Add a write key
        </Button>
      </div>
      <p className="t2">
        To change a key without a gap: add one, give it to every sender, and revoke the old one when it is not used any
        more.
      </p>
      {source.writeKeys.length > 0 && (
        <table className="keys">
          <thead>
            <tr>
              <th>Key</th>
              <th>Class</th>
              <th>Last used</th>
              <th>
                <span className="sr">What can be done</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {source.writeKeys.map((key) => (
              <tr key={key}>
                <td>
                  <Copyable text={key} label={`Copy the write key ${key}`} />
                </td>
                <td>{source.serverWriteKeys.includes(key) ? 'Server' : 'Browser'}</td>
                <td>
                  <LastUsed source={source} writeKey={key} />
                </td>
                <td className="num">
                  {isLast ? (
                    <span className="label t2">The last key stays</span>
                  ) : (
                    <Button size="small" kind="quiet" aria-label={`Revoke ${key}`} onClick={() => setRevoked(key)}>
                      Revoke
                    </Button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {isAdding && <AddKey source={source} onClose={() => setAdding(false)} />}
      {revoked !== undefined && <Revoke source={source} writeKey={revoked} onClose={() => setRevoked(undefined)} />}
    </section>
  );
}

type KeyProps = { readonly source: Source; readonly writeKey: string };

function LastUsed({ source, writeKey }: KeyProps) {
  const use = source.writeKeyUses?.find((used) => used.writeKey === writeKey);
  if (use === undefined) return <span className="zero">–</span>;
  return use.lastUsedAt === undefined ? <span className="t2">Not in 400 days</span> : <Time at={use.lastUsedAt} />;
}

function AddKey({ source, onClose }: { readonly source: Source; readonly onClose: () => void }) {
  const [keyClass, setClass] = useState<KeyClass>('browser');
  const { run, isBusy, error } = useWrite('POST /sources/{sourceId}/writekey');
  const say = useToast();
  async function add(): Promise<void> {
    const done = await run({ params: { sourceId: source.id }, body: { class: keyClass } });
    if (done === undefined) return;
    say(`${source.name} has a new write key. The others go on working.`);
    onClose();
  }
  return (
    <FormDialog
      title={`Add a write key to ${source.name}`}
      says="The others go on working, so that senders can change over one by one."
      isOpen
      onClose={onClose}
      verb="Add the write key"
      isBusy={isBusy}
      onSubmit={() => void add()}
    >
      <Field label="Class">
        <Select value={keyClass} options={KEY_CLASS_CHOICES} onChange={setClass} />
      </Field>
      {error !== undefined && <ErrorState error={error} />}
    </FormDialog>
  );
}

function Revoke({ source, writeKey, onClose }: KeyProps & { readonly onClose: () => void }) {
  const { run, isBusy, error } = useWrite('DELETE /sources/{sourceId}/writekey');
  const say = useToast();
  async function revoke(): Promise<void> {
    const done = await run({ params: { sourceId: source.id }, query: { writeKey } });
    if (done === undefined) return;
    say(`A write key of ${source.name} is revoked.`);
    onClose();
  }
  return (
    <Confirm
      isOpen
      title={`Revoke a write key of ${source.name}?`}
      says={
        <>
          What is sent with <code>{writeKey}</code> from then on is refused, and lost. Last used:{' '}
          <LastUsed source={source} writeKey={writeKey} />.
        </>
      }
      verb="Revoke the write key"
      isDanger
      isBusy={isBusy}
      onConfirm={() => void revoke()}
      onClose={onClose}
    >
      {error !== undefined && <ErrorState error={error} />}
    </Confirm>
  );
}
