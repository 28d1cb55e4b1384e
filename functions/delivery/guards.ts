import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { endSetupRun, extendSetupRun, putThrottle, putWarning } from '../shared/health-store.ts';
import type { DeliverDeps } from './deliver.ts';
import type { Health } from './health.ts';
import { createLine, type Line } from './line.ts';
import { createPace } from './pace.ts';
import { createJudgeSetup } from './setup-run.ts';
import { createTurns } from './turns.ts';

/** What keeps a destination from more than it can take, and people from settings that have stopped to work. */
export function createGuards({
  health,
  controlTable,
  dedupeTable,
  ...clock
}: {
  readonly dynamodb: DynamoDBClient;
  readonly controlTable: string;
  readonly dedupeTable: string;
  readonly health: Health;
  readonly now: () => Date;
  readonly random: () => number;
}): Pick<DeliverDeps, 'pace' | 'judgeSetup'> & { readonly line: Line } {
  const control = { dynamodb: clock.dynamodb, table: controlTable };
  const line = createLine({ ...clock, table: dedupeTable });
  const pace = createPace({
    ...clock,
    line,
    turns: createTurns({ ...clock, table: dedupeTable }),
    throttle: (id) => health.throttle(id),
    async putThrottle(id, cut) {
      await putThrottle(control, id, cut);
      health.forget();
    },
  });
  const judgeSetup = createJudgeSetup({
    ...clock,
    current: (id) => health.setupRun(id),
    extend: (id, failures) => extendSetupRun(control, id, failures),
    end: (id) => endSetupRun(control, id),
    warn: (id, notice) => putWarning(control, id, notice),
  });
  return { line, pace, judgeSetup };
}
