import { describe, expect, test } from 'vitest';
import { batchMomentMs, batchPolicy, eventsAtOnce } from '../../../domain/delivery/batch-policy.ts';
import { workspaceSchema } from '../../../domain/workspace/workspace.ts';

const settings = { url: 'https://partner.example.com/hook' };
const aFile = (destination: object) => ({
  workspace: 'acme',
  sources: [{ id: 'web', writeKeys: ['wk'] }],
  destinations: [{ id: 'crm', source: 'web', kind: 'webhook', settings, ...destination }],
});

describe('batches', () => {
  test('are written as people write times, and wait a second if nothing is said', () => {
    expect(batchPolicy.parse({ maxEvents: 100, maxWait: '10s' })).toEqual({ maxEvents: 100, maxWaitMs: 10_000 });
    expect(batchPolicy.parse({ maxEvents: 2 })).toEqual({ maxEvents: 2, maxWaitMs: 1_000 });
  });

  test.each([
    ['maxEvents', { maxEvents: 1 }],
    ['maxEvents', { maxEvents: 1_001 }],
    ['maxWait', { maxEvents: 10, maxWait: '61s' }],
    ['maxWait', { maxEvents: 10, maxWait: 10 }],
    ['maxEvents', {}],
  ])('are refused at %s in %j', (path, policy) => {
    const { error } = batchPolicy.safeParse(policy);

    expect(error?.issues.map((issue) => issue.path.join('.'))).toEqual([path]);
  });

  test('are for destinations of one kind or the other, and for no component', () => {
    const own = workspaceSchema.safeParse(aFile({ batch: { maxEvents: 10 } }));
    const connected = workspaceSchema.safeParse(aFile({ batch: { maxEvents: 10 }, componentId: 'acme-crm' }));

    expect(own.success).toBe(true);
    expect(connected.error?.issues).toMatchObject([{ path: ['destinations', 0, 'batch'] }]);
  });

  test('have one event where there is no policy', () => {
    expect(eventsAtOnce({ kind: 'webhook' })).toBe(1);
    expect(eventsAtOnce({ kind: 'webhook', batch: { maxEvents: 20, maxWaitMs: 0 } })).toBe(20);
  });

  test('of all packs wait for the same moment, and never longer than they may', () => {
    const policy = { maxEvents: 10, maxWaitMs: 10_000 };
    const moments = [1, 5_000, 9_999].map((ms) => batchMomentMs(policy, 1_800_000_000_000 + ms));

    expect(new Set(moments)).toEqual(new Set([1_800_000_010_000]));
    expect(batchMomentMs(policy, 1_800_000_010_000)).toBe(1_800_000_020_000);
    expect(batchMomentMs({ ...policy, maxWaitMs: 0 }, 5)).toBe(5);
  });
});
