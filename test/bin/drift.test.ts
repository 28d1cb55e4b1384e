import { describe, expect, test } from 'vitest';
import { printDrift, readDrift } from '../../bin/penstock/drift.ts';
import type { Output } from '../../bin/penstock/output.ts';
import type { ApiClient } from '../../client/api-client.ts';

const change = (id: string, action: 'create' | 'update' | 'delete', differences: object[] = []) => ({
  ...{ id, timestamp: `2026-11-22T10:0${id}:00.000Z`, actor: { type: 'member', id: 'm', name: 'Ann' } },
  ...{ action, resourceType: 'destination', resourceId: 'crm', differences },
});

/** Answers page after page. */
function aClient(pages: readonly object[]): Pick<ApiClient, 'call'> {
  const left = [...pages];
  return { call: () => Promise.resolve(left.shift()) } as unknown as Pick<ApiClient, 'call'>;
}

function printed(drift: Awaited<ReturnType<typeof readDrift>>): string {
  const lines: string[] = [];
  printDrift({ line: (text: string) => lines.push(text) } as unknown as Output, drift);
  return lines.join('\n');
}

describe('what was changed beside the file', () => {
  test('is read to its end, where the application stands that it is since', async () => {
    const lastApply = { at: '2026-11-22T09:00:00.000Z', by: { type: 'token', id: 't', name: 'CI' } };
    const client = aClient([
      { changes: [change('3', 'delete')], pagination: { next: 'a' } },
      {
        changes: [change('2', 'update', [{ path: 'enabled', before: true, after: false }])],
        pagination: {},
        lastApply,
      },
    ]);

    const drift = await readDrift(client);

    expect(printed(drift)).toBe(
      [
        '2026-11-22T10:03:00.000Z  destination crm was deleted by Ann',
        '2026-11-22T10:02:00.000Z  destination crm was changed by Ann',
        '  enabled: true -> false',
        '',
        '2 changes since 2026-11-22T09:00:00.000Z (CI).',
      ].join('\n'),
    );
  });

  test('is nothing where there is nothing', async () => {
    const drift = await readDrift(aClient([{ changes: [], pagination: {} }]));

    expect(printed(drift)).toBe('Nothing was changed beside the file in the 400 days of the log.');
  });
});
