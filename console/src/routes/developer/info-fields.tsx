import { EVENT_TYPES } from '../../../../domain/events/event.ts';
import { Check, Field, TextInput } from '../../parts/field.tsx';
import type { InfoForm } from './info-form.ts';
import css from './developer.module.css';

type FieldsProps = {
  readonly form: InfoForm;
  readonly change: (changed: Partial<InfoForm>) => void;
  /** What the API says, by its path. */
  readonly problems: ReadonlyMap<string, string>;
};

type InfoFieldsProps = FieldsProps & {
  readonly isWebhook: boolean;
  /** A secret is stored. */
  readonly hasSecret: boolean;
};

export function InfoFields({ isWebhook, hasSecret, ...props }: InfoFieldsProps) {
  const { form, change, problems } = props;
  return (
    <>
      <Field label="Name" help="As customers see it in the catalog." fault={problems.get('name')}>
        <TextInput value={form.name} onChange={(name) => change({ name })} maxLength={200} required />
      </Field>

      {isWebhook && <Endpoint {...props} hasSecret={hasSecret} />}
      <Events {...props} />
      <Limits {...props} />
    </>
  );
}

function Endpoint({ form, change, problems, hasSecret }: FieldsProps & Pick<InfoFieldsProps, 'hasSecret'>) {
  return (
    <>
      <Field
        label="Address"
        help="Events are posted here. {region} stands for what the customer has set as region."
        fault={problems.get('config.url')}
      >
        <TextInput
          isMono
          value={form.url}
          onChange={(url) => change({ url })}
          placeholder="https://in.example.com/events"
        />
      </Field>
      <Field
        label="Shared secret"
        note={hasSecret ? 'set, and never shown' : 'optional'}
        help="Requests are signed with it. What you type replaces it."
        fault={problems.get('config.sharedSecret')}
      >
        <TextInput
          isMono
          type="password"
          autoComplete="new-password"
          value={form.sharedSecret}
          onChange={(sharedSecret) => change({ sharedSecret })}
        />
      </Field>
    </>
  );
}

function Events({ form, change }: FieldsProps) {
  return (
    <fieldset className="field">
      <legend className="name">
        <b>Events that it takes</b>
      </legend>
      <div className={css['checkboxes']}>
        {EVENT_TYPES.map((type) => (
          <Check
            key={type}
            checked={form.events.includes(type)}
            onChange={(isOn) =>
              change({ events: EVENT_TYPES.filter((one) => (one === type ? isOn : form.events.includes(one))) })
            }
          >
            {type}
          </Check>
        ))}
      </div>
    </fieldset>
  );
}

function Limits({ form, change, problems }: FieldsProps) {
  return (
    <>
      <Check checked={form.replay} onChange={(replay) => change({ replay })}>
        It takes replays: events of long ago are welcome
      </Check>
      <div className={css['pair']}>
        <Field
          label="Events a second"
          note="optional"
          help="The most that you take from one customer."
          fault={problems.get('rateLimit.perSecond')}
        >
          <TextInput inputMode="decimal" value={form.perSecond} onChange={(perSecond) => change({ perSecond })} />
        </Field>
        <Field
          label="At once"
          note="optional"
          help="Requests of one customer at the same time."
          fault={problems.get('rateLimit.atOnce')}
        >
          <TextInput inputMode="numeric" value={form.atOnce} onChange={(atOnce) => change({ atOnce })} />
        </Field>
      </div>
    </>
  );
}
