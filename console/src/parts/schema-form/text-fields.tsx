import { Check, Field, Select, TextInput } from '../field.tsx';
import type { FieldValue } from './form-values.ts';
import { exampleOf, helpOf, labelOf, noteOf, type SettingFieldProps } from './setting-texts.ts';

type Of<Kind extends FieldValue['kind']> = Extract<FieldValue, { kind: Kind }>;

/** Texts and numbers. A secret that is typed is hidden as passwords are. */
export function TextField(props: SettingFieldProps<Of<'text'>>) {
  const { name, setting, value, faults, isSecret, onChange } = props;
  const isNumber = setting.type === 'number' || setting.type === 'integer';
  return (
    <Field label={labelOf(props)} note={noteOf(props)} help={helpOf(setting)} fault={faults.get(name)}>
      <TextInput
        isMono
        name={name}
        type={isSecret ? 'password' : 'text'}
        inputMode={isNumber ? 'decimal' : 'text'}
        autoComplete={isSecret ? 'new-password' : 'off'}
        spellCheck={false}
        required={props.isRequired}
        placeholder={exampleOf(setting)}
        value={value.text}
        onChange={(text) => onChange({ kind: 'text', text })}
      />
    </Field>
  );
}

/** One of a few. */
export function EnumField(props: SettingFieldProps<Of<'text'>>) {
  const { name, setting, value, faults, onChange } = props;
  const options = 'enum' in setting ? (setting.enum ?? []).map(String) : [];
  // What was stored may be none of them any more; it is shown until something else is chosen.
  const all = value.text === '' || options.includes(value.text) ? options : [value.text, ...options];
  return (
    <Field label={labelOf(props)} note={noteOf(props)} help={helpOf(setting)} fault={faults.get(name)}>
      <Select
        name={name}
        value={value.text}
        options={[['', 'Choose'] as const, ...all.map((option) => [option, option] as const)]}
        onChange={(text) => onChange({ kind: 'text', text })}
      />
    </Field>
  );
}

const CHOICES = [
  ['', 'Not set'],
  ['true', 'Yes'],
  ['false', 'No'],
] as const;

/** Yes or no; also "not set", where that is something else. */
export function ChoiceField(props: SettingFieldProps<Of<'choice'>>) {
  const { name, setting, value, faults, isRequired, onChange } = props;
  const label = labelOf(props);
  if (setting.default !== undefined || isRequired) {
    return (
      <div className="field">
        <Check checked={value.is === true} onChange={(is) => onChange({ kind: 'choice', is })}>
          {label}
        </Check>
        {setting.description !== undefined && <div className="help">{setting.description}</div>}
      </div>
    );
  }
  return (
    <Field label={label} note={noteOf(props)} help={helpOf(setting)} fault={faults.get(name)}>
      <Select
        name={name}
        value={value.is === undefined ? '' : value.is ? 'true' : 'false'}
        options={CHOICES}
        onChange={(chosen) => onChange({ kind: 'choice', is: chosen === '' ? undefined : chosen === 'true' })}
      />
    </Field>
  );
}
