// The form of a destination's settings: every field by itself, so that two people who change different ones do not collide;
// and what is sent of it.

import type { SettingsSchema } from '../../../../domain/catalog/settings-schema.ts';
import {
  changesOf,
  emptyReplacements,
  faultsOf as faultsOfForm,
  isSecret,
  valuesOf,
  type FieldValue,
  type FormValues,
} from '../../parts/schema-form/form-values.ts';
import { isSame } from '../../../../domain/base/differences.ts';
import { deliveryDraftOf, deliveryPatch, type DeliveryDraft, type Patch } from './delivery-form.ts';
import { insertedIn, toInsert, type Inserted } from '../shared/inserts.ts';
import { withOthers } from './settings-form.ts';
import type { Destination } from './state.ts';

const PREFIX = 'settings.';

type SettingFields = Readonly<Record<`${typeof PREFIX}${string}`, FieldValue>>;

export type SettingsDraft = DeliveryDraft &
  SettingFields & {
    /** Whether saving takes the version of the catalog entry that is there now. */
    readonly takesVersion: boolean;
    /** Of the kind `function`: which one; else empty. */
    readonly function: string;
    /** Insert functions, in their order. */
    readonly insert: readonly Inserted[];
  };

/** What the form shows. A function is given what it asks for and nothing beside it. */
export function formSchema({ kind, settings }: Pick<Destination, 'kind' | 'settings'>, entry: SettingsSchema) {
  return kind === 'function' ? entry : withOthers(entry, settings);
}

export function draftOf(destination: Destination, entry: SettingsSchema): SettingsDraft {
  const values = valuesOf(formSchema(destination, entry), destination.settings);
  const { function: named = '' } = destination;
  const insert = insertedIn(destination.insert);
  return { ...deliveryDraftOf(destination), takesVersion: false, function: named, insert, ...toFields(values) };
}

export function toFields(values: FormValues): SettingFields {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`${PREFIX}${name}`, value]));
}

export function settingsIn(draft: SettingsDraft): FormValues {
  const fields = Object.entries<unknown>(draft).filter(([name]) => name.startsWith(PREFIX));
  return Object.fromEntries(fields.map(([name, value]) => [name.slice(PREFIX.length), value as FieldValue]));
}

/** What is sent of the fields that were changed; the others stay as they are by now. */
export function patchOf(
  destination: Destination,
  { form, changed }: { readonly form: SettingsDraft; readonly changed: readonly string[] },
  entry: SettingsSchema,
): Patch {
  const mine = Object.entries<unknown>(form).filter(([name]) => changed.includes(name));
  const wanted = { ...draftOf(destination, entry), ...Object.fromEntries(mine) };
  const settings = {
    ...(destination.kind === 'function' ? leftOver(destination.settings, entry) : {}),
    ...changesOf(formSchema(destination, entry), settingsIn(wanted), destination.settings),
  };
  const version = wanted.takesVersion ? destination.availableVersion : undefined;
  return {
    ...deliveryPatch(destination, wanted),
    ...(Object.keys(settings).length === 0 ? {} : { settings }),
    ...(version === undefined ? {} : { componentVersion: version }),
    ...(wanted.function === (destination.function ?? '') ? {} : { function: wanted.function }),
    ...(isSame(toInsert(wanted.insert), destination.insert ?? []) ? {} : { insert: insertOf(wanted) }),
  };
}

const insertOf = ({ insert }: SettingsDraft) => (insert.length === 0 ? null : toInsert(insert));

/** Settings of the function of before, which the one that is chosen does not ask for. */
function leftOver(stored: Destination['settings'], { properties }: SettingsSchema) {
  const names = Object.keys(stored).filter((name) => !Object.hasOwn(properties, name));
  return Object.fromEntries(names.map((name) => [name, null]));
}

/** What is wrong with the settings as they are typed, by name; nothing where the schema is of a version not taken. */
export function faultsOf(
  destination: Destination,
  draft: SettingsDraft,
  entry: SettingsSchema,
): ReadonlyMap<string, string> {
  const { settings, availableVersion } = destination;
  const values = settingsIn(draft);
  const empty = emptyReplacements(values, settings);
  if (availableVersion !== undefined && !draft.takesVersion) return empty;
  return new Map([...faultsOfForm(formSchema(destination, entry), values), ...empty]);
}

const LABELS: Readonly<Record<string, string>> = {
  name: 'Name',
  retries: 'Retries',
  over: 'Retries over',
  perSecond: 'Requests a second',
  atOnce: 'Requests at the same time',
  switchOff: 'Switch it off',
  failures: 'Failures in a row',
  failuresOver: 'Failures over',
  isBatched: 'Several events in one request',
  maxEvents: 'Events together',
  maxWait: 'Wait for others',
  failingShare: 'Share that fails',
  minimumAttempts: 'Of at least so many attempts',
  window: 'Within',
  probeAfter: 'Asks every',
  takesVersion: 'Version',
  function: 'Function',
  insert: 'Insert functions',
};

/** What people call a field. */
export function labelOf(field: string, { properties }: SettingsSchema): string {
  const name = field.startsWith(PREFIX) ? field.slice(PREFIX.length) : undefined;
  return name === undefined ? (LABELS[field] ?? field) : (properties[name]?.title ?? name);
}

function namesOf(insert: readonly Inserted[]): string {
  return insert.length === 0 ? 'none' : insert.map(({ function: id }) => id).join(', ');
}

/** A value of a field in one line; what is secret is never in it. */
export function textOfField(field: string, value: unknown, schema: SettingsSchema): string {
  if (field === 'insert') return namesOf(value as readonly Inserted[]);
  if (!field.startsWith(PREFIX)) return value === '' ? 'not set' : String(value);
  const of = value as FieldValue | undefined;
  if (of === undefined) return 'not set';
  if (of.kind === 'kept') return 'the secret that is set';
  if (of.kind === 'removed') return 'removed';
  if (isSecret(schema, field.slice(PREFIX.length))) return 'another secret';
  switch (of.kind) {
    case 'text':
      return of.text === '' ? 'not set' : of.text;
    case 'choice':
      return of.is === undefined ? 'not set' : of.is ? 'yes' : 'no';
    case 'list':
      return of.items.length === 0 ? 'not set' : of.items.join(', ');
    case 'map':
      return of.pairs.length === 0 ? 'not set' : of.pairs.map(([name]) => name).join(', ');
  }
}
