import { beforeAll, expect, test } from 'vitest';
import { actionRuntime } from '../../../destinations/action/runtime.ts';
import { realOutside } from '../../../functions/shared/lambda/outside.ts';
import type { OutboundRequest, OutboundResult } from '../../../functions/shared/outbound/outbound-http.ts';
import { builtActions, type BuiltActions } from '../../support/actions/built-actions.ts';

let built: BuiltActions;

beforeAll(async () => {
  built = await builtActions();
});

test('events of a subscription with batches go to Braze in one request, each mapped by itself', async () => {
  const requests: OutboundRequest[] = [];
  const send = async (request: OutboundRequest): Promise<OutboundResult> => {
    requests.push(request);
    return {
      kind: 'response',
      status: 201,
      headers: {},
      body: '{"message":"success"}',
      bodyTruncated: false,
      durationMs: 1,
    };
  };
  const outside = realOutside({});
  const subscription = {
    ...{ id: 'orders', enabled: true, action: 'trackEvent' },
    mapping: {
      ...{ external_id: { '@path': '$.userId' }, name: { '@path': '$.event' }, time: { '@path': '$.timestamp' } },
      properties: { '@path': '$.properties' },
    },
  };
  const settings = { api_key: 'k', app_id: 'a', endpoint: 'https://rest.iad-01.braze.com' };
  const events = ['a', 'b', 'c'].map((userId) => {
    const event = {
      type: 'track',
      event: 'Paid',
      userId,
      timestamp: '2026-11-30T10:00:00.000Z',
      properties: { total: 1 },
    };
    return { route: { id: userId, type: 'track', receivedAt: '' }, line: JSON.stringify(event) };
  });

  const results = await actionRuntime.attempt(
    { ...{ id: 'braze', action: 'braze', settings, subscription }, batch: { maxEvents: 75, maxWaitMs: 1_000 } },
    events,
    { actions: { engine: async () => built.engine, outside }, http: { send }, now: outside.now, timeoutMs: 15_000 },
  );

  expect(results.map(({ outcome, reason }) => [outcome.kind, reason])).toEqual(
    Array(3).fill(['delivered', 'http_200']),
  );
  expect(requests).toHaveLength(1);
  const { events: sent } = JSON.parse(String(requests[0]?.body)) as { events: readonly { external_id: string }[] };
  expect(sent.map(({ external_id }) => external_id)).toEqual(['a', 'b', 'c']);
});
