import { functionNameOf, notRun } from '../../destinations/function/runtime.ts';
import type { Functions } from '../../destinations/runtime.ts';
import type { LogLine, Ran } from '../../domain/functions/function-call.ts';
import type { FunctionOutcome } from '../../domain/functions/function-outcome.ts';
import { outcomeOfSource, type SourceReply, type SourceRequest } from '../../domain/functions/source-run.ts';
import type { FunctionSource } from '../../domain/workspace/workspace.ts';

/** What became of one request. */
export type RequestRun =
  | { readonly kind: 'made'; readonly events: readonly unknown[]; readonly reply: SourceReply }
  | { readonly kind: 'ended'; readonly result: FunctionOutcome; readonly logs: readonly LogLine[] };

export type RunSource = (
  source: FunctionSource,
  requests: readonly SourceRequest[],
  timeoutMs: number,
) => Promise<readonly RequestRun[]>;

type RunDeps = {
  readonly functions: Functions;
  /** A source with its settings as people wrote them. */
  readonly open: (source: FunctionSource) => Promise<FunctionSource>;
  readonly now: () => Date;
};

/** What one call of the runner may carry, well below what Lambda takes. */
const MOST_REQUESTS = 10;
const MOST_CHARACTERS = 3_000_000;

const NONE: FunctionOutcome = { outcome: { kind: 'none' }, reason: 'function_not_run' };

/** Runs the function of a source with some requests, each by itself. */
export function createRunSource({ functions, open, now }: RunDeps): RunSource {
  const runSome = async (
    source: FunctionSource,
    lines: readonly string[],
    timeoutMs: number,
  ): Promise<readonly RequestRun[]> => {
    const { settings = {} } = await open(source);
    const name = functionNameOf(source);
    if (name === undefined) return lines.map(() => ({ kind: 'ended', result: NONE, logs: [] }));
    const call = { work: 'events', type: 'source', settings, events: lines, timeoutMs } as const;
    const answer = await functions.run(name, { ...call, events: [...lines] });
    if (answer.kind === 'ran') return lines.map((_, index) => judge(answer.results[index], now()));
    const { outcome, reason, answer: said, isNoAttempt } = notRun(answer);
    const result = { outcome, reason, ...(said === undefined ? {} : { answer: said }) };
    return lines.map(() => ({ kind: 'ended', result: isNoAttempt === true ? NONE : result, logs: [] }));
  };

  return async (source, requests, timeoutMs) => {
    const calls = inCalls(requests.map((request) => JSON.stringify(request)));
    return (await Promise.all(calls.map((lines) => runSome(source, lines, timeoutMs)))).flat();
  };
}

function judge(ran: Ran | undefined, now: Date): RequestRun {
  if (ran === undefined) return { kind: 'ended', result: NONE, logs: [] };
  const run = outcomeOfSource(ran, now);
  return run.kind === 'made' ? run : { ...run, logs: ran.logs };
}

function inCalls(lines: readonly string[]): string[][] {
  const calls: string[][] = [];
  let characters = 0;
  for (const line of lines) {
    const last = calls.at(-1);
    characters += line.length;
    if (last === undefined || last.length >= MOST_REQUESTS || characters > MOST_CHARACTERS) {
      calls.push([line]);
      characters = line.length;
    } else last.push(line);
  }
  return calls;
}
