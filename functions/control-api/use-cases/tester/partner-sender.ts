import type { Answer } from '../../../../domain/catalog/component-tests.ts';
import { routeOf } from '../../../../domain/events/event.ts';
import { createAttempt, type AttemptTarget } from '../../../shared/destinations/attempt.ts';
import { toAttemptResult } from '../../../shared/outbound/outbound-answer.ts';
import type { OutboundHttp } from '../../../shared/outbound/outbound-http.ts';
import type { RunDeps } from './run-component-test.ts';
import { captureExchanges } from './capture-exchanges.ts';
import { showResponse } from './show-exchange.ts';

/** Makes the requests of the test suite, as delivery makes those of events. The last one is what is judged. */
export function createPartnerSender(
  http: Pick<OutboundHttp, 'send'>,
  now: () => Date,
  { kind, secretSettings, openSettings }: Omit<AttemptTarget, 'settings'>,
): RunDeps['send'] {
  return async (settings, event, timeoutMs): Promise<Answer> => {
    const target = { kind, settings, secretSettings, openSettings };
    const { exchanges, captured } = captureExchanges(http);
    await createAttempt(captured, now)(target, [{ route: routeOf(event), line: JSON.stringify(event) }], timeoutMs);
    const result = exchanges.at(-1)?.result;
    if (result === undefined) return { kind: 'failed', failure: 'no_request', latencyMs: 0 };
    const shown = showResponse(result, target);
    const said = shown.kind === 'response' && shown.message !== undefined ? { message: shown.message } : {};
    const base = { latencyMs: result.durationMs, ...said };
    const attempt = toAttemptResult(result);
    if (attempt.kind === 'failed') return { ...attempt, ...base };
    const { status, retryAfter } = attempt;
    return { kind: 'response', status, ...(retryAfter === undefined ? {} : { retryAfter }), ...base };
  };
}
