import type { Engine } from '../../../destinations/action/engine/engine.ts';
import type { Actions } from '../../../destinations/runtime.ts';
import { ENGINE_PATH } from '../../../domain/pipeline/action-files.ts';
import { log } from '../lambda/log.ts';
import type { Outside } from '../lambda/outside.ts';

/** The engine of actions, which lies beside the code of the function and is loaded by the first event that wants it. */
export function createActions({ codeUrl, outside }: { readonly codeUrl: string; readonly outside: Outside }): Actions {
  let loading: Promise<Engine | undefined> | undefined;
  return {
    outside,
    engine() {
      loading ??= load(new URL(ENGINE_PATH, codeUrl)).then((engine) => {
        // What could not be read may be readable the next time.
        if (engine === undefined) loading = undefined;
        return engine;
      });
      return loading;
    },
  };
}

async function load(url: URL): Promise<Engine | undefined> {
  try {
    const { engine } = (await import(url.href)) as { readonly engine: Engine };
    return engine;
  } catch (error) {
    log.failed('the engine of actions could not be loaded', { error });
    return undefined;
  }
}
