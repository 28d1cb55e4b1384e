import { generateTestData } from '@segment/action-destinations/dist/lib/test-data.js';
import { expect, test } from 'vitest';
import type { ActionAnswer } from '../../../destinations/action/engine/engine.ts';
import type { Definition } from '../../../destinations/action/engine/segment.ts';
import type { OutboundRequest, OutboundResult } from '../../../functions/shared/outbound/outbound-http.ts';
import { realOutside } from '../../../functions/shared/lambda/outside.ts';
import { builtActions } from '../../support/actions/built-actions.ts';

// Every action of the pinned packages with the random data of Segment's own tests, each by its own seed, against a partner
// that says yes to everything. A bump of a package shows here what it changes; `-u` takes it over.

const AT = '2026-01-02T03:04:05.000Z';

async function yes(): Promise<OutboundResult> {
  const headers = { 'content-type': 'application/json' };
  return { kind: 'response', status: 200, headers, body: '{}', bodyTruncated: false, durationMs: 1 };
}

type Data = Record<string, unknown>;
const generate = generateTestData as unknown as (
  ...given: readonly [seed: string, of: Definition, action: object, isLeast: boolean]
) => readonly [payload: Data, settings: Data];

/** Random dates begin with the present year. */
function withFixedYear(data: Data): Data {
  return JSON.parse(JSON.stringify(data).replaceAll(/"\d{4}(-\d{2}-\d{2}[T"])/g, '"2021$1')) as Data;
}

function summaryOf({ ended: [ended], exchanges }: ActionAnswer): string {
  const requests = exchanges.map(({ method, url }) => `${method} ${URL.parse(url)?.host ?? ''}`);
  return [endText(ended), ...requests].join(', ');
}

function endText(ended: ActionAnswer['ended'][number] | undefined): string {
  switch (ended?.kind) {
    case 'refused':
      return `refused ${ended.status}`;
    case 'failed':
      return `failed ${ended.failure}`;
    case 'error':
      return `error ${ended.name}`;
    case 'invalid':
      return `invalid ${ended.problems.length}`;
    default:
      return ended?.kind ?? 'nothing';
  }
}

test('every action does with random data what it did before', async () => {
  const { engine, definitions } = await builtActions();
  const outside = realOutside({});
  const http = { send: (_: OutboundRequest) => yes() };

  const sweep = async (slug: string, load: () => Promise<Definition>): Promise<string[]> => {
    const definition = await load();
    const lines: string[] = [];
    for (const [key, action] of Object.entries(definition.actions)) {
      const [random, settings] = generate(`${slug}:${key}`, definition, action, false);
      const payload = withFixedYear(random);
      const event = { type: 'track', event: 'Tried', messageId: 'm-1', userId: 'u-1', timestamp: AT, receivedAt: AT };
      const given = { event: { ...event, properties: structuredClone(payload) }, payload };
      const call = {
        destination: slug,
        action: key,
        subscription: `${slug}.${key}`,
        settings,
        mapping: {},
        events: [given],
        isBatch: false,
      };
      lines.push(`${slug} ${key}: ${summaryOf(await engine.run({ ...call, http, timeoutMs: 60_000, outside }))}\n`);
    }
    return lines;
  };
  // Beside each other, as events are: some of them wait.
  const lines = await Promise.all(Object.entries(definitions).map(([slug, load]) => sweep(slug, load)));

  await expect(lines.flat().join('')).toMatchFileSnapshot('sweep.txt');
});
