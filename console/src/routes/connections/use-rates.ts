import { useState } from 'react';
import type { Overview } from './model.ts';
import { lookOf, ratesOf, remember, type Look, type Rates } from './rates.ts';

/** Rates of an overview that is looked at again and again. */
export function useRates(overview: Overview): Rates {
  const [looks, setLooks] = useState<readonly Look[]>([]);
  const next = remember(looks, lookOf(overview));
  if (next !== looks) setLooks(next);
  return ratesOf(next);
}
