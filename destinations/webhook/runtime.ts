import { createHash } from 'node:crypto';
import { classifyAttempt, exactReason, isSuccess } from '../../domain/delivery/delivery-outcome.ts';
import { maskSettings, STRUCK } from '../../domain/workspace/secret-settings.ts';
import { toAttemptResult } from '../../functions/shared/outbound/outbound-answer.ts';
import type { OutboundResult } from '../../functions/shared/outbound/outbound-http.ts';
import type { AttemptContext, DeliveredEvent, EventResult, Runtime, Target } from '../runtime.ts';
import { createWebhookRequest, secretHeadersOf } from './request.ts';
import { partnerSettingsOf, type WebhookSettings } from './settings.ts';

/** Less than this is no chance for an answer. */
const SHORTEST_TIMEOUT_MS = 500;
const BATCH_ID_CHARACTERS = 32;

export const webhookRuntime: Runtime<WebhookSettings> = {
  async attempt(target, events, context) {
    if (target.batch === undefined) return Promise.all(events.map((event) => attemptOne(target, event, context)));
    return attemptBatch(target, events, { ...context, endsAtMs: context.now().getTime() + context.timeoutMs });
  },
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
  credentials: { key: 'apiKey', signature: 'sharedSecret' },
};

async function attemptOne(
  { settings }: Target<WebhookSettings>,
  { route, line }: DeliveredEvent,
  { http, now, timeoutMs }: AttemptContext,
): Promise<EventResult> {
  const request = createWebhookRequest(settings, { body: line, messageId: route.id, now: now(), timeoutMs });
  return judge(await http.send(request), now());
}

/**
 * Several events as one JSON list, signed as a whole. When it is refused for what is in it, each half is tried by itself as
 * long as there is time, so that one event keeps no others away; those without a try are tried again later.
 */
async function attemptBatch(
  target: Target<WebhookSettings>,
  events: readonly DeliveredEvent[],
  context: AttemptContext & { readonly endsAtMs: number },
): Promise<EventResult[]> {
  const { http, now, endsAtMs } = context;
  const timeoutMs = endsAtMs - now().getTime();
  const body = `[${events.map(({ line }) => line).join(',')}]`;
  const messageId = batchId(events);
  const result = judge(
    await http.send(createWebhookRequest(target.settings, { body, messageId, now: now(), timeoutMs })),
    now(),
  );
  const { outcome } = result;
  const isOfOneEvent = events.length > 1 && outcome.kind === 'discard' && outcome.class === 'payload';
  if (!isOfOneEvent) return events.map(() => result);
  if (endsAtMs - now().getTime() < SHORTEST_TIMEOUT_MS) {
    const later = { ...result, outcome: { kind: 'retry', class: 'payload', reason: outcome.reason } as const };
    return events.map(() => later);
  }
  const middle = Math.ceil(events.length / 2);
  const first = await attemptBatch(target, events.slice(0, middle), context);
  return [...first, ...(await attemptBatch(target, events.slice(middle), context))];
}

/** The same for the same events in the same order. */
function batchId(events: readonly DeliveredEvent[]): string {
  const ids = JSON.stringify(events.map(({ route }) => route.id));
  return `batch_${createHash('sha256').update(ids).digest('hex').slice(0, BATCH_ID_CHARACTERS)}`;
}

function judge(result: OutboundResult, now: Date): EventResult {
  const attempt = toAttemptResult(result);
  const base = { outcome: classifyAttempt(attempt, now), reason: exactReason(attempt), latencyMs: result.durationMs };
  if (result.kind === 'failed') return { ...base, answer: result.message };
  // Nobody is shown what was said beside yes, and that is what is said most.
  return isSuccess(result.status) ? base : { ...base, answer: result.body };
}

function shownSettings(target: Target<WebhookSettings>): string {
  const masked = maskSettings(partnerSettingsOf(target.settings), undefined, target);
  return Buffer.from(JSON.stringify(masked)).toString('base64');
}
