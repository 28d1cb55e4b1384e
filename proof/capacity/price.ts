// What an amount costs in a month, by the list prices of domain/cost/prices.ts.

import { VOLUME_PRICES, type PriceTiers } from '../../domain/cost/prices.ts';

/** What so many cost in a month. */
export function price(of: keyof typeof VOLUME_PRICES, amount: number): number {
  const tiers: PriceTiers = VOLUME_PRICES[of];
  let dollars = 0;
  let from = 0;
  for (const [upTo, each] of tiers) {
    dollars += Math.max(0, Math.min(amount, upTo) - from) * each;
    from = upTo;
  }
  return dollars;
}
