import { TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';

/**
 * What goes wrong with the n-th call of a service that one run of a function makes (from 1). `crash`: the function dies,
 * before the call, after it or, when it is a batch, in the middle. `error`: the call throws and the function goes on.
 * `repeat`: the answer was lost, and the SDK makes the call once more.
 */
export type Fault = {
  readonly call: number;
  readonly kind:
    'crash-before' | 'crash-amid' | 'crash-after' | 'error-before' | 'error-amid' | 'error-after' | 'repeat';
};

type Execute = (command: object, isHalf: boolean) => object;

/** One run of a function: all its calls go through here, at most one of them goes wrong, and the dead make no more. */
export type Run = {
  readonly startedAt: number;
  isDead: boolean;
  calls: number;
  readonly fault: Fault | undefined;
};

/**
 * Makes calls for whatever run `run` names. Before each, other work that is going on at the same time may get a turn or
 * three.
 */
export function createCaller(run: () => Run, { random }: { random: () => number }) {
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
    }
  };

  return async (command: object, execute: Execute): Promise<object> => {
    for (let turns = Math.floor(random() * 4); turns > 0; turns -= 1) await Promise.resolve();
    const current = run();
    if (current.isDead) throw new Error('the function is dead');
    current.calls += 1;
    const { fault } = current;
    if (fault?.call !== current.calls) return execute(command, false);
    current.isDead = fault.kind.startsWith('crash');
    return faulty(command, execute, fault);
  };
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
