import type { Functions } from '../../../../destinations/runtime.ts';
import type { Answer } from '../../../../domain/catalog/component-tests.ts';
import { routeOf } from '../../../../domain/events/event.ts';
import { createAttempt, type AttemptTarget } from '../../../shared/destinations/attempt.ts';
import type { OutboundHttp } from '../../../shared/outbound/outbound-http.ts';
import type { RunDeps } from './run-component-test.ts';

type Deps = { readonly http: Pick<OutboundHttp, 'send'>; readonly now: () => Date };

/** Runs the events of the test suite as delivery does those of customers, where the code of the component can do no harm. */
export function createFunctionRunner(
  functions: Functions | undefined,
  { http, now }: Deps,
  target: AttemptTarget,
): RunDeps['send'] {
  const attempt = createAttempt(http, now, { functions });
  return async (settings, event, timeoutMs): Promise<Answer> => {
    const sent = [{ route: routeOf(event), line: JSON.stringify(event) }];
    const [result] = (await attempt({ ...target, settings }, sent, timeoutMs)).results;
    if (result === undefined || result.isNoAttempt === true) return NOT_RUN;
    const { outcome, reason, latencyMs, answer } = result;
    return { kind: 'ran', outcome, reason, latencyMs, ...(answer === undefined ? {} : { message: answer }) };
  };
}

/** Nothing could run it, which says nothing about it. */
const NOT_RUN: Answer = { kind: 'failed', failure: 'not_run', latencyMs: 0 };
