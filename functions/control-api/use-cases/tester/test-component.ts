import type { Verdict } from '../../../../domain/catalog/component-tests.ts';
import type { EventType } from '../../../../domain/events/event.ts';
import { KINDS } from '../../../../destinations/kinds.ts';
import { runtimeOf } from '../../../../destinations/runtimes.ts';
import type { AttemptTarget } from '../../../shared/destinations/attempt.ts';
import type { ApiContext } from '../../http/context.ts';
import { countSending, type SendingLimit } from '../../http/limits.ts';
import { componentTestId, putComponentTest, type ComponentTest } from './component-test-store.ts';
import { createFunctionRunner } from './function-runner.ts';
import { createPartnerSender } from './partner-sender.ts';
import { runStreamTest, type StreamSubject } from './run-stream-test.ts';
import { runComponentTest, type CaseResult, type RunDeps } from './run-component-test.ts';

/** Each is about eighty requests to somebody's server. */
const COMPONENT_TESTS: SendingLimit = { name: 'component-tests', most: 10, windowSeconds: 300 };

/** What is tested. */
export type TestSubject = {
  readonly tried: { readonly target: AttemptTarget } | StreamSubject;
  /** Where it is, for people. */
  readonly url: string;
  readonly eventTypes: readonly EventType[];
  readonly componentId?: string;
  readonly version?: number;
};

/** Runs the test suite and keeps what it has seen: each case as soon as it has ended, for who looks meanwhile. */
export async function testComponent(
  context: ApiContext,
  { tried, url, eventTypes, ...component }: TestSubject,
  { isOfPartner }: { readonly isOfPartner: boolean },
): Promise<ComponentTest> {
  const { counters, tables, outside, workspace, now, caller } = context;
  await countSending(counters, COMPONENT_TESTS, { workspace, now });
  const about = {
    ...{ id: componentTestId(now, outside.unique()), workspace, url, eventTypes, ...component },
    ...{ startedAt: now.toISOString(), startedBy: caller.actor },
  };
  const keep = (test: ComponentTest): Promise<void> => putComponentTest(tables, test, isOfPartner);
  const seen: CaseResult[] = [];
  const soFar = (): ComponentTest => ({ ...about, state: 'running', ...resultOf([...seen]), requests: 0 });
  // Who looks meanwhile sees less when one of these fails; the end is kept or thrown.
  const progress = (): Promise<void> => keep(soFar()).catch(() => undefined);
  let keeping = progress();
  const onResult = (result: CaseResult): void => {
    seen.push(result);
    keeping = keeping.then(progress);
  };
  const { cases, requests } =
    'target' in tried
      ? await runComponentTest(depsOf(context, { target: tried.target, onResult }), {
          ...{ settings: tried.target.settings, eventTypes },
        })
      : await runStreamTest(context, tried, onResult);
  await keeping;
  const test = { ...about, finishedAt: outside.now().toISOString(), ...resultOf(cases), requests };
  await keep(test);
  return test;
}

function depsOf(
  { outside, workspace }: ApiContext,
  { target, onResult }: { readonly target: AttemptTarget } & Pick<RunDeps, 'onResult'>,
): RunDeps {
  return {
    send: senderOf(outside, { ...target, workspace }),
    credentials: runtimeOf(target.kind).credentials,
    now: outside.now,
    waitMs: outside.waitMs,
    createId: () => `test-${outside.unique()}`,
    ...(onResult === undefined ? {} : { onResult }),
  };
}

function senderOf({ http, now, deployed }: ApiContext['outside'], target: AttemptTarget): RunDeps['send'] {
  if (KINDS[target.kind].runsFunction === true) return createFunctionRunner(deployed, { http, now }, target);
  return createPartnerSender(http, now, target);
}

function resultOf(cases: readonly CaseResult[]): Pick<ComponentTest, 'passed' | 'counts' | 'cases'> {
  const counts: Record<Verdict, number> = { pass: 0, warn: 0, fail: 0, skipped: 0 };
  for (const { verdict } of cases) counts[verdict] += 1;
  return { passed: counts.fail === 0, counts, cases };
}
