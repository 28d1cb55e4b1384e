import type { Functions, RunAnswer } from '../../../../destinations/runtime.ts';
import type { Fixture, FunctionType } from '../../../../domain/functions/function-call.ts';
import type { Destination } from '../../../../domain/workspace/destination.ts';
import { strikeSecrets } from '../../../shared/destinations/strike-secrets.ts';
import { NOTHING, showRun, type EventRun } from './show-run.ts';

type Captured = {
  readonly id: string;
  readonly type: FunctionType;
  readonly events: readonly string[];
  readonly answer: RunAnswer;
};

/** What a function of a destination did with the event of a test. */
export type TestedRun = EventRun & { readonly functionId: string; readonly type: FunctionType };

/** No network: an insert function that looks something up is told so, and what a destination is sent is taken. */
const FIXTURES: Readonly<Record<FunctionType, Fixture[]>> = {
  insert: [],
  destination: [{ url: 'http', status: 200, body: '{}' }],
  source: [],
};

/** Functions whose runs are remembered, with the requests that they made. */
export function captureRuns(
  functions: Functions,
  { isSent }: { readonly isSent: boolean },
): { readonly runs: readonly Captured[]; readonly captured: Functions } {
  const runs: Captured[] = [];
  return {
    runs,
    captured: {
      async run(name, call) {
        const withoutNetwork = isSent ? {} : { fixtures: FIXTURES[call.type] };
        const answer = await functions.run(name, { ...call, ...withoutNetwork, isTest: true });
        runs.push({ id: name.id, type: call.type, events: call.events, answer });
        return answer;
      },
    },
  };
}

/** The runs of one event, in their order. */
export function showRuns(runs: readonly Captured[], destination: Destination, now: Date): TestedRun[] {
  const strike = (text: string): string => strikeSecrets(destination, text);
  return runs.flatMap(({ id, type, events: [line = '{}'], answer }) => {
    const event = JSON.parse(line) as Readonly<Record<string, unknown>>;
    const about = { functionId: id, type };
    if (answer.kind === 'ran') {
      const [ran] = answer.results;
      // Its destination was asked first whether it has an `onBatch`.
      if (ran?.end.kind === 'no-handler' && ran.end.handler === 'onBatch') return [];
      return [{ ...about, ...showRun(event, ran, { type, now, strike }) }];
    }
    const reason = `function_${answer.kind}`;
    const why = answer.kind === 'broken' ? { explanation: strike(answer.message) } : {};
    return [{ ...about, event, result: 'not-run', reason, ...why, ...NOTHING }];
  });
}
