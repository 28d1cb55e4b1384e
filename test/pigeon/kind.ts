import * as z from 'zod/mini';
import { settingsSizeProblem } from '../../domain/workspace/settings-size.ts';
import { defineKind } from '../../destinations/kind.ts';

export const pigeonSettings = z.strictObject({
  loft: z.url('must be the address of a loft'),
  ringKey: z.optional(z.string()),
});

/** Flies several events at once to a loft, and brings back what the loft says of each. */
export const pigeon = defineKind({
  name: 'pigeon',
  catalogName: 'Carrier pigeons',
  noun: 'pigeon',
  lane: 'webhooks',
  settings: pigeonSettings,
  example: { loft: 'https://loft.example.com/', ringKey: 'ring-of-the-customer' },
  known: ['loft', 'ringKey'],
  fateOfOthers: 'is left behind',
  assignments: { 'settings.loft=https://...': 'where the pigeon flies', 'settings.ringKey=@FILE': 'what it wears' },
  addressOf: ({ loft }) => (typeof loft === 'string' ? loft : undefined),
  obstacle: (settings) => {
    const message = settingsSizeProblem(settings);
    return message === undefined ? undefined : { reason: 'too_heavy', message };
  },
});
