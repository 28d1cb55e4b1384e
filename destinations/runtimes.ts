import type { KindName, SettingsOf } from './kinds.ts';
import type { Runtime } from './runtime.ts';
import { actionRuntime } from './action/runtime.ts';
import { functionRuntime } from './function/runtime.ts';
import { webhookRuntime } from './webhook/runtime.ts';

/** How each kind delivers. */
const RUNTIMES: { readonly [Name in KindName]: Runtime<SettingsOf<Name>> } = {
  webhook: webhookRuntime,
  function: functionRuntime,
  action: actionRuntime,
};

/** That of a kind, for settings that are known to belong to it: a destination says which kind it is together with them. */
export function runtimeOf(kind: KindName): Runtime {
  return RUNTIMES[kind];
}
