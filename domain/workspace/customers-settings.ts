import { KINDS } from '../../destinations/kinds.ts';
import type { Settings } from '../../destinations/kind.ts';
import type { Destination } from './destination.ts';

/** The settings of a destination that the customer has given. */
export function customersSettings({ kind, settings }: Pick<Destination, 'kind' | 'settings'>): Settings {
  const own = KINDS[kind].component?.ownSettings;
  return Object.fromEntries(Object.entries(settings).filter(([name]) => own?.has(name) !== true));
}
