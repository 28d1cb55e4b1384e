import * as z from 'zod/mini';
import { connectForCode, settingsForCode } from '../../domain/workspace/settings-size.ts';
import { defineKind, type ComponentUse } from '../kind.ts';

const component: ComponentUse = {
  // All of it is in the code.
  config: z.strictObject({}),
  codeType: 'destination',
  problems: ({ code }) => (code === undefined ? ['The component has no code.'] : []),
  connect: (_, given) => connectForCode(given),
  ownSettings: new Set(),
  shownSettings: () => [],
  isSamePlace: () => true,
};

/** Events are given to code of the customer, or of a partner, which does with them what it likes. */
export const functionKind = defineKind({
  name: 'function',
  catalogName: 'Functions',
  noun: 'function',
  lane: 'webhooks',
  // What the function asks for; which names there are is for its own version to say.
  settings: settingsForCode,
  example: { apiKey: 'key-of-the-customer', region: 'eu' },
  known: ['apiKey'],
  fateOfOthers: 'is handed to the function',
  assignments: { 'settings.apiKey=@FILE': 'a setting that the function asks for' },
  // What it calls is for its code to say.
  addressOf: () => undefined,
  obstacle: () => undefined,
  batches: { maxEvents: 400, maxBytes: 2 * 1024 * 1024 },
  together: { maxEvents: 32, maxBytes: 2 * 1024 * 1024 },
  runsFunction: true,
  component,
});
