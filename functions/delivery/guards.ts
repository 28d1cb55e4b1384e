import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Destination } from '../../domain/workspace/destination.ts';
import { endSetupRun, extendSetupRun, putThrottle, putWarning } from '../shared/stores/health-store.ts';
import type { DeliverDeps } from './deliver.ts';
import type { Health } from './health.ts';
import { createLine } from './line.ts';
import { createPace } from './pace.ts';
import type { ReleaseDeps } from './release.ts';
import { createJudgeSetup } from './setup-run.ts';
import { createTurns } from './turns.ts';

/** What keeps a destination from more than it can take, and people from settings that have stopped to work. */
export function createGuards({
  destination,
  health,
  controlTable,
  dedupeTable,
  ...clock
}: {
  readonly destination: (id: string) => Promise<Destination | undefined>;
  readonly dynamodb: DynamoDBClient;
  readonly controlTable: string;
  readonly dedupeTable: string;
  readonly health: Health;
  readonly now: () => Date;
  readonly random: () => number;
  readonly unique: () => string;
}): Pick<DeliverDeps, 'pace' | 'judgeSetup' | 'warn'> & Pick<ReleaseDeps, 'room'> {
  const control = { dynamodb: clock.dynamodb, table: controlTable };
  const pace = createPace({
    ...clock,
    line: createLine({ ...clock, table: dedupeTable }),
    turns: createTurns({ ...clock, table: dedupeTable }),
    throttle: (id) => health.throttle(id),
    async putThrottle(id, cut) {
      await putThrottle(control, id, cut);
      health.forget();
    },
  });
  const warn: DeliverDeps['warn'] = (id, notice) => putWarning(control, id, notice);
  const judgeSetup = createJudgeSetup({
    ...clock,
    current: (id) => health.setupRun(id),
    extend: (id, failures) => extendSetupRun(control, id, failures),
    end: (id) => endSetupRun(control, id),
    warn,
  });
  const room = async (id: string): Promise<number | 'no'> => {
    if ((await health.openBreaker(id, true)) !== undefined) return 'no';
    const found = await destination(id);
    return found === undefined ? Infinity : pace.room(found);
  };
  return { pace, judgeSetup, warn, room };
}
