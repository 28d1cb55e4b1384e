import { describe, expect, test } from 'vitest';
import { resolveAll, type Run, type SendPart } from '../../../console/src/undelivered/resolve-all.ts';

/** Three parts of 10 events, of which 9 are open. */
function threeParts(failsAt?: number): { send: SendPart; asked: string[] } {
  const asked: string[] = [];
  let isBroken = failsAt !== undefined;
  return {
    asked,
    send(cursor, part) {
      asked.push(`${part} ${cursor ?? 'begin'}`);
      if (isBroken && part === failsAt) {
        isBroken = false;
        return Promise.reject(new Error('The API is away.'));
      }
      return Promise.resolve({ matched: 10, accepted: 9, pagination: part === 2 ? {} : { next: `after-${part}` } });
    },
  };
}

async function runOf(runs: AsyncGenerator<Run>): Promise<Run | undefined> {
  let last: Run | undefined;
  for await (const run of runs) last = run;
  return last;
}

describe('resolving all that match', () => {
  test('goes on with the cursor until there is none, and adds up', async () => {
    const { send, asked } = threeParts();

    expect(await runOf(resolveAll(send))).toEqual({ matched: 30, accepted: 27, parts: 3 });
    expect(asked).toEqual(['0 begin', '1 after-0', '2 after-1']);
  });

  test('is stopped between two parts, and goes on from there', async () => {
    const { send, asked } = threeParts();
    const { value: first } = (await resolveAll(send).next()) as { value: Run };

    expect(await runOf(resolveAll(send, first))).toMatchObject({ accepted: 27 });
    expect(asked).toEqual(['0 begin', '1 after-0', '2 after-1']);
  });

  test('sends the part that failed once more, under the same number', async () => {
    const { send, asked } = threeParts(1);
    const runs = resolveAll(send);
    const { value: first } = (await runs.next()) as { value: Run };
    await expect(runs.next()).rejects.toThrow('away');

    expect(await runOf(resolveAll(send, first))).toMatchObject({ accepted: 27 });
    expect(asked).toEqual(['0 begin', '1 after-0', '1 after-0', '2 after-1']);
  });
});
