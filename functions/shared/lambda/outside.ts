import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';

// What a function has not of itself. Handlers are given it, so that a test, a bench or a simulation runs the very same
// code with a time, a chance and services of its own. Secrets and keys are always made by Node: nobody may know them before.

/** Time, and chance that nobody's secrets hang on. */
export type Outside = {
  readonly now: () => Date;
  /** In [0, 1). */
  readonly random: () => number;
  /** A name that nothing else has. */
  readonly unique: () => string;
  readonly waitMs: (milliseconds: number) => Promise<void>;
  /** Does something later, unless the answer is called before. */
  readonly later: (milliseconds: number, action: () => void) => () => void;
};

/** Time and chance as they are, beside the services that a function uses. It names them, so that it loads no others. */
export function realOutside<Services extends object>(services: Services): Outside & Services {
  return {
    ...services,
    now: () => new Date(),
    random: Math.random,
    unique: randomUUID,
    waitMs: (milliseconds) => wait(milliseconds),
    later(milliseconds, action) {
      const timer = setTimeout(action, milliseconds);
      return () => clearTimeout(timer);
    },
  };
}
