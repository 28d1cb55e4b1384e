import {
  ran as ranSchema,
  type FunctionAnswer,
  type FunctionCall,
  type LogLine,
  type Ran,
} from '../../domain/functions/function-call.ts';
import { FUNCTION_LIMITS } from '../../domain/functions/function-limits.ts';
import type { Call, CallEnd } from './guest-process.ts';
import { isLonger } from './hostile-text.ts';

export type RunCallDeps = {
  readonly run: (call: Call, fixtures: FunctionCall['fixtures']) => Promise<CallEnd>;
  readonly sha256: (text: string) => string;
  readonly nowMs: () => number;
};

/** Functions of which the code is kept. */
const CODES_KEPT = 8;
/** Less is no chance for those that went with the thread of another. */
const SHORTEST_AGAIN_MS = 500;

const NOT_RUN: Ran = { end: { kind: 'not-run' }, logs: [], requests: [], cpuMs: 0, ms: 0 };
const CRASHED: Ran = { ...NOT_RUN, end: { kind: 'stopped', why: 'crash' } };

/** Runs the events of one function. What a guest has said of itself is held against the schema before it is handed on. */
export function createRunCall({ run, sha256, nowMs }: RunCallDeps): (call: FunctionCall) => Promise<FunctionAnswer> {
  const codes = new Map<string, string>();

  const codeOf = ({ hash, code }: FunctionCall): string | undefined => {
    const found = codes.get(hash) ?? (code !== undefined && sha256(code) === hash ? code : undefined);
    if (found === undefined) return undefined;
    codes.delete(hash);
    codes.set(hash, found);
    for (const old of [...codes.keys()].slice(0, -CODES_KEPT)) codes.delete(old);
    return found;
  };

  return async (call) => {
    if (call.code !== undefined && isLonger(call.code, FUNCTION_LIMITS.codeBytes)) {
      return { kind: 'broken', message: `The code has more than ${FUNCTION_LIMITS.codeBytes / 1024 / 1024} MB.` };
    }
    const code = codeOf(call);
    if (code === undefined) {
      if (call.code !== undefined) return { kind: 'broken', message: 'The code is not the one that its hash is of.' };
      return { kind: 'code-needed' };
    }
    const { hash, work, type, isTest = false } = call;
    const asked = { hash, work, type, isTest, code, settings: JSON.stringify(call.settings) };
    const endsAtMs = nowMs() + call.timeoutMs;
    const again = async (events: readonly string[]): Promise<CallEnd> =>
      run({ ...asked, events, timeoutMs: endsAtMs - nowMs() }, call.fixtures);

    const first = await again(call.events);
    if (first.kind === 'broken') return { kind: 'broken', message: first.message.slice(0, 2_048) };
    if (first.kind === 'loaded') return { kind: 'loaded', handlers: [...first.handlers] };
    const results = [...first.results];
    let { memoryBytes } = first;
    // Whoever ended the thread has a result by then, so each round has one less.
    while (results.includes(undefined) && endsAtMs - nowMs() > SHORTEST_AGAIN_MS && work === 'events') {
      const left = results.flatMap((result, index) => (result === undefined ? [index] : []));
      const end = await again(left.map((index) => call.events[index] ?? ''));
      if (end.kind !== 'ran') break;
      memoryBytes = end.memoryBytes;
      for (const [place, index] of left.entries()) results[index] = end.results[place];
      if (end.results.every((result) => result === undefined)) break;
    }
    return { kind: 'ran', results: withinCall(results.map(readRan)), memoryBytes };
  };
}

function readRan(result: Ran | undefined): Ran {
  if (result === undefined) return NOT_RUN;
  const { success, data } = ranSchema.safeParse(result);
  return success ? data : CRASHED;
}

/** The logs of a call are bounded as a whole. */
function withinCall(results: readonly Ran[]): Ran[] {
  let left: number = FUNCTION_LIMITS.logBytesOfCall;
  return results.map((result) => {
    const logs: LogLine[] = [];
    for (const line of result.logs) {
      left -= Buffer.byteLength(line.text);
      if (left >= 0) logs.push(line);
    }
    return { ...result, logs };
  });
}
