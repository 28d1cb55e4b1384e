import type { Route } from '../http/router.ts';
import { toRoute, type Alias, type AliasDeps } from './alias.ts';
import { laneAliases } from './lanes.ts';
import { ledgerAliases } from './ledger.ts';
import { replayAliases } from './replays.ts';
import { undeliveredAliases } from './undelivered.ts';
import { workspaceAliases } from './workspaces.ts';

export const ALIASES: readonly Alias[] = [
  ...workspaceAliases,
  ...laneAliases,
  ...undeliveredAliases,
  ...replayAliases,
  ...ledgerAliases,
];

export function createAliases(deps: AliasDeps): Route[] {
  return ALIASES.map((alias) => toRoute(alias, deps));
}
