import { describe, expect, test } from 'vitest';
import type { FunctionCall } from '../../../../domain/functions/function-call.ts';
import type { RunAnswer } from '../../../../destinations/runtime.ts';
import { functionRuntime } from '../../../../destinations/function/runtime.ts';
import { hashOfCode } from '../../../../functions/shared/functions/function-code.ts';
import { createFunctions } from '../../../../functions/shared/functions/functions.ts';
import { aFunctionDesk } from '../../../support/a-function-desk.ts';
import { withoutWaits } from '../../../support/without-waits.ts';
import { createRunner, TRACK } from '../../runner/call-runner.ts';

const CODE =
  'function onTrack(event, settings) { if (settings.apiKey !== "known") throw new ValidationError("who?"); }';
const hash = hashOfCode(CODE);
const NOW = new Date('2026-11-30T10:00:00.000Z');
const call = {
  ...({ work: 'events', type: 'destination' } as const),
  ...{ settings: {}, events: [], timeoutMs: 5_000 },
};
const ran: RunAnswer = { kind: 'ran', results: [], memoryBytes: 0 };

/** What runs components; nobody reads a table for it. */
async function aWorld(invoke: (tenant: string, asked: FunctionCall) => Promise<RunAnswer>) {
  const asked: { readonly tenant: string; readonly hash: string }[] = [];
  const { code } = aFunctionDesk();
  await code.put(CODE);
  const nobody = { send: () => Promise.reject(new Error('a table was read')) };
  const tables = withoutWaits({ dynamodb: nobody as never, table: 'control' });
  const functions = createFunctions({
    ...{ tables, code, now: () => NOW },
    invoke(tenant, given) {
      asked.push({ tenant, hash: given.hash });
      return invoke(tenant, given);
    },
  });
  return { functions, asked };
}

describe('the code of a component', () => {
  test('runs by the hash of the version, in a tenant of that customer and that component', async () => {
    const { functions, asked } = await aWorld(async () => ran);
    const component = { hash, version: 3 };

    const answer = await functions.run({ workspace: 'one', id: 'acme', component }, call);
    await functions.run({ workspace: 'two', id: 'acme', component }, call);

    expect(answer).toMatchObject({ kind: 'ran', version: 3 });
    expect(asked.map(({ tenant }) => tenant)).toEqual(['one.component/acme', 'two.component/acme']);
    expect(asked.map((each) => each.hash)).toEqual([hash, hash]);
  });

  test('is missing, which holds its events, when there is none under the hash', async () => {
    const { functions } = await aWorld(async () => ({ kind: 'code-needed' }));
    const component = { hash: 'f'.repeat(64), version: 1 };

    expect(await functions.run({ workspace: 'one', id: 'acme', component }, call)).toMatchObject({ kind: 'missing' });
  });

  test('gets the settings of its customer, and is in the history of an event by component and version', async () => {
    const runner = createRunner();
    const { functions } = await aWorld((_tenant, { code, ...given }) =>
      code === undefined
        ? Promise.resolve({ kind: 'code-needed' })
        : runner.call(code, { ...given, events: given.events.map((line) => JSON.parse(line) as unknown) }),
    );
    const event = { route: { id: 'm1', type: 'track', receivedAt: NOW.toISOString() }, line: JSON.stringify(TRACK) };
    const attempt = async (apiKey: string) => {
      const component = { componentId: 'acme', componentVersion: 2, componentCode: hash };
      const target = { settings: { apiKey }, workspace: 'one', ...component };
      const http = { send: () => Promise.reject(new Error('nobody is called')) };
      return functionRuntime.attempt(target, [event], { functions, http, now: () => NOW, timeoutMs: 20_000 });
    };

    const [[right], [wrong]] = [await attempt('known'), await attempt('another')];

    expect(right).toMatchObject({ outcome: { kind: 'delivered' }, functions: [{ id: 'acme', version: 2 }] });
    expect(wrong).toMatchObject({ outcome: { kind: 'discard', reason: 'function_invalid_event' } });
    expect(wrong?.answer).toContain('who?');
  });
});
