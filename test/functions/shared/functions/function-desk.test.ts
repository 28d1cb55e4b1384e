import { expect, test } from 'vitest';
import type { RunAnswer } from '../../../../destinations/runtime.ts';
import { createFunctionDesk } from '../../../../functions/shared/functions/function-desk.ts';

const NAME = { workspace: 'acme', id: 'to-crm' };
const CODE = 'function onTrack() {}';

async function tryWith(...answers: RunAnswer[]): Promise<string> {
  const nobody = { read: async () => undefined, write: async () => undefined };
  const invoke = () => Promise.resolve(answers.shift() ?? ({ kind: 'unavailable' } as const));
  const tried = await createFunctionDesk({ code: nobody as never, invoke }).tryCode(NAME, 'destination', CODE);
  return tried.kind;
}

const LOADED: RunAnswer = { kind: 'loaded', handlers: ['onTrack'] };

test('code that is tried when what runs it is lost is tried once more before anybody calls it broken', async () => {
  expect(await tryWith({ kind: 'crashed' }, LOADED)).toBe('loads');
  expect(await tryWith({ kind: 'crashed' }, { kind: 'crashed' }, LOADED)).toBe('broken');
  expect(await tryWith({ kind: 'crashed' }, { kind: 'unavailable' })).toBe('unavailable');
});
