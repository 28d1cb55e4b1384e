import type { Subscriber } from '../../../domain/workspace/subscription.ts';
import type { Decision } from '../../../domain/delivery/delivery-decision.ts';
import type { DeliveryPackHeader } from '../../../domain/pipeline/messages.ts';
import { createDeliver, type DeliverDeps, type DeliveryPack } from '../../../functions/delivery/deliver.ts';
import { createAttempt } from '../../../functions/shared/destinations/attempt.ts';
import type { InsertStep, StepsOf } from '../../../functions/shared/destinations/insert-steps.ts';
import type { OutboundRequest, OutboundResult } from '../../../functions/shared/outbound/outbound-http.ts';
import { aDestination } from '../../support/a-destination.ts';

const START = Date.parse('2026-11-22T10:00:00.000Z');
export const destination = aDestination({
  settings: { url: 'https://partner.example.com/hook', sharedSecret: 'whsec_c2VjcmV0LXNlY3JldA==' },
});

export function aPack(ids: readonly string[], overrides: Partial<DeliveryPackHeader> = {}): DeliveryPack {
  const events = ids.map((id) => ({ id, type: 'track', receivedAt: '2026-11-22T09:59:59.000Z' }));
  return {
    header: {
      ...{ kind: 'delivery', packId: 'p1', sourceId: 'web', destinationId: 'crm', retry: 0, events },
      ...overrides,
    },
    lines: ids.map((id) => JSON.stringify({ messageId: id, mail: `${id}@example.com` })),
  };
}

/** Delivery as it is, to webhooks that are answered in memory. */
export function aWorld(steps: readonly InsertStep[] | undefined, { status = 200, to = destination } = {}) {
  const requests: OutboundRequest[] = [];
  const [decisions, counts, asked]: [Decision[], Readonly<Record<string, number>>[], Subscriber[]] = [[], [], []];
  const clock = { nowMs: START };
  const send = async (request: OutboundRequest): Promise<OutboundResult> => {
    requests.push(request);
    return { kind: 'response', status, headers: {}, body: 'so be it', bodyTruncated: false, durationMs: 5 };
  };
  const now = (): Date => new Date(clock.nowMs);
  const stepsOf: StepsOf<Subscriber> | undefined =
    steps === undefined
      ? undefined
      : (target) => {
          asked.push(target);
          return steps;
        };
  const deps: DeliverDeps = {
    destination: async () => to,
    attempt: createAttempt({ send }, now),
    stepsOf,
    decisions: {
      find: async () => undefined,
      async commit(_header, decision, counted) {
        decisions.push(decision);
        counts.push(counted);
        return decision;
      },
    },
    health: { openBreaker: async () => undefined },
    carryOut: async () => undefined,
    pace: {
      admit: async () => ({ kind: 'go', afterMs: 0, end: async () => undefined }),
      observe: async () => undefined,
      room: async () => Infinity,
    },
    judgeSetup: async () => undefined,
    warn: async () => undefined,
    postpone: async () => undefined,
    waitMs: async () => undefined,
    now,
    random: () => 0.5,
  };
  const deliver = createDeliver(deps);
  return { requests, decisions, counts, asked, clock, deliver: (pack: DeliveryPack) => deliver(pack, START + 45_000) };
}
