import { describe, expect, test } from 'vitest';
import { createEngine } from '../../../proof/simulation/engine.ts';
import { createQueue, type Queue } from '../../../proof/simulation/queue.ts';

const ignore = (): void => undefined;

function aQueue(): { engine: ReturnType<typeof createEngine>; queue: Queue<string> } {
  const engine = createEngine(1);
  return { engine, queue: createQueue<string>(engine, ignore) };
}

describe('a simulated queue', () => {
  test('hands out what is visible, first come first served, and what is delayed when its time has come', () => {
    const { engine, queue } = aQueue();
    queue.send('later', { delaySeconds: 5 });
    queue.send('first');
    queue.send('second');

    const now = queue.receive(10).map(({ body }) => body);
    engine.runUntil(5_000);
    const then = queue.receive(10).map(({ body }) => body);

    expect(now).toEqual(['first', 'second']);
    expect(then).toEqual(['later']);
  });

  test('hands out no more than 120,000 messages until some are deleted', () => {
    const { queue } = aQueue();
    queue.send('many', { messages: 130_000 });

    const received = queue.receive(Infinity);
    const refused = queue.receive(Infinity);
    for (const entry of received) queue.delete(entry);
    const rest = queue.receive(Infinity);

    expect([received, refused, rest].map(([entry]) => entry?.messages)).toEqual([120_000, undefined, 10_000]);
    expect(queue.peaks().inFlight).toBe(120_000);
  });

  test('counts a hidden message as in flight until it comes again', () => {
    const { engine, queue } = aQueue();
    queue.send('failed');
    for (const entry of queue.receive(1)) queue.hide(entry, { body: 'again', forMs: 60_000 });

    engine.runUntil(59_999);
    const hidden = queue.level();
    engine.runUntil(60_000);
    const [again] = queue.receive(1);

    expect(hidden).toMatchObject({ visible: 0, inFlight: 1 });
    expect(again?.body).toBe('again');
  });

  test('refuses a delay that SQS refuses', () => {
    const { queue } = aQueue();

    const send = (): void => queue.send('x', { delaySeconds: 901 });

    expect(send).toThrow('SQS delays by 900 s at most');
  });
});
