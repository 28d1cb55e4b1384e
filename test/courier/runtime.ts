import type * as z from 'zod/mini';
import { classifyAttempt, exactReason } from '../../domain/delivery/delivery-outcome.ts';
import { STRUCK } from '../../domain/workspace/secret-settings.ts';
import { toAttemptResult } from '../../functions/shared/outbound/outbound-answer.ts';
import type { EventResult, Runtime } from '../../destinations/runtime.ts';
import { courierFields, type courierSettings } from './kind.ts';

export const courierRuntime: Runtime<z.output<typeof courierSettings>> = {
  async attempt({ settings, subscription }, events, { http, now, timeoutMs }) {
    const { depot, badgeKey = '' } = settings;
    const { round } = courierFields.parse({ round: subscription?.['round'] });
    const headers = { 'content-type': 'application/json', 'x-badge': badgeKey };
    return Promise.all(
      events.map(async ({ line }): Promise<EventResult> => {
        const result = await http.send({ url: `${depot}/${round}`, method: 'POST', headers, body: line, timeoutMs });
        const attempt = toAttemptResult(result);
        return {
          outcome: classifyAttempt(attempt, now()),
          reason: exactReason(attempt),
          latencyMs: result.durationMs,
        };
      }),
    );
  },
  sentSecrets: () => [],
  showHeaders: ({ headers }) => ({ ...headers, 'x-badge': STRUCK }),
  credentials: { key: 'badgeKey' },
};
