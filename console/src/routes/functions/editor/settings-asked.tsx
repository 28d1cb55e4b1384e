// The settings that a function asks its destinations for, row by row.

import { isSecretName } from '../../../../../domain/workspace/secret-names.ts';
import { Button, IconButton } from '../../../parts/button.tsx';
import { Check, Field, Select, TextInput } from '../../../parts/field.tsx';
import { EMPTY_ROW, faultOfName, TYPES, type SettingRow } from './setting-rows.ts';

type AskedProps = {
  readonly rows: readonly SettingRow[];
  readonly isReadOnly: boolean;
  readonly onChange: (rows: readonly SettingRow[]) => void;
};

export function SettingsAsked({ rows, isReadOnly, onChange }: AskedProps) {
  return (
    <fieldset className="stack" disabled={isReadOnly}>
      <p className="t2">
        Each destination that uses the function is asked for these, and the handlers get them as <code>settings</code>.
        A secret is encrypted, never shown again, and struck out of logs.
      </p>
      {rows.length === 0 && <p className="t3">It asks for nothing yet.</p>}
      {rows.map((row, index) => (
        // A row is known by its place: its name may change, and stand there twice.
        <OneSetting
          key={index}
          row={row}
          fault={row.name === '' ? undefined : faultOfName(rows, index)}
          onChange={(changed) => onChange(rows.with(index, { ...row, ...changed }))}
          onRemove={() => onChange(rows.toSpliced(index, 1))}
        />
      ))}
      {!isReadOnly && (
        <div>
          <Button icon="plus" size="small" onClick={() => onChange([...rows, EMPTY_ROW])}>
            Ask for a setting
          </Button>
        </div>
      )}
    </fieldset>
  );
}

type OneProps = {
  readonly row: SettingRow;
  readonly fault: string | undefined;
  readonly onChange: (changed: Partial<SettingRow>) => void;
  readonly onRemove: () => void;
};

function OneSetting({ row, fault, onChange, onRemove }: OneProps) {
  const { name, type, label, description, isRequired, secret } = row;
  return (
    <div className="fn-setting" role="group" aria-label={name === '' ? 'A setting without a name' : `Setting ${name}`}>
      <Field label="Name in the code" fault={fault}>
        <TextInput
          value={name}
          onChange={(typed) => onChange({ name: typed })}
          isMono
          maxLength={64}
          autoComplete="off"
          spellCheck={false}
        />
      </Field>
      <Field label="Type">
        <Select value={type} options={TYPES} onChange={(chosen) => onChange({ type: chosen })} />
      </Field>
      <IconButton icon="trash" label={`Do not ask for ${name === '' ? 'this one' : name}`} onClick={onRemove} />
      <Field label="What people read" note="optional">
        <TextInput value={label} onChange={(typed) => onChange({ label: typed })} maxLength={200} />
      </Field>
      <Field label="Help" note="optional">
        <TextInput value={description} onChange={(typed) => onChange({ description: typed })} maxLength={1000} />
      </Field>
      <div className="row wraps">
        <Check checked={isRequired} onChange={(is) => onChange({ isRequired: is })}>
          Required
        </Check>
        <Check checked={secret ?? isSecretName(name)} onChange={(is) => onChange({ secret: is })}>
          Secret
        </Check>
      </div>
    </div>
  );
}
