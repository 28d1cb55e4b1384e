// The settings of a destination: those of its kind or catalog entry, and how it delivers. Nothing is saved before somebody
// says so, and it can be tried before.

import { UnsavedChanges } from '../../app/unsaved-changes.tsx';
import type { SettingsSchema } from '../../../../domain/catalog/settings-schema.ts';
import { useMay } from '../../data/api.tsx';
import { useEdited } from '../../data/edited.ts';
import { useList } from '../../data/read.ts';
import { problemsOf } from '../../data/write.ts';
import { PermissionNote } from '../../parts/permission-note.tsx';
import { SaveBar } from '../../parts/save-bar.tsx';
import { schemaOfFunction } from '../shared/function-schema.ts';
import { DeliveryFields } from './delivery-fields.tsx';
import { PartnerSettings } from './partner-settings.tsx';
import { InsertFields } from './insert-fields.tsx';
import { draftOf, faultsOf, formSchema, labelOf, patchOf, textOfField, type SettingsDraft } from './settings-edit.ts';
import type { Destination } from './state.ts';
import { SubscriptionSettings } from './subscriptions.tsx';
import { TrySettings } from './try-settings.tsx';
import { useSaveDestination } from './use-save.ts';

type SettingsProps = {
  readonly destination: Destination;
  readonly revision: string | undefined;
  readonly schema: SettingsSchema;
  /** Of which version of the catalog entry the schema is. */
  readonly version: number | undefined;
};

export function SettingsForm({ destination, revision, schema: known, version }: SettingsProps) {
  const { may } = useMay('destinations:write');
  const edited = useEdited(draftOf(destination, known), revision);
  const save = useSaveDestination(destination, edited.discard);
  const functions = useList('GET /functions');
  const { form, changed } = edited;
  const chosen = functions.data?.find(({ id }) => id === form.function);
  const entry = form.function === (destination.function ?? '') || !chosen ? known : schemaOfFunction(chosen.settings);
  const schema = formSchema(destination, entry);
  const patch = patchOf(destination, edited, entry);
  const faults = faultsOf(destination, form, entry);
  const isDirty = changed.length > 0;
  const problems = problemsOf(save.error);
  const change = (some: Partial<SettingsDraft>): void => {
    save.reset();
    edited.change(some);
  };
  return (
    <>
      <div className="dst-form">
        <PermissionNote permission="destinations:write" what="change its settings" />
        <fieldset className="dst-fields" disabled={!may}>
          <PartnerSettings
            {...{ destination, schema, version, problems }}
            draft={form}
            functions={functions.data}
            faults={isDirty ? faults : new Map()}
            onChange={change}
          />
          <InsertFields
            insert={form.insert}
            functions={functions.data}
            problems={problems}
            isReadOnly={!may}
            onChange={(insert) => change({ insert })}
          />
          <DeliveryFields destination={destination} draft={form} problems={problems} onChange={change} />
        </fieldset>
        <SubscriptionSettings {...destination} />
      </div>
      <SaveBar
        edited={{ ...edited, discard: save.forgetting(edited.discard), keepMine: save.forgetting(edited.keepMine) }}
        error={save.error}
        isBusy={save.isBusy}
        why={whyNot(faults)}
        nameOf={(field) => labelOf(field, schema)}
        textOf={(field, value) => textOfField(field, value, schema)}
        onSave={() => void save.run(patch, edited.revision)}
      >
        <TrySettings destinationId={destination.id} patch={patch} />
      </SaveBar>
      <UnsavedChanges when={isDirty} says={`${destination.name} has changes that are not saved.`} />
    </>
  );
}

function whyNot({ size }: ReadonlyMap<string, string>): string | undefined {
  if (size === 0) return undefined;
  return size === 1 ? 'One field has a fault' : `${size} fields have a fault`;
}
