import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startReceiver, type Receiver } from '../../local/receiver.ts';
import { startTestPipeline, type TestPipeline } from '../support/test-pipeline.ts';

const CODE = `async function onTrack(event, settings) {
  const answer = await fetch(settings.endpoint, {
    method: 'POST',
    headers: { authorization: 'Bearer ' + settings.apiKey },
    body: JSON.stringify({ name: event.event, user: event.userId }),
  });
  if (answer.status >= 500) throw new RetryError('the partner is not there');
}`;

describe('a function of a workspace file', () => {
  let receiver: Receiver;
  let pipeline: TestPipeline;

  beforeAll(async () => {
    receiver = await startReceiver();
    pipeline = await startTestPipeline({
      workspace: 'acme',
      sources: [{ id: 'web', writeKeys: ['wk_web'] }],
      functions: [
        {
          id: 'to-crm',
          type: 'destination',
          code: CODE,
          settings: { apiKey: { secret: true, required: true }, endpoint: { required: true } },
        },
      ],
      destinations: [
        {
          ...{ id: 'crm', source: 'web', kind: 'function', function: 'to-crm' },
          settings: { apiKey: 'k-of-the-customer', endpoint: `${receiver.url}/in` },
        },
      ],
    });
  });
  afterAll(async () => {
    await pipeline.close();
    await receiver.close();
  });

  test('gets the events of its destination, and calls whom it likes', async () => {
    await pipeline.send('/v1/track', { userId: 'u1', event: 'Paid' });
    await pipeline.drain();

    expect(receiver.requests.map(({ body, headers }) => [body, headers['authorization']])).toEqual([
      ['{"name":"Paid","user":"u1"}', 'Bearer k-of-the-customer'],
    ]);
  });
});
