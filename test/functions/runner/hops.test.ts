import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startReceiver, type Receiver } from '../../../local/receiver.ts';
import { createRunner, TRACK } from './call-runner.ts';

const runner = createRunner();
let receiver: Receiver;

beforeAll(async () => {
  receiver = await startReceiver();
});
afterAll(() => receiver.close());

const code = `async function onTrack(event, settings) {
  await fetch(settings.url, { method: 'POST', headers: { 'X-Penstock-Hops': '1' }, body: event.event });
}`;

describe('requests of a function', () => {
  test('say how often functions have sent on what they come of, whatever the function says', async () => {
    const settings = { url: `${receiver.url}/in` };
    const events = [
      { ...TRACK, event: 'first' },
      { ...TRACK, event: 'third', context: { penstockHops: 2 } },
    ];

    await runner.run(code, { settings, events });

    const seen = receiver.requests.map(({ body, headers }) => [body, headers['x-penstock-hops']]);
    expect(seen.toSorted()).toEqual([
      ['first', '1'],
      ['third', '3'],
    ]);
  });
});
