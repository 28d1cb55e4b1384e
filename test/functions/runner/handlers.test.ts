import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Ran } from '../../../domain/functions/function-call.ts';
import { createRunner } from './call-runner.ts';
import { CASES, REFUSED, type Case } from './handlers/cases.ts';
import { runInNode, type Said } from './handlers/in-node.ts';

// Functions of the styles in which people write them for Segment, unchanged: destinations, inserts and sources.

const FOLDER = join(import.meta.dirname, 'handlers');
const codeOf = (name: string): string => readFileSync(join(FOLDER, `${name}.js`), 'utf8');

const runner = createRunner();

async function runInRunner(
  code: string,
  { type = 'destination', given, settings = {}, isBatch, answers = [] }: Case,
): Promise<Said[]> {
  const asked = { type, settings, fixtures: [...answers], isTest: true };
  const said: Said[] = [];
  // One after the other, as in Node, so that a cache is asked in the same order.
  const calls = isBatch === true ? [given] : given.map((each) => [each]);
  for (const events of calls) {
    const ran = await runner.runOne(code, { ...asked, events, work: isBatch === true ? 'batch' : 'events' });
    said.push(saidOf(ran));
  }
  return said;
}

function valueOf(text: string | undefined): { value?: unknown } {
  if (text === undefined) return {};
  const value = JSON.parse(text) as unknown;
  const { events } = value as { events?: unknown };
  // The events of a source function are texts.
  return {
    value: Array.isArray(events) ? { events: events.map((each: string) => JSON.parse(each) as unknown) } : value,
  };
}

function saidOf({ end, requests, logs }: Ran): Said {
  const shown = {
    requests: requests.map(({ method, url, body }) => ({
      ...{ method, url },
      ...(body === undefined ? {} : { body: body.startsWith('--penstock-') ? 'a form' : body }),
    })),
    logs: logs.map(({ text }) => text),
  };
  switch (end.kind) {
    case 'returned':
      return { end: 'returned', ...valueOf(end.value), ...shown };
    case 'threw':
      return { end: `${end.error.name}: ${end.error.message}`, ...shown };
    case 'no-handler':
      return { end: 'no-handler', ...shown };
    case 'stopped':
      return { end: `stopped: ${end.why}`, ...shown };
    case 'not-run':
      return { end: 'not-run', ...shown };
  }
}

describe('a function that was written for Segment', () => {
  test.each([...CASES.keys()])('%s does what Node does', async (name) => {
    const code = codeOf(name);
    const each = CASES.get(name) ?? { given: [], ends: [] };

    const [ours, nodes] = [await runInRunner(code, each), await runInNode(code, each)];

    expect(ours.map(({ end }) => end.replace(/: .*/s, ''))).toEqual(each.ends);
    expect(ours).toEqual(nodes.map((said) => withoutValue(said, each)));
  });

  test.each([...REFUSED])('%s is refused when it is saved: %s', async (name, message) => {
    const answer = await runner.call(codeOf(name), { work: 'load', events: [] });

    expect(answer).toEqual({ kind: 'broken', message });
  });

  test('and there is none that is not tried', () => {
    const names = readdirSync(FOLDER).filter((name) => name.endsWith('.js'));

    expect(names.toSorted()).toEqual([...CASES.keys(), ...REFUSED.keys()].map((name) => `${name}.js`).toSorted());
  });
});

/** Nobody wants to know what a destination returns, but of a batch. */
function withoutValue({ value, ...said }: Said, { type = 'destination', isBatch }: Case): Said {
  return value === undefined || (type === 'destination' && isBatch !== true) ? said : { ...said, value };
}
