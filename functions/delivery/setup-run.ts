import { switchOffLimit, type Destination } from '../../domain/workspace/destination.ts';
import { judgeRun, warningText, type SetupRun } from '../../domain/delivery/setup-failures.ts';
import type { EventOutcome } from './decision.ts';

type SetupRunDeps = {
  /** The run that the destination is in, as far as this function knows. */
  readonly current: (destinationId: string) => Promise<SetupRun | undefined>;
  /** Adds failures to it. Returns the run as it is now. */
  readonly extend: (destinationId: string, failures: SetupRun) => Promise<SetupRun>;
  readonly end: (destinationId: string) => Promise<void>;
  readonly warn: (destinationId: string, notice: { message: string; at: string }) => Promise<void>;
  readonly now: () => Date;
};

/**
 * Follows runs of failures that only a person can put right: warns of them, ends them at the first answer of another
 * kind, and says why when one has become so long that the destination is to be switched off. A function that dies may
 * count a pack twice; nobody is switched off for one pack.
 */
export function createJudgeSetup(
  deps: SetupRunDeps,
): (destination: Destination, outcomes: readonly EventOutcome[]) => Promise<string | undefined> {
  return async (destination, outcomes) => {
    const failures = outcomes.flatMap(({ outcome }) =>
      'class' in outcome && outcome.class === 'setup' ? [outcome] : [],
    );
    if (outcomes.some(({ outcome, isAttempted }) => isAttempted && isAccepted(outcome))) {
      if ((await deps.current(destination.id)) !== undefined) await deps.end(destination.id);
      return undefined;
    }
    const [first] = failures;
    if (first === undefined) return undefined;
    const now = deps.now();
    const at = now.toISOString();
    const limit = switchOffLimit(destination);
    const run = await deps.extend(destination.id, { count: failures.length, since: at, reason: first.reason });
    const ageMs = now.getTime() - Date.parse(run.since);
    const judgement = judgeRun({ before: run.count - failures.length, after: run.count, ageMs }, limit);
    if (judgement === 'warn') await deps.warn(destination.id, { message: warningText(run, limit), at });
    // What is held is not lost, and flows back by itself: nobody has to switch anything off.
    return judgement === 'switch-off' && first.kind !== 'hold' ? run.reason : undefined;
  };
}

/** Whoever takes, throttles or refuses an event for what is in it has let us in. */
function isAccepted(outcome: EventOutcome['outcome']): boolean {
  return (
    outcome.kind === 'delivered' ||
    ('class' in outcome && (outcome.class === 'payload' || outcome.class === 'throttled'))
  );
}
