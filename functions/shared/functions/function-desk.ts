import type { Functions, RunAnswer } from '../../../destinations/runtime.ts';
import type { TriedResult } from '../../../domain/workspace/function-versions.ts';
import { FUNCTION_LIMITS } from '../../../domain/functions/function-limits.ts';
import { REQUEST_HANDLER, type FunctionType } from '../../../domain/functions/function-call.ts';
import { hashOfCode, type FunctionCodeStore } from './function-code.ts';
import { tenantOf } from './functions.ts';
import type { InvokeRunner } from './invoke-runner.ts';

type Name = Parameters<typeof tenantOf>[0];

/** For who writes functions: tries code, keeps it, and runs it with events, all in a tenant of its own for tests. */
export type FunctionDesk = {
  readonly code: FunctionCodeStore;
  /** Loads code in the runner, and nowhere else. */
  tryCode(name: Name, type: FunctionType, code: string): Promise<TriedResult>;
  run(name: Name, code: string, call: Parameters<Functions['run']>[1]): Promise<RunAnswer>;
};

export function createFunctionDesk({
  code: store,
  invoke,
}: {
  readonly code: FunctionCodeStore;
  readonly invoke: InvokeRunner;
}): FunctionDesk {
  const run: FunctionDesk['run'] = (name, code, call) =>
    invoke(`test.${tenantOf(name)}`, { ...call, hash: hashOfCode(code), code });
  return {
    code: store,
    run,
    async tryCode(name, type, code) {
      const load = { work: 'load', type, settings: {}, timeoutMs: FUNCTION_LIMITS.testMs } as const;
      const first = await run(name, code, { ...load, events: [] });
      // Once, it may have been the machine. Twice, it is the code.
      const answer = first.kind === 'crashed' ? await run(name, code, { ...load, events: [] }) : first;
      switch (answer.kind) {
        case 'loaded': {
          const bytes = Buffer.byteLength(code);
          const problem = problemOfHandlers(type, answer.handlers);
          if (problem !== undefined) return { kind: 'broken', message: problem };
          return { kind: 'loads', code: { hash: hashOfCode(code), bytes, handlers: answer.handlers } };
        }
        case 'broken':
          return { kind: 'broken', message: answer.message };
        case 'crashed':
          return { kind: 'broken', message: 'The code ends what runs it, while it is loaded.' };
        default:
          return { kind: 'unavailable' };
      }
    },
  };
}

/** A function of one type has what it is called by. */
function problemOfHandlers(type: FunctionType, handlers: readonly string[]): string | undefined {
  if (type === 'source') {
    return handlers.includes(REQUEST_HANDLER) ? undefined : `A source function is called by ${REQUEST_HANDLER}.`;
  }
  const isForRequestsOnly = handlers.every((name) => name === REQUEST_HANDLER);
  return isForRequestsOnly ? `Only a source function is called by ${REQUEST_HANDLER}.` : undefined;
}
