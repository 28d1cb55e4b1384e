// The fields of how events are delivered.

import type { ReactNode } from 'react';
import { Check, Field, Select, TextInput } from '../../parts/field.tsx';
import { scheduleOf, type DeliveryDraft } from './delivery-form.ts';
import { RetryDrawing } from './retry-drawing.tsx';
import type { Destination } from './state.ts';

type FieldsProps = {
  readonly destination: Destination;
  readonly draft: DeliveryDraft;
  readonly onChange: (changed: Partial<DeliveryDraft>) => void;
  /** By path, as the API names it: `retry.over`. */
  readonly problems: ReadonlyMap<string, string>;
};

export function DeliveryFields(props: FieldsProps) {
  return (
    <>
      <Retries {...props} />
      <Rate {...props} />
      <SwitchOff {...props} />
      <Breaker {...props} />
    </>
  );
}

function Group({
  title,
  says,
  children,
}: {
  readonly title: string;
  readonly says: string;
  readonly children: ReactNode;
}) {
  return (
    <section className="dst-group">
      <div>
        <h2>{title}</h2>
        <p className="t2">{says}</p>
      </div>
      <div className="stack">{children}</div>
    </section>
  );
}

type TextName = {
  [Name in keyof DeliveryDraft]: DeliveryDraft[Name] extends string ? Name : never;
}[keyof DeliveryDraft];

type TextFieldProps = FieldsProps & {
  readonly name: TextName;
  readonly path: string;
  readonly label: string;
  readonly note?: string;
  readonly help?: string;
};

function TextField({ draft, onChange, problems, name, path, label, note, help }: TextFieldProps) {
  return (
    <Field label={label} note={note} help={help} fault={problems.get(path)}>
      <TextInput
        value={draft[name]}
        onChange={(text) => onChange({ [name]: text })}
        autoComplete="off"
        spellCheck={false}
      />
    </Field>
  );
}

function Retries(props: FieldsProps) {
  const delays = scheduleOf(props.draft);
  return (
    <Group title="Retries" says="An attempt that fails and may go well later is made again, with waits that double.">
      <div className="dst-pair">
        <TextField {...props} name="retries" path="retry.retries" label="Retries" help="0 to 20" />
        <TextField {...props} name="over" path="retry.over" label="Over" help="Such as 4h; 72h at most" />
      </div>
      {delays !== undefined && <RetryDrawing delays={delays} />}
    </Group>
  );
}

function Rate(props: FieldsProps) {
  const { destination, draft, onChange } = props;
  return (
    <Group title="Rate and batches" says="What is too much waits, and uses up no attempt.">
      <div className="dst-pair">
        <TextField
          {...props}
          name="perSecond"
          path="rateLimit.perSecond"
          label="Requests a second"
          note="optional"
          help="Empty: as fast as events come"
        />
        <TextField {...props} name="atOnce" path="rateLimit.atOnce" label="At the same time" note="optional" />
      </div>
      {destination.metadataId === undefined && (
        <>
          <Check checked={draft.isBatched} onChange={(isBatched) => onChange({ isBatched })}>
            Send several events in one request
          </Check>
          {draft.isBatched && (
            <div className="dst-pair">
              <TextField {...props} name="maxEvents" path="batch.maxEvents" label="Events together, at most" />
              <TextField
                {...props}
                name="maxWait"
                path="batch.maxWait"
                label="A few wait for others"
                help="Such as 1s"
              />
            </div>
          )}
        </>
      )}
    </Group>
  );
}

const SWITCH_OFF = [
  ['usual', 'After 1,000 failures over 10 minutes (usual)'],
  ['after', 'After as many as I say'],
  ['never', 'Never'],
] as const;

function SwitchOff(props: FieldsProps) {
  const { draft, onChange, problems } = props;
  return (
    <Group
      title="Switching off by itself"
      says="Failures in a row that only a person can put right, such as a wrong key, switch it off. There is a notice then."
    >
      <Field label="Switch it off" fault={problems.get('switchOffAfter')}>
        <Select value={draft.switchOff} options={SWITCH_OFF} onChange={(switchOff) => onChange({ switchOff })} />
      </Field>
      {draft.switchOff === 'after' && (
        <div className="dst-pair">
          <TextField {...props} name="failures" path="switchOffAfter.failures" label="Failures in a row" />
          <TextField
            {...props}
            name="failuresOver"
            path="switchOffAfter.over"
            label="Over at least"
            help="Such as 10m"
          />
        </div>
      )}
    </Group>
  );
}

function Breaker(props: FieldsProps) {
  return (
    <Group
      title="When it counts as down"
      says="While it is down its events are held, and one asks now and then whether it is back."
    >
      <div className="dst-pair">
        <TextField
          {...props}
          name="failingShare"
          path="breaker.failingShare"
          label="Share of attempts that fail"
          help="0.5 is half of them"
        />
        <TextField
          {...props}
          name="minimumAttempts"
          path="breaker.minimumAttempts"
          label="Of at least so many attempts"
        />
        <TextField {...props} name="window" path="breaker.window" label="Within" help="Such as 30s" />
        <TextField {...props} name="probeAfter" path="breaker.probeAfter" label="Asks every" help="Such as 30s" />
      </div>
    </Group>
  );
}
