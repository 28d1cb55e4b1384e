/** Where a run dies: before or after the effect of its n-th call of a service, from 1. */
export type Crash = { readonly call: number; readonly when: 'before' | 'after' };

/** The calls of services that a run makes; a run that has crashed reaches no service any more. */
export function createCrashingCalls() {
  let calls = 0;
  let crash: Crash | undefined;
  return {
    call: async <T>(effect: () => T): Promise<T> => {
      calls += 1;
      const at = crash?.call ?? Infinity;
      if (calls > at || (calls === at && crash?.when === 'before')) throw new Error('crashed');
      const result = effect();
      if (calls === at) throw new Error('crashed');
      return result;
    },
    begin: (crashAt: Crash | undefined): void => {
      calls = 0;
      crash = crashAt;
    },
    /** How many calls this run has made. */
    count: (): number => calls,
  };
}
