import * as z from 'zod/mini';
import { BATCH_EVENTS } from '../../domain/delivery/destination-limits.ts';
import { checkMapping } from '../../domain/mapping/check.ts';
import { settingsForCode } from '../../domain/workspace/settings-size.ts';
import { defineKind } from '../kind.ts';

/** By Segment's directives; what the action wants in it is for the catalog to say. */
const mapping = z.record(z.string(), z.unknown()).check((context) => {
  for (const { pointer, message } of checkMapping(context.value)) {
    const path = pointer.split('/').slice(1);
    context.issues.push({ code: 'custom', message, path, input: context.value });
  }
});

/** Which action is run for an event, and what it is given of it. */
const subscriptionFields = z.strictObject({
  action: z.string().check(z.regex(/^\w{1,100}$/, 'must be the name of an action')),
  mapping: z._default(mapping, {}),
});

/** Events become requests of a vendor's API, by a destination of the catalog that Segment has published. */
export const actionKind = defineKind({
  name: 'action',
  catalogName: 'Actions',
  noun: 'action',
  lane: 'actions',
  // What the destination asks for; which names there are is for the catalog to say.
  settings: settingsForCode,
  example: { apiKey: 'key-of-the-customer', region: 'eu' },
  known: ['apiKey'],
  fateOfOthers: 'is handed to the action',
  assignments: { 'settings.apiKey=@FILE': 'a setting that the destination asks for' },
  // Where it goes is for its code to say.
  addressOf: () => undefined,
  obstacle: () => undefined,
  attemptMs: 15_000,
  // How many an action takes is for the catalog to say, when a subscription is saved.
  batches: { maxEvents: BATCH_EVENTS.most, maxBytes: 512 * 1024 },
  isOfCatalog: true,
  subscription: {
    fields: subscriptionFields,
    example: {
      action: 'postToChannel',
      mapping: {
        url: 'https://hooks.slack.com/services/T/B/x',
        text: { '@template': '{{event}}: {{properties.total}}' },
      },
    },
  },
});
