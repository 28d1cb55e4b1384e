import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { answerInTime } from '../../../functions/ingest/answer-in-time.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('an answer that takes', () => {
  it('too long is replaced before Lambda ends the function', async () => {
    const answering = answerInTime(new Promise<string>(() => undefined), 9_000, () => 'send it again');

    await vi.advanceTimersByTimeAsync(9_000);

    expect(await answering).toBe('send it again');
  });

  it('less is given, and no timer is left', async () => {
    const answer = await answerInTime(Promise.resolve('done'), 9_000, () => 'send it again');

    expect(answer).toBe('done');
    expect(vi.getTimerCount()).toBe(0);
  });
});
