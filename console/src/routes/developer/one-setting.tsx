import type { Setting } from '../../../../domain/catalog/settings-schema.ts';
import { useTyped } from '../../data/typed.ts';
import { Check, Field, Select, TextArea, TextInput } from '../../parts/field.tsx';
import { numberOrText, retypedSetting, valuesOfLines, withField } from './schema-edits.ts';
import { SETTING_TYPES } from './setting-types.ts';
import css from './developer.module.css';

const FORMATS = [
  ['', 'Any'],
  ['uri', 'Address'],
  ['email', 'Email'],
  ['date', 'Day'],
  ['date-time', 'Moment'],
  ['uuid', 'UUID'],
] as const;

type OneProps = {
  readonly name: string;
  readonly setting: Setting;
  /** The keys of the other settings. */
  readonly others: readonly string[];
  readonly isRequired: boolean;
  readonly faults: ReadonlyMap<string, string>;
  readonly onRename: (name: string) => void;
  readonly onChange: (setting: Setting) => void;
  readonly onRequired: (isRequired: boolean) => void;
};

/** Everything that can be said of one setting. */
export function OneSetting({ name, setting, others, isRequired, faults, onRename, onChange, onRequired }: OneProps) {
  const said: Said = {
    setting,
    put: (field, value) => onChange(withField(setting, field, value)),
    faultOf: (field) => faults.get(`properties.${name}.${field}`),
  };
  return (
    <div className="stack setting-open">
      <div className={css['pair']}>
        <Key {...{ name, others, onRename }} fault={faults.get(`properties.${name}`)} />
        <Field label="Type">
          <Select
            value={setting.type}
            options={SETTING_TYPES}
            onChange={(type) => onChange(retypedSetting(setting, type))}
          />
        </Field>
      </div>
      <TextOf {...said} field="title" label="Name in the form" />
      <TextOf {...said} field="description" label="Help below it" />
      <div className={css['checkboxes']}>
        <Check checked={isRequired} onChange={onRequired}>
          Required
        </Check>
        {setting.type !== 'boolean' && (
          <Check checked={setting.writeOnly === true} onChange={(isSecret) => said.put('writeOnly', isSecret)}>
            Secret: stored, used, and never shown
          </Check>
        )}
      </div>
      <Values {...said} />
      <Limits {...said} />
    </div>
  );
}

type KeyProps = Pick<OneProps, 'name' | 'others' | 'onRename'> & { readonly fault: string | undefined };

/** One that is taken, or that JavaScript would put first, is not taken over, and can be typed on from. */
function Key({ name, others, onRename, fault }: KeyProps) {
  const typed = useTyped({
    value: name,
    print: (key) => key,
    read: (key) => (others.includes(key) || /^\d/.test(key) ? undefined : { value: key }),
    onChange: onRename,
  });
  return (
    <Field label="Key" help="Letters, digits and _." fault={typed.isBroken ? whyNotTaken(typed.text) : fault}>
      <TextInput isMono value={typed.text} onChange={typed.type} spellCheck={false} />
    </Field>
  );
}

const whyNotTaken = (key: string): string =>
  /^\d/.test(key) ? 'It begins with a letter.' : `Another setting is called ${key}.`;

type Said = {
  readonly setting: Setting;
  readonly put: (field: string, value: unknown) => void;
  readonly faultOf: (field: string) => string | undefined;
};

function valueOf(setting: Setting, field: string): unknown {
  return (setting as Setting & Readonly<Record<string, unknown>>)[field];
}

function printed(value: unknown): string {
  return value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);
}

type LineProps = Said & { readonly field: string; readonly label: string; readonly help?: string };

function TextOf({ setting, put, faultOf, field, label, help }: LineProps) {
  return (
    <Field label={label} note="optional" help={help} fault={faultOf(field)}>
      <TextInput value={printed(valueOf(setting, field))} onChange={(typed) => put(field, typed)} />
    </Field>
  );
}

function NumberOf({ setting, put, faultOf, field, label }: LineProps) {
  const typed = useTyped({
    value: valueOf(setting, field),
    print: printed,
    read: (text) => ({ value: text === '' ? undefined : numberOrText(text) }),
    onChange: (value) => put(field, value),
  });
  return (
    <Field label={label} note="optional" fault={faultOf(field)}>
      <TextInput inputMode="decimal" value={typed.text} onChange={typed.type} />
    </Field>
  );
}

/** What can be chosen, and what is chosen before anybody has. */
function Values({ setting, put, faultOf }: Said) {
  if (setting.type === 'boolean') {
    return (
      <Check checked={setting.default === true} onChange={(isOn) => put('default', isOn)}>
        Yes, unless the customer says otherwise
      </Check>
    );
  }
  if (setting.type === 'array' || setting.type === 'object') return null;
  return (
    <>
      <OneOf {...{ setting, put, faultOf }} />
      {setting.writeOnly !== true &&
        (setting.type === 'string' ? (
          <TextOf {...{ setting, put, faultOf }} field="default" label="Default" />
        ) : (
          <NumberOf {...{ setting, put, faultOf }} field="default" label="Default" />
        ))}
    </>
  );
}

function OneOf({ setting, put, faultOf }: Said) {
  const typed = useTyped({
    value: valueOf(setting, 'enum') ?? [],
    print: (values) => (Array.isArray(values) ? values.join('\n') : ''),
    read: (text) => ({ value: valuesOfLines(text, setting.type) }),
    onChange: (values) => put('enum', values),
  });
  return (
    <Field label="One of" note="optional, one a line" fault={faultOf('enum')}>
      <TextArea isMono rows={3} value={typed.text} onChange={typed.type} />
    </Field>
  );
}

function Limits(said: Said) {
  const { setting, put, faultOf } = said;
  if (setting.type === 'number' || setting.type === 'integer') {
    return (
      <div className={css['pair']}>
        <NumberOf {...said} field="minimum" label="Least" />
        <NumberOf {...said} field="maximum" label="Most" />
      </div>
    );
  }
  if (setting.type !== 'string') return null;
  return (
    <div className={css['pair']}>
      <TextOf {...said} field="pattern" label="Pattern" help="A regular expression. Say the most characters too." />
      <NumberOf {...said} field="maxLength" label="Most characters" />
      <Field label="Format" fault={faultOf('format')}>
        <Select value={setting.format ?? ''} options={FORMATS} onChange={(format) => put('format', format)} />
      </Field>
    </div>
  );
}
