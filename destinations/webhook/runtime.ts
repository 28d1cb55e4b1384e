import { createHash } from 'node:crypto';
import { classifyAttempt, exactReason, isSuccess } from '../../domain/delivery/delivery-outcome.ts';
import { maskSettings, STRUCK } from '../../domain/workspace/secret-settings.ts';
import { toAttemptResult } from '../../functions/shared/outbound/outbound-answer.ts';
import type { OutboundResult } from '../../functions/shared/outbound/outbound-http.ts';
import { attemptHalved, createHalves } from '../halves.ts';
import type { AttemptContext, DeliveredEvent, EventResult, Runtime, Target } from '../runtime.ts';
import { readBatchResults } from './batch-results.ts';
import { createWebhookRequest, secretHeadersOf } from './request.ts';
import { partnerSettingsOf, type WebhookSettings } from './settings.ts';

/** Less than this is no chance for an answer. */
const SHORTEST_TIMEOUT_MS = 500;
const BATCH_ID_CHARACTERS = 32;

export const webhookRuntime: Runtime<WebhookSettings> = {
  async attempt(target, events, context) {
    if (target.batch === undefined) return Promise.all(events.map((event) => attemptOne(target, event, context)));
    const endsAtMs = context.now().getTime() + context.timeoutMs;
    const leftMs = (): number => endsAtMs - context.now().getTime();
    return attemptHalved(
      {
        attempt: (some) => attemptBatch(target, some, { ...context, timeoutMs: leftMs() }),
        hasTime: () => leftMs() >= SHORTEST_TIMEOUT_MS,
        halves: createHalves(),
      },
      events,
    );
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

/** Several events as one JSON list, signed as a whole. */
async function attemptBatch(
  target: Target<WebhookSettings>,
  events: readonly DeliveredEvent[],
  { http, now, timeoutMs }: AttemptContext,
): Promise<{ readonly results: readonly EventResult[]; readonly isRefusedAsWhole: boolean }> {
  const body = `[${events.map(({ line }) => line).join(',')}]`;
  const messageId = batchId(events);
  const answer = await http.send(createWebhookRequest(target.settings, { body, messageId, now: now(), timeoutMs }));
  const result = judge(answer, now());
  const { outcome } = result;
  if (answer.kind === 'response' && outcome.kind === 'delivered') {
    return { results: judgeEach(answer, result, events), isRefusedAsWhole: false };
  }
  const isRefusedAsWhole = outcome.kind === 'discard' && outcome.class === 'payload';
  return { results: events.map(() => result), isRefusedAsWhole };
}

/** A list was taken, and the answer may say which of its events were not. */
function judgeEach(
  answer: Extract<OutboundResult, { kind: 'response' }>,
  taken: EventResult,
  events: readonly DeliveredEvent[],
): EventResult[] {
  const results = readBatchResults(answer, events.length);
  switch (results.kind) {
    case 'none':
      return events.map(() => taken);
    case 'unreadable': {
      // Nobody knows who was taken, and a receiver knows what it has by the ids of the events.
      const again = { kind: 'retry', class: 'transient', reason: 'invalid_response' } as const;
      return events.map(() => ({ ...taken, outcome: again, reason: again.reason, answer: results.message }));
    }
    case 'each':
      return results.statuses.map(({ status, text }) => {
        const attempt = { ...toAttemptResult(answer), status };
        const outcome = ofOneEvent(classifyAttempt(attempt, new Date(0)));
        return { ...taken, outcome, reason: exactReason(attempt), ...(isSuccess(status) ? {} : { answer: text }) };
      });
  }
}

/** What is gone is that for which the event is meant, and not the partner, who has answered. */
function ofOneEvent(outcome: EventResult['outcome']): EventResult['outcome'] {
  if (outcome.kind !== 'discard' || outcome.switchOff === undefined) return outcome;
  return { kind: 'discard', class: 'payload', reason: outcome.reason };
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
