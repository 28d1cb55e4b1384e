import * as z from 'zod/mini';
import { BATCH_EVENTS } from '../../domain/delivery/destination-limits.ts';
import { NO_KEY, sharedSecret, signsWithoutKey } from '../../domain/delivery/shared-secret.ts';
import { defineKind, type ComponentUse } from '../kind.ts';
import { fillEndpoint, isSameEndpointOrigin, problemOfEndpoint, settingsInEndpoint } from './endpoint.ts';
import { extraHeaders, sizeProblem, webhookSettings } from './settings.ts';

/** Where events are posted, what goes along with every request, and the secret that signs them. */
export const webhookConfig = z.strictObject({
  /** May hold settings of the customer: see endpoint.ts. */
  url: z.optional(z.string().check(z.minLength(1), z.maxLength(1_000))),
  headers: z.optional(extraHeaders),
  sharedSecret: z.optional(sharedSecret.check(z.minLength(16, 'must have at least 16 characters'), z.maxLength(200))),
});

const component: ComponentUse = {
  config: webhookConfig,
  problems({ config, settingsSchema }) {
    const { url } = webhookConfig.parse(config);
    if (url === undefined) return ['The configuration has no url.'];
    const message = problemOfEndpoint(url, settingsSchema);
    return message === undefined ? [] : [`The url ${message}.`];
  },
  connect(config, given) {
    const { url: template = '', headers, sharedSecret: secret } = webhookConfig.parse(config);
    const address = fillEndpoint(template, given);
    if (!address.ok) return address;
    const settings = {
      ...given,
      url: address.url,
      ...(headers === undefined ? {} : { headers }),
      ...(secret === undefined ? {} : { sharedSecret: secret }),
    };
    const message = sizeProblem(settings);
    return message === undefined ? { ok: true, settings } : { ok: false, message };
  },
  ownSettings: new Set(['url', 'headers', 'sharedSecret']),
  shownSettings: (config) => settingsInEndpoint(webhookConfig.parse(config).url ?? ''),
  isSamePlace: (before, after) =>
    isSameEndpointOrigin(
      { url: before.config['url'], settingsSchema: before.settingsSchema },
      { url: after.config['url'], settingsSchema: after.settingsSchema },
    ),
};

/** Events as they are, one request each, to an address of the customer or the partner. */
export const webhook = defineKind({
  name: 'webhook',
  catalogName: 'Webhooks',
  noun: 'webhook',
  lane: 'webhooks',
  settings: webhookSettings,
  example: {
    url: 'https://partner.example.com/hook',
    sharedSecret: 'whsec_c2VjcmV0LXNlY3JldA==',
    apiKey: 'key-of-the-customer',
    headers: { 'x-team': 'the-web-team' },
    region: 'eu',
    accessToken: 'token-of-the-customer',
  },
  known: ['url', 'sharedSecret', 'apiKey', 'headers'],
  fateOfOthers: 'is sent to the partner in the header X-Segment-Settings',
  assignments: {
    'settings.url=https://...': 'where a webhook is called',
    'settings.sharedSecret=@FILE': 'signs its requests',
    'settings.apiKey=@FILE': "the customer's key at the partner",
    'settings.headers.x-team=web': 'a header of your own',
  },
  addressOf: ({ url }) => (typeof url === 'string' ? url : undefined),
  obstacle: ({ sharedSecret: secret }) =>
    typeof secret === 'string' && signsWithoutKey(secret)
      ? { reason: 'secret_without_key', message: NO_KEY }
      : undefined,
  batches: { maxEvents: BATCH_EVENTS.most, maxBytes: 512 * 1024 },
  component,
});
