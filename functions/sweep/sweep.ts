import { log } from '../shared/lambda/log.ts';

/** One thing that is looked after every minute. Must be safe to do twice, also at the same time. */
export type Duty = { readonly name: string; readonly run: () => Promise<void> };

/** Does every duty, whatever becomes of the others. Throws when one of them failed: the next minute is another chance. */
export function createSweep(duties: readonly Duty[]): () => Promise<void> {
  return async () => {
    const outcomes = await Promise.all(duties.map(attempt));
    const failed = outcomes.flatMap((outcome) => outcome ?? []);
    if (failed.length > 0) throw new Error(`the sweep failed to: ${failed.join('; ')}`);
  };
}

/** The name of the duty when it failed. */
async function attempt({ name, run }: Duty): Promise<string | undefined> {
  try {
    await run();
    return undefined;
  } catch (error) {
    log.failed('a duty of the sweep failed', { ids: { duty: name }, error });
    return name;
  }
}
