// The name of a destination, and the settings that its kind or its catalog entry asks for.

import type { SettingsSchema } from '../../../../domain/catalog/settings-schema.ts';
import { Check, Field, TextInput } from '../../parts/field.tsx';
import { faultsIn } from '../../parts/schema-form/form-values.ts';
import { SchemaForm } from '../../parts/schema-form/schema-form.tsx';
import { ChooseFunction, type FunctionChoice } from './choose-function.tsx';
import { settingsIn, toFields, type SettingsDraft } from './settings-edit.ts';
import type { Destination } from './state.ts';

type PartnerProps = {
  readonly destination: Destination;
  /** With what is stored beside it. */
  readonly schema: SettingsSchema;
  readonly version: number | undefined;
  readonly draft: SettingsDraft;
  /** By path, as the API names it. */
  readonly problems: ReadonlyMap<string, string>;
  /** Of the settings, by name, as they are typed. */
  readonly faults: ReadonlyMap<string, string>;
  /** Of the workspace; undefined while they are read. */
  readonly functions: readonly FunctionChoice[] | undefined;
  readonly onChange: (changed: Partial<SettingsDraft>) => void;
};

export function PartnerSettings(props: PartnerProps) {
  const { destination, schema, version, draft, problems, faults, functions, onChange } = props;
  const { availableVersion, componentVersion } = destination;
  const [title, says] = aboutOf(destination);
  return (
    <section className="dst-group">
      <div>
        <h2>{title}</h2>
        <p className="t2">{says}</p>
      </div>
      <div className="stack">
        {availableVersion !== undefined && (
          <div className="banner note stack tight">
            <p>
              <b>
                Version {availableVersion} is there; this one has {componentVersion ?? '–'}.
              </b>{' '}
              The fields below are those of version {version ?? availableVersion}. What does not fit is marked when you
              take it.
            </p>
            <Check checked={draft.takesVersion} onChange={(takesVersion) => onChange({ takesVersion })}>
              Take version {availableVersion} when I save
            </Check>
          </div>
        )}
        <Field label="Name" fault={problems.get('name')}>
          <TextInput value={draft.name} onChange={(name) => onChange({ name })} />
        </Field>
        {destination.function !== undefined && (
          <ChooseFunction
            value={draft.function}
            functions={functions}
            problem={problems.get('function')}
            onChange={(chosen) => onChange({ function: chosen })}
          />
        )}
        <SchemaForm
          schema={schema}
          values={settingsIn(draft)}
          faults={new Map([...faultsIn(problems), ...faults])}
          onChange={(settings) => onChange(toFields(settings))}
        />
      </div>
    </section>
  );
}

function aboutOf({ function: named, metadataId }: Destination): readonly [title: string, says: string] {
  if (named !== undefined) return ['Function', 'The code that gets its events, and the settings that it asks for.'];
  return metadataId === undefined
    ? ['Webhook', 'Where events go, and what goes along with each.']
    : ['Settings', 'What the partner asks for. Their meaning is in the documentation of the catalog.'];
}
