import * as z from 'zod/mini';
import { settingsSizeProblem } from '../../domain/workspace/settings-size.ts';
import { defineKind } from '../../destinations/kind.ts';

export const courierSettings = z.strictObject({
  depot: z.url('must be the address of a depot'),
  badgeKey: z.optional(z.string()),
});

/** Which of the rounds of a depot a subscription is for. */
export const courierFields = z.strictObject({ round: z.string().check(z.minLength(1)) });

/** Takes events to a depot, by each subscription on another round. */
export const courier = defineKind({
  name: 'courier',
  catalogName: 'Couriers',
  noun: 'courier',
  lane: 'webhooks',
  settings: courierSettings,
  example: { depot: 'https://depot.example.com', badgeKey: 'badge-of-the-customer' },
  known: ['depot', 'badgeKey'],
  fateOfOthers: 'is left behind',
  assignments: {
    'settings.depot=https://...': 'where the courier goes',
    'settings.badgeKey=@FILE': 'what it shows there',
  },
  addressOf: ({ depot }) => (typeof depot === 'string' ? depot : undefined),
  obstacle: (settings) => {
    const message = settingsSizeProblem(settings);
    return message === undefined ? undefined : { reason: 'too_heavy', message };
  },
  subscription: { fields: courierFields, example: { round: 'morning' } },
});
