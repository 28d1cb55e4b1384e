import type { Setting } from '../../../../domain/catalog/settings-schema.ts';
import { Check, Field, Select, TextArea, TextInput } from '../../parts/field.tsx';
import { numberOrText, retypedSetting, valuesOfLines, withField } from './schema-edits.ts';
import css from './developer.module.css';

const TYPES = [
  ['string', 'Text'],
  ['number', 'Number'],
  ['integer', 'Whole number'],
  ['boolean', 'Yes or no'],
  ['array', 'List'],
  ['object', 'Pairs of names and values'],
] as const;

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
  readonly isRequired: boolean;
  readonly faults: ReadonlyMap<string, string>;
  readonly onRename: (name: string) => void;
  readonly onChange: (setting: Setting) => void;
  readonly onRequired: (isRequired: boolean) => void;
};

/** Everything that can be said of one setting. */
export function OneSetting({ name, setting, isRequired, faults, onRename, onChange, onRequired }: OneProps) {
  const said: Said = {
    setting,
    put: (field, value) => onChange(withField(setting, field, value)),
    faultOf: (field) => faults.get(`properties.${name}.${field}`),
  };
  return (
    <div className="stack setting-open">
      <div className={css['pair']}>
        <Field label="Key" help="Letters, digits and _." fault={faults.get(`properties.${name}`)}>
          <TextInput isMono value={name} onChange={onRename} spellCheck={false} />
        </Field>
        <Field label="Type">
          <Select value={setting.type} options={TYPES} onChange={(type) => onChange(retypedSetting(setting, type))} />
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

type Said = {
  readonly setting: Setting;
  readonly put: (field: string, value: unknown) => void;
  readonly faultOf: (field: string) => string | undefined;
};

function textOf(setting: Setting, field: string): string {
  const value = (setting as Setting & Readonly<Record<string, unknown>>)[field];
  return value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);
}

type LineProps = Said & { readonly field: string; readonly label: string; readonly help?: string };

function TextOf({ setting, put, faultOf, field, label, help }: LineProps) {
  return (
    <Field label={label} note="optional" help={help} fault={faultOf(field)}>
      <TextInput value={textOf(setting, field)} onChange={(typed) => put(field, typed)} />
    </Field>
  );
}

function NumberOf({ setting, put, faultOf, field, label }: LineProps) {
  return (
    <Field label={label} note="optional" fault={faultOf(field)}>
      <TextInput
        inputMode="decimal"
        value={textOf(setting, field)}
        onChange={(typed) => put(field, numberOrText(typed))}
      />
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
      <Field label="One of" note="optional, one a line" fault={faultOf('enum')}>
        <TextArea
          isMono
          rows={3}
          value={(setting.enum ?? []).join('\n')}
          onChange={(typed) => put('enum', valuesOfLines(typed, setting.type))}
        />
      </Field>
      {setting.writeOnly !== true && (
        <Field label="Default" note="optional" fault={faultOf('default')}>
          <TextInput
            isMono
            value={textOf(setting, 'default')}
            onChange={(typed) => put('default', setting.type === 'string' ? typed : numberOrText(typed))}
          />
        </Field>
      )}
    </>
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
