import type { Answer } from '../../../domain/component-tests.ts';
import { routeOf } from '../../../domain/event.ts';
import type { Decided } from '../../../domain/secret-settings.ts';
import { createRequest, toAttemptResult } from '../../shared/destinations/attempt.ts';
import type { OutboundHttp } from '../../shared/outbound-http.ts';
import type { RunDeps } from './run-component-test.ts';
import { showResponse } from './show-exchange.ts';

/** Makes the requests of the test suite, as delivery makes those of events. `decided`: by the schema of the component. */
export function createPartnerSender(http: OutboundHttp, now: () => Date, decided: Decided): RunDeps['send'] {
  return async (settings, event, timeoutMs): Promise<Answer> => {
    const delivered = { route: routeOf(event), line: JSON.stringify(event) };
    const request = createRequest({ kind: 'webhook', settings }, delivered, { now: now(), timeoutMs });
    const result = await http.send(request);
    const destination = { settings, ...decided };
    const attempt = toAttemptResult(result, destination);
    const shown = showResponse(result, destination);
    const said = shown.kind === 'response' && shown.message !== undefined ? { message: shown.message } : {};
    const base = { latencyMs: result.durationMs, ...said };
    if (attempt.kind === 'failed') return { kind: 'failed', failure: attempt.failure, ...base };
    const { status, retryAfter } = attempt;
    return { kind: 'response', status, ...(retryAfter === undefined ? {} : { retryAfter }), ...base };
  };
}
