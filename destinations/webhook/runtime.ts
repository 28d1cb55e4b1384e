import { classifyAttempt, exactReason, isSuccess, type AttemptResult } from '../../domain/delivery-outcome.ts';
import { maskSettings } from '../../domain/secret-settings.ts';
import type { OutboundResult } from '../../functions/shared/outbound-http.ts';
import { STRUCK } from '../../functions/shared/strike-secrets.ts';
import type { AttemptContext, DeliveredEvent, EventResult, Runtime, Target } from '../runtime.ts';
import { createWebhookRequest, secretHeadersOf } from './request.ts';
import { partnerSettingsOf, type WebhookSettings } from './settings.ts';

const WRONG = 'penstock-test-of-a-wrong-one';

export const webhookRuntime: Runtime<WebhookSettings> = {
  attempt: async (target, events, context) => Promise.all(events.map((event) => attemptOne(target, event, context))),
  sentSecrets: secretHeadersOf,
  showHeaders({ headers }, target) {
    const own = new Set(Object.keys(target.settings.headers ?? {}).map((name) => name.toLowerCase()));
    const show = (name: string, value: string): string => {
      if (name === 'authorization') return `Basic ${STRUCK}`;
      if (name === 'x-segment-settings') return shownSettings(target);
      return own.has(name.toLowerCase()) ? STRUCK : value;
    };
    return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, show(name, value)]));
  },
  withWrong(credentials, settings) {
    const name = credentials === 'wrong-key' ? 'apiKey' : 'sharedSecret';
    return settings[name] === undefined ? undefined : { ...settings, [name]: WRONG };
  },
};

async function attemptOne(
  { settings }: Target<WebhookSettings>,
  { route, line }: DeliveredEvent,
  { http, now, timeoutMs }: AttemptContext,
): Promise<EventResult> {
  const request = createWebhookRequest(settings, { body: line, messageId: route.id, now: now(), timeoutMs });
  const result = await http.send(request);
  const attempt = toAttemptResult(result);
  const base = { outcome: classifyAttempt(attempt, now()), reason: exactReason(attempt), latencyMs: result.durationMs };
  if (result.kind === 'failed') return { ...base, answer: result.message };
  // Nobody is shown what was said beside yes, and that is what is said most.
  return isSuccess(result.status) ? base : { ...base, answer: result.body };
}

/** What came back, as it is judged. */
export function toAttemptResult(result: OutboundResult): AttemptResult {
  if (result.kind === 'failed') return { kind: 'failed', failure: result.failure };
  const retryAfter = result.headers['retry-after'];
  return {
    kind: 'response',
    status: result.status,
    retryAfter: Array.isArray(retryAfter) ? retryAfter[0] : retryAfter,
  };
}

function shownSettings(target: Target<WebhookSettings>): string {
  const masked = maskSettings(partnerSettingsOf(target.settings), undefined, target);
  return Buffer.from(JSON.stringify(masked)).toString('base64');
}
