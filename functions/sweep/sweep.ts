/** One thing that is looked after every minute. Must be safe to do twice, also at the same time. */
export type Duty = { readonly name: string; readonly run: () => Promise<void> };

/** Does every duty, whatever becomes of the others. Throws when one of them failed: the next minute is another chance. */
export function createSweep(duties: readonly Duty[]): () => Promise<void> {
  return async () => {
    const results = await Promise.allSettled(duties.map(({ run }) => run()));
    const failures = results.flatMap((result, index) =>
      result.status === 'rejected' ? [`${duties[index]?.name ?? ''}: ${describe(result.reason)}`] : [],
    );
    if (failures.length > 0) throw new Error(failures.join('\n'));
  };
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
