import { describe, expect, test } from 'vitest';
import type { LedgerFinding } from '../../../domain/ledger/reconcile.ts';
import { createReportFaults } from '../../../functions/sweep/report-faults.ts';

function report(faults: readonly LedgerFinding[]): { logged: unknown; metric: unknown } {
  const said = { logged: {}, metric: '' };
  const reportFaults = createReportFaults({
    stage: 'prod',
    logFailed: (message, about) => void (said.logged = { message, ...about?.ids }),
    writeMetric: (line) => void (said.metric += line),
    now: () => new Date('2026-11-22T10:00:00.000Z'),
  });
  reportFaults(faults);
  return { logged: said.logged, metric: JSON.parse(said.metric) as unknown };
}

const fault = (owner: string): LedgerFinding => ({ owner, kind: 'negative_count', message: 'waiting is -2' });

describe('faults of the ledger', () => {
  test('are named in the log', () => {
    const { logged } = report([fault('destination:crm')]);

    expect(logged).toEqual({
      message: 'the ledger does not close',
      count: 1,
      faults: [{ owner: 'destination:crm', kind: 'negative_count', message: 'waiting is -2' }],
    });
  });

  test('are counted in a metric of the stage, in the embedded metric format', () => {
    const { metric } = report([fault('destination:crm'), fault('destination:ads')]);

    expect(metric).toEqual({
      _aws: {
        Timestamp: 1_795_341_600_000,
        CloudWatchMetrics: [
          { Namespace: 'Penstock', Dimensions: [['Stage']], Metrics: [{ Name: 'LedgerFaults', Unit: 'Count' }] },
        ],
      },
      Stage: 'prod',
      LedgerFaults: 2,
    });
  });

  test('are all counted and not all named when they are very many', () => {
    const { logged } = report(Array.from({ length: 700 }, (_, number) => fault(`destination:d${number}`)));

    expect(logged).toMatchObject({ count: 700 });
    expect((logged as { faults: unknown[] }).faults).toHaveLength(50);
  });
});
