// The kinds of components, one entry each: what a kind is connected as, what a partner configures, what has to be right
// before it is reviewed. Everything else of the Developer Center is general.

import type { ComponentUse } from '../../destinations/kind.ts';
import { KINDS, type KindName } from '../../destinations/kinds.ts';
import { DESTINATION_SECTIONS, SOURCE_SECTIONS, type TemplateSection } from './documentation-template.ts';
import type { SettingsSchema } from './settings-schema.ts';
import { streamUse } from './stream.ts';

export const COMPONENT_KINDS = ['webhook', 'function', 'action', 'plugin', 'stream', 'sync'] as const;
export type ComponentKind = (typeof COMPONENT_KINDS)[number];

/** Where the events of a destination are sent from: Penstock, or the customer's device. */
export const CONNECTION_MODES = ['cloud', 'device'] as const;
export type ConnectionMode = (typeof CONNECTION_MODES)[number];

type KindEntry = {
  readonly title: string;
  readonly connectsAs: 'destination' | 'source';
  readonly modes: readonly ConnectionMode[];
  readonly sections: readonly TemplateSection[];
  /** The kind of destination that it is connected as, which says how; a kind that is connected as a source says so itself. */
  readonly destination?: KindName;
  readonly source?: ComponentUse;
};

const cloud = { connectsAs: 'destination', modes: ['cloud'], sections: DESTINATION_SECTIONS } as const;

const ENTRIES: Readonly<Record<ComponentKind, KindEntry>> = {
  webhook: { title: 'Subscription webhook', ...cloud, destination: 'webhook' },
  function: { title: 'Subscription function', ...cloud, destination: 'function' },
  action: { title: 'Action', ...cloud },
  plugin: { title: 'Plugin', connectsAs: 'destination', modes: ['device'], sections: DESTINATION_SECTIONS },
  stream: { title: 'Stream', connectsAs: 'source', modes: [], sections: SOURCE_SECTIONS, source: streamUse },
  sync: { title: 'Sync', connectsAs: 'source', modes: [], sections: SOURCE_SECTIONS },
};

/** What is known of a kind. `use`: how one is connected; absent while that is not possible: it can be prepared and not submitted. */
export function componentKind(kind: ComponentKind): KindEntry & { readonly use: ComponentUse | undefined } {
  const entry = ENTRIES[kind];
  const use: ComponentUse | undefined =
    entry.destination === undefined ? entry.source : KINDS[entry.destination].component;
  return { ...entry, use };
}

/** What a new component asks of customers. */
export function firstSettings(kind: ComponentKind): SettingsSchema {
  return ENTRIES[kind].connectsAs === 'destination' ? KEY_ALONE : { ...KEY_ALONE, properties: {}, required: [] };
}

/** A key at the partner, as nearly all destinations do. */
const KEY_ALONE: SettingsSchema = {
  type: 'object',
  properties: {
    apiKey: {
      type: 'string',
      title: 'API key',
      description: 'Your key at the partner.',
      writeOnly: true,
      minLength: 1,
    },
  },
  required: ['apiKey'],
  additionalProperties: false,
};
