// Where requests to a source of requests come: its addresses, and changing to another one without a gap.

import { useState } from 'react';
import { useWrite } from '../../data/write.ts';
import { Button } from '../../parts/button.tsx';
import { Copyable } from '../../parts/copyable.tsx';
import { FormDialog } from '../../parts/dialog.tsx';
import { ErrorState } from '../../parts/error-state.tsx';
import { Field, Select } from '../../parts/field.tsx';
import { useWhyNot } from '../../parts/permission-note.tsx';
import { Time } from '../../parts/time.tsx';
import { useToast } from '../../parts/toast.tsx';
import { Asks } from './asks.tsx';
import type { Source } from './intake.ts';

type Address = NonNullable<Source['addresses']>[number];

export function Addresses({ source }: { readonly source: Source }) {
  const [isRotating, setRotating] = useState(false);
  const why = useWhyNot('sources:write');
  const { addresses = [] } = source;
  return (
    <section>
      <div className="between">
        <h2>{addresses.length > 1 ? 'Addresses' : 'Address'}</h2>
        <Button size="small" icon="refresh" why={why} onClick={() => setRotating(true)}>
          Change the address
        </Button>
      </div>
      <p className="t2">
        Whoever knows an address may send to it, so treat it as a password. A changed one leaves the old one as long as
        you say, so that senders can change over.
      </p>
      {addresses.length > 0 && (
        <ul className="source-addresses">
          {addresses.toReversed().map((address) => (
            <li key={address.id}>
              <Copyable text={address.url} label="Copy the address" />
              <span className="between wraps">
                <span className="label t2">
                  {address.endsAt === undefined ? (
                    <>
                      Since <Time at={address.createdAt} />
                    </>
                  ) : (
                    <>
                      Taken until <Time at={address.endsAt} />
                    </>
                  )}
                </span>
                {address.endsAt !== undefined && <End source={source} address={address} />}
              </span>
            </li>
          ))}
        </ul>
      )}
      {isRotating && <Rotate source={source} onClose={() => setRotating(false)} />}
    </section>
  );
}

function End({ source, address }: { readonly source: Source; readonly address: Address }) {
  const { run, ...write } = useWrite('DELETE /sources/{sourceId}/addresses/{addressId}');
  const say = useToast();
  async function end(): Promise<boolean> {
    const done = await run({ params: { sourceId: source.id, addressId: address.id } });
    if (done !== undefined) say(`An old address of ${source.name} is ended`);
    return done !== undefined;
  }
  return (
    <Asks
      verb="End the address"
      title={`End an old address of ${source.name}?`}
      says="What is sent there from then on is refused, and lost."
      isDanger
      why={useWhyNot('sources:write')}
      write={write}
      onConfirm={end}
    />
  );
}

const OVERLAPS = [
  ['24h', 'for a day'],
  ['1h', 'for an hour'],
  ['168h', 'for a week'],
  ['0', 'not at all: it is known to somebody who should not know it'],
] as const;

type Overlap = (typeof OVERLAPS)[number][0];

function Rotate({ source, onClose }: { readonly source: Source; readonly onClose: () => void }) {
  const [overlap, setOverlap] = useState<Overlap>('24h');
  const { run, isBusy, error } = useWrite('POST /sources/{sourceId}/addresses');
  const say = useToast();
  async function rotate(): Promise<void> {
    const done = await run({ params: { sourceId: source.id }, body: { overlap } });
    if (done === undefined) return;
    say(`${source.name} has a new address`);
    onClose();
  }
  return (
    <FormDialog
      title={`Change the address of ${source.name}`}
      says="It gets a new one. Give it to whoever sends."
      isOpen
      isDanger={overlap === '0'}
      onClose={onClose}
      verb="Change the address"
      isBusy={isBusy}
      onSubmit={() => void rotate()}
    >
      <Field label="The old one is taken">
        <Select value={overlap} options={OVERLAPS} onChange={setOverlap} />
      </Field>
      {error !== undefined && <ErrorState error={error} />}
    </FormDialog>
  );
}
