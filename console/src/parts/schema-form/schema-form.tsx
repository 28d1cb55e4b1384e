// The form that a customer fills in, made of the settings schema of a component: shown where one connects, where one changes
// a destination, and to the partner while the schema is built.

import type { SettingsSchema } from '../../../../domain/catalog/settings-schema.ts';
import { emptyField, isSecret, type FormValues } from './form-values.ts';
import { ListField, MapField } from './row-fields.tsx';
import { SecretField } from './secret-field.tsx';
import type { SettingFieldProps } from './setting-texts.ts';
import { ChoiceField, EnumField, TextField } from './text-fields.tsx';

type SchemaFormProps = {
  readonly schema: SettingsSchema;
  readonly values: FormValues;
  readonly onChange: (values: FormValues) => void;
  /** By the name of the setting, `name.1` for what is in a list. */
  readonly faults?: ReadonlyMap<string, string>;
  /** Everything is shown and nothing can be changed. */
  readonly isReadOnly?: boolean;
};

export function SchemaForm({ schema, values, onChange, faults = new Map(), isReadOnly = false }: SchemaFormProps) {
  const names = Object.keys(schema.properties);
  if (names.length === 0) return <p className="t2">There is nothing to set.</p>;
  return (
    <fieldset className="stack schema-form" disabled={isReadOnly}>
      {schema.description !== undefined && <p className="t2">{schema.description}</p>}
      {Object.entries(schema.properties).map(([name, setting]) => (
        <OneSetting
          key={name}
          name={name}
          setting={setting}
          isRequired={schema.required?.includes(name) === true}
          isSecret={isSecret(schema, name)}
          value={values[name] ?? emptyField(setting)}
          faults={faults}
          onChange={(value) => onChange({ ...values, [name]: value })}
        />
      ))}
    </fieldset>
  );
}

function OneSetting(props: SettingFieldProps) {
  const { value, setting } = props;
  switch (value.kind) {
    case 'kept':
    case 'removed':
      return <SecretField {...props} />;
    case 'choice':
      return <ChoiceField {...props} value={value} />;
    case 'list':
      return <ListField {...props} value={value} />;
    case 'map':
      return <MapField {...props} value={value} />;
    case 'text':
      return 'enum' in setting && setting.enum !== undefined ? (
        <EnumField {...props} value={value} />
      ) : (
        <TextField {...props} value={value} />
      );
  }
}
