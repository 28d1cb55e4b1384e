import { TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { refused, throttled } from './throttles.ts';

/**
 * What goes wrong with the n-th call of a service that one run of a function makes (from 1). `crash`: the function dies,
 * before the call, after it or, when it is a batch, in the middle; what else is under way then may arrive or not, as when
 * its time is up. `error`: the call throws and the function goes on. `repeat`: the answer was lost, and the SDK makes the
 * call once more. `throttle`: the service has no capacity, for this call and the next `calls`, or for parts of them.
 * `refuse`: the service says that it will never take this.
 */
export type Fault = {
  readonly call: number;
  readonly kind:
    | 'crash-before'
    | 'crash-amid'
    | 'crash-after'
    | 'error-before'
    | 'error-amid'
    | 'error-after'
    | 'repeat'
    | 'throttle'
    | 'refuse';
  readonly calls?: number;
};

type Execute = (command: object, isHalf: boolean) => object;

/** One run of a function: all its calls go through here, some of them go wrong, and the dead make no more. */
export type Run = {
  readonly startedAt: number;
  isDead: boolean;
  /** Its instance stands still until its next run, and so does what this run has left under way. */
  isOver: boolean;
  calls: number;
  readonly fault: Fault | undefined;
};

/** Makes calls for an instance of a function. Before each, other work that is going on may get a turn or three. */
export function createCaller({ random }: { random: () => number }) {
  let current: Run = { startedAt: 0, isDead: true, isOver: false, calls: 0, fault: undefined };
  let next = Promise.withResolvers<undefined>();

  const faulty = (command: object, execute: Execute, { kind }: Fault): object => {
    switch (kind) {
      case 'crash-before':
      case 'error-before':
        throw new Error(kind);
      case 'crash-amid':
      case 'error-amid':
        execute(command, true);
        throw new Error(kind);
      case 'crash-after':
      case 'error-after':
        execute(command, false);
        throw new Error(kind);
      case 'repeat': {
        const first = execute(command, false);
        // The SDK gives every transaction a token, by which DynamoDB knows the second try.
        return command instanceof TransactWriteItemsCommand ? first : execute(command, false);
      }
      case 'throttle':
        return throttled(command, (part) => execute(part, false), random);
      case 'refuse':
        throw refused();
    }
  };

  const run = (): Run => current;

  const begin = (started: Run): void => {
    current = started;
    next.resolve(undefined);
    next = Promise.withResolvers();
  };

  const call = async (command: object, execute: Execute): Promise<object> => {
    if (current.isDead) throw new Error('the function is dead');
    for (let turns = Math.floor(random() * 4); turns > 0; turns -= 1) await Promise.resolve();
    while (run().isOver && !run().isDead) await next.promise;
    if (run().isDead) {
      if (random() < 0.5) execute(command, false);
      throw new Error('the function has died meanwhile');
    }
    current.calls += 1;
    const { fault, calls } = current;
    if (fault === undefined || calls < fault.call || calls > fault.call + (fault.calls ?? 0)) {
      return execute(command, false);
    }
    current.isDead = fault.kind.startsWith('crash');
    return faulty(command, execute, fault);
  };

  return { run, begin, call };
}

/** mulberry32, https://github.com/bryc/code/blob/master/jshash/PRNGs.md: the same numbers for the same seed. */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}
