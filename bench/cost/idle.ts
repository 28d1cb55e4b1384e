// What a stage costs in a month in which nothing comes: the resources of the template that are billed by time, what Lambda
// asks of empty queues, and the sweep, metered.
import { HOURS_PER_MONTH, PRICES } from '../../domain/prices.ts';
import { billOf, total } from './bill.ts';
import { invoke } from './invoke.ts';
import { meterClients } from './meter-clients.ts';
import { createMeter } from './meter.ts';
import { POLLERS } from './run-traffic.ts';
import type { World } from './world.ts';

export type Idle = Readonly<Record<string, number>>;

const MINUTES_PER_MONTH = HOURS_PER_MONTH * 60;
/** An empty queue is asked every 20 seconds by each poller. */
const EMPTY_POLLS_PER_MINUTE = 3;
/** Rows of configuration, counters and the rest, and their copy for restoring: a generous megabyte. */
const CONTROL_TABLE_BYTES = 1024 ** 2;

export async function meterIdle(world: World): Promise<Idle> {
  const count = (type: string): number =>
    world.templates.flatMap(({ Resources = {} }) => Object.values(Resources)).filter(({ Type }) => Type === type)
      .length;
  const sweep = await meterSweep(world);
  const queues = world.topology.eventSources.length;
  return {
    'alarms (without the ten that are free)': count('AWS::CloudWatch::Alarm') * PRICES.alarmMonth,
    'dashboard (without the three that are free)': count('AWS::CloudWatch::Dashboard') * PRICES.dashboardMonth,
    'looking into empty queues': queues * POLLERS * EMPTY_POLLS_PER_MINUTE * MINUTES_PER_MONTH * PRICES.queueRequest,
    'the sweep, every minute': sweep * MINUTES_PER_MONTH,
    'its schedule': MINUTES_PER_MONTH * PRICES.scheduled,
    'the control table, restorable': CONTROL_TABLE_BYTES * (PRICES.tableByteMonth + PRICES.recoverableByteMonth),
    'KMS keys, functions, tables, topics, API': 0,
  };
}

/** Dollars for one sweep. */
async function meterSweep({ functions }: World): Promise<number> {
  const meter = createMeter();
  const stop = meterClients({ meter, nowMs: () => Date.now(), onSent: () => undefined });
  const RUNS = 5;
  try {
    const instance = functions.sweep.createInstance();
    await invoke({ meter, stage: 'sweep', fn: functions.sweep }, instance, {});
    meter.isOn = true;
    for (let time = 0; time < RUNS; time += 1)
      await invoke({ meter, stage: 'sweep', fn: functions.sweep }, instance, {});
    return total(billOf(meter.usage(), RUNS)) / 1_000_000;
  } finally {
    stop();
  }
}
