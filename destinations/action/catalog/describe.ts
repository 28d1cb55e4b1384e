// From the definition of a destination to what the catalog says of it: values of JSON, without its code.
import type {
  ActionBatch,
  ActionDestination,
  ActionField,
  ActionPreset,
  ActionScheme,
  ActionView,
} from '../../../domain/catalog/action-catalog.ts';
import type { ActionDefinition, Definition, FieldDefinition, PresetDefinition } from '../engine/segment.ts';
import { categoryOf } from '../overlays/categories.ts';
import { displayName } from '../overlays/names.ts';
import { repairTrigger } from './repair-trigger.ts';
import { HIDDEN, NEED_OWN_PARTNER_APP } from '../overlays/standing.ts';

const NEW_CATEGORY = 'Other';
/** Of an action that says nothing about it, as in Segment. */
const BATCH_SIZE = 1_000;
/** Together with the event's own limits, more than any vendor takes. */
const MAX_BATCH_SIZE = 1_000;
const SCHEMES: readonly string[] = ['custom', 'basic', 'oauth2', 'oauth-managed', 'oauth2-client-credentials'];

export function describeDestination(slug: string, definition: Definition): ActionDestination {
  const { authentication, actions, presets = [], description } = definition;
  const views = Object.entries(actions)
    .filter(([, { hidden, platform = 'cloud' }]) => hidden !== true && platform !== 'web')
    .map(([key, action]) => describeAction(key, action));
  return {
    ...{ slug, name: displayName(slug, definition.name), category: categoryOf(slug) ?? NEW_CATEGORY },
    ...(description === undefined ? {} : { description }),
    ...{ scheme: schemeOf(authentication?.scheme), actions: views.length },
    ...(NEED_OWN_PARTNER_APP.has(slug) ? { needsPartnerApp: true } : {}),
    ...(HIDDEN.has(slug) ? { isHidden: true } : {}),
    settings: describeFields(authentication?.fields),
    canTestAuthentication: authentication?.testAuthentication !== undefined,
    canDelete: definition.onDelete !== undefined,
    actionViews: views,
    // Some are of actions that run in browsers, which the package for servers does not have.
    presets: presets
      .filter(({ partnerAction }) => views.some((view) => view.slug === partnerAction))
      .map(describePreset),
  };
}

function schemeOf(scheme: string | undefined): ActionScheme {
  return scheme !== undefined && SCHEMES.includes(scheme) ? (scheme as ActionScheme) : 'none';
}

function describeAction(slug: string, action: ActionDefinition): ActionView {
  const { title, description = '', defaultSubscription, fields, syncMode, hooks, performBatch } = action;
  return {
    ...{ slug, title, description },
    ...(defaultSubscription === undefined ? {} : { defaultTrigger: repairTrigger(defaultSubscription) }),
    fields: describeFields(fields).filter(({ key }) => !BATCH_FIELDS.has(key)),
    ...(syncMode === undefined ? {} : { syncMode: toJson(syncMode) }),
    ...(hooks === undefined ? {} : { hooks: mapValues(hooks, describeHook) }),
    ...(performBatch === undefined ? {} : { batch: describeBatch(fields) }),
  };
}

/** They are about the batch and not about an event: Penstock has its own words for it. */
const BATCH_FIELDS: ReadonlySet<string> = new Set(['enable_batching', 'batch_size', 'batch_bytes', 'batch_keys']);

function describeBatch(fields: ActionDefinition['fields'] = {}): ActionBatch {
  const { enable_batching: enabled, batch_size: size, batch_bytes: bytes, batch_keys: keys } = fields;
  const maxEvents = typeof size?.['default'] === 'number' ? size['default'] : BATCH_SIZE;
  const names = keys?.['default'];
  return {
    isDefault: enabled?.['default'] === true,
    maxEvents: Math.min(Math.max(maxEvents, 1), MAX_BATCH_SIZE),
    ...(typeof bytes?.['default'] === 'number' ? { maxBytes: bytes['default'] } : {}),
    ...(Array.isArray(names) ? { keys: names.map(String) } : {}),
  };
}

function describeHook(hook: Readonly<Record<string, unknown>>): unknown {
  const { inputFields, outputTypes, ...rest } = hook;
  return {
    ...toJson(rest),
    inputFields: describeFields(inputFields as ActionDefinition['fields']),
    outputTypes: toJson(outputTypes ?? {}),
  };
}

function describePreset({ name, type, partnerAction, subscribe, mapping = {} }: PresetDefinition): ActionPreset {
  const trigger = subscribe === undefined ? {} : { trigger: repairTrigger(subscribe) };
  return { name, type, action: partnerAction, ...trigger, mapping: toJson(mapping) };
}

function describeFields(fields: Readonly<Record<string, FieldDefinition>> = {}): ActionField[] {
  return Object.entries(fields).map(([key, { properties, dynamic, label = key, unsafe_hidden: hidden, ...field }]) => ({
    ...(toJson(field) as FieldDefinition),
    ...{ key, label },
    ...(dynamic === undefined || dynamic === false ? {} : { dynamic: true }),
    ...(hidden === true ? { isHidden: true } : {}),
    ...(properties === undefined ? {} : { properties: describeFields(properties as typeof fields) }),
  }));
}

function mapValues<From>(of: Readonly<Record<string, From>>, map: (value: From) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(of).map(([key, value]) => [key, map(value)]));
}

/** Without what JSON does not have: functions, above all. */
function toJson(value: Readonly<Record<string, unknown>> | object): Record<string, unknown> {
  return JSON.parse(JSON.stringify(value)) as Record<string, unknown>;
}
