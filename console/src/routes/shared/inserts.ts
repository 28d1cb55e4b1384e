// The insert functions of a destination, as a form has them. Those without settings are names in the API.

import type { ItemOf } from '../../../../client/api-client.ts';
import type { SettingsSchema } from '../../../../domain/catalog/settings-schema.ts';
import { keptIn, settingsOf, valuesOf, type FormValues, type Settings } from '../../parts/schema-form/form-values.ts';

type Stored = NonNullable<ItemOf<'GET /destinations'>['insert']>;

export type Inserted = {
  readonly function: string;
  /** As they are sent: what is stored as a secret is a mark, which keeps it. */
  readonly settings: Settings;
  /** As they stand in the form, once somebody has touched it. */
  readonly values?: FormValues;
};

/** Names of the functions, in their order. */
export const namesIn = (insert: Stored = []): string[] =>
  insert.map((each) => (typeof each === 'string' ? each : each.function));

export const insertedIn = (insert: Stored = []): Inserted[] =>
  insert.map((each) => (typeof each === 'string' ? { function: each, settings: {} } : each));

export function toInsert(inserted: readonly Inserted[]): Stored {
  return inserted.map(({ function: id, settings }) =>
    Object.keys(settings).length === 0 ? id : { function: id, settings },
  );
}

export const shownValues = (schema: SettingsSchema, { settings, values }: Inserted): FormValues =>
  values ?? valuesOf(schema, settings);

/** The same function with what now stands in its form. */
export function withValues(schema: SettingsSchema, before: Inserted, values: FormValues): Inserted {
  const kept = keptIn(values).map((name) => [name, before.settings[name]] as const);
  const settings = { ...settingsOf(schema, values), ...Object.fromEntries(kept), ...keptInMaps(schema, values) };
  return { function: before.function, settings, values };
}

const MARK = { set: true };

/** Maps of which some values are secrets that stay as they are stored. */
function keptInMaps(schema: SettingsSchema, values: FormValues): Settings {
  const said = settingsOf(schema, values);
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, field]) => {
      if (field.kind !== 'map' || field.pairs.every(([, text]) => text !== null)) return [];
      const marks = field.pairs.flatMap(([key, text]) => (text === null ? [[key, MARK] as const] : []));
      return [[name, { ...(said[name] as object), ...Object.fromEntries(marks) }] as const];
    }),
  );
}
