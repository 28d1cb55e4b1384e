// The kinds of components, one entry each: what a kind is connected as, what a partner configures, what has to be right
// before it is reviewed. A new runtime is one more entry with `config`; everything else of the Developer Center is general.

import * as z from 'zod/mini';
import { extraHeaders } from './destination.ts';
import { sharedSecret } from './shared-secret.ts';
import { DESTINATION_SECTIONS, SOURCE_SECTIONS, type TemplateSection } from './documentation-template.ts';
import type { SettingsSchema } from './settings-schema.ts';
import { problemOfEndpoint } from './webhook-endpoint.ts';

export const COMPONENT_KINDS = ['webhook', 'function', 'action', 'plugin', 'stream', 'sync'] as const;
export type ComponentKind = (typeof COMPONENT_KINDS)[number];

/** Where the events of a destination are sent from: Penstock, or the customer's device. */
export const CONNECTION_MODES = ['cloud', 'device'] as const;
export type ConnectionMode = (typeof CONNECTION_MODES)[number];

/** What runs a kind: the schema of its configuration, and what keeps a configuration from working. */
type Runtime = {
  readonly config: z.ZodMiniType<Readonly<Record<string, unknown>>>;
  readonly problems: (config: Readonly<Record<string, unknown>>, schema: SettingsSchema | undefined) => string[];
};

type KindEntry = {
  readonly title: string;
  readonly connectsAs: 'destination' | 'source';
  readonly modes: readonly ConnectionMode[];
  readonly sections: readonly TemplateSection[];
  /** Absent while Penstock cannot run the kind: such components can be prepared and not submitted. */
  readonly runtime?: Runtime;
};

/** A webhook: where events are posted, what goes along with every request, and the secret that signs them. */
export const webhookConfig = z.strictObject({
  /** May hold settings of the customer: see webhook-endpoint.ts. */
  url: z.optional(z.string().check(z.minLength(1), z.maxLength(1_000))),
  headers: z.optional(extraHeaders),
  sharedSecret: z.optional(sharedSecret.check(z.minLength(16, 'must have at least 16 characters'), z.maxLength(200))),
});

const webhook: Runtime = {
  config: webhookConfig,
  problems(config, schema) {
    const { url } = webhookConfig.parse(config);
    if (url === undefined) return ['The configuration has no url.'];
    const message = problemOfEndpoint(url, schema);
    return message === undefined ? [] : [`The url ${message}.`];
  },
};

const cloud = { connectsAs: 'destination', modes: ['cloud'], sections: DESTINATION_SECTIONS } as const;

export const KINDS: Readonly<Record<ComponentKind, KindEntry>> = {
  webhook: { title: 'Subscription webhook', ...cloud, runtime: webhook },
  function: { title: 'Subscription function', ...cloud },
  action: { title: 'Action', ...cloud },
  plugin: { title: 'Plugin', connectsAs: 'destination', modes: ['device'], sections: DESTINATION_SECTIONS },
  stream: { title: 'Stream', connectsAs: 'source', modes: [], sections: SOURCE_SECTIONS },
  sync: { title: 'Sync', connectsAs: 'source', modes: [], sections: SOURCE_SECTIONS },
};

/** What a new component asks of customers: a key at the partner, as nearly all do. */
export const FIRST_SETTINGS: SettingsSchema = {
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
