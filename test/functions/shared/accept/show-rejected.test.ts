import { expect, test } from 'vitest';
import type { DebugEvent } from '../../../../domain/events/debug-events.ts';
import { createShowRejected } from '../../../../functions/shared/accept/show-rejected.ts';
import { anEvent } from '../../../support/an-event.ts';
import { aBatch, anIngest, aRequest } from '../../ingest/an-ingest.ts';

function aWatchedIngest() {
  const seen: DebugEvent[] = [];
  const showRejected = createShowRejected(async (_sourceId, make) => {
    seen.push(...make());
  });
  return { seen, ingest: anIngest({ showRejected }) };
}

test('refused events are shown as they were sent, without their write key, and accepted ones are not', async () => {
  const { seen, ingest } = aWatchedIngest();
  const nameless = { type: 'track', userId: 'u', messageId: 'm-2', writeKey: 'wk_web' };

  await ingest.send(aBatch([anEvent(), nameless, 'no event', anEvent({ properties: ['a'] })]));

  expect(seen.map(({ reason, messageId }) => [reason, messageId])).toEqual([
    ['event_not_defined', 'm-2'],
    ['bad_request', undefined],
    ['properties_not_object', 'message-1'],
  ]);
  expect(seen[0]?.text).toBe('{"type":"track","userId":"u","messageId":"m-2"}');
  expect(JSON.stringify(seen)).not.toContain('wk_web');
});

test.each([
  ['bad_request', aRequest({ body: '{' })],
  ['source_disabled', aRequest({ headers: { authorization: `Basic ${btoa('wk_old:')}` } })],
  ['event_too_large', aRequest({ body: anEvent({ properties: { text: 'x'.repeat(33_000) } }) })],
])('a request that is refused is shown: %s', async (reason, request) => {
  const { seen, ingest } = aWatchedIngest();

  await ingest.send(request);

  expect(seen).toMatchObject([{ verdict: 'rejected', reason }]);
});

test('what nests too deeply is named and not shown', async () => {
  const { seen, ingest } = aWatchedIngest();
  const deep = `{"type":"track","event":"E","userId":"u","properties":${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}}`;

  await ingest.send(aRequest({ body: deep }));

  expect(seen).toMatchObject([{ reason: 'nested_too_deeply', text: '' }]);
});
