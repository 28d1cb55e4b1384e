// What a stage costs in a month in which nothing comes: the resources of the template that are billed by time, what Lambda
// asks of empty queues, and the sweep, metered.
import { HOURS_PER_MONTH, PRICES } from '../../domain/cost/prices.ts';
import { billOf, total } from './bill.ts';
import { invoke } from './invoke.ts';
import { meterOutside } from './meter-clients.ts';
import { createMeter } from './meter.ts';
import { POLLERS } from './run-traffic.ts';
import type { VirtualClock } from './virtual-clock.ts';
import type { World } from './world.ts';

/** Dollars a month: by list, and beyond what every account has for nothing. */
export type Idle = Readonly<Record<string, { readonly list: number; readonly beyondFree: number }>>;

/** https://aws.amazon.com/free/, for ever: of the whole account. */
const FREE = { alarms: 10, dashboards: 3, queueRequests: 1_000_000, scheduled: 14_000_000 } as const;

const MINUTES_PER_MONTH = HOURS_PER_MONTH * 60;
/** An empty queue is asked every 20 seconds by each poller. */
const EMPTY_POLLS_PER_MINUTE = 3;
/** Rows of configuration, counters and the rest, and their copy for restoring: a generous megabyte. */
const CONTROL_TABLE_BYTES = 1024 ** 2;

export async function meterIdle(world: World, clock: VirtualClock): Promise<Idle> {
  const count = (type: string): number =>
    world.templates.flatMap(({ Resources = {} }) => Object.values(Resources)).filter(({ Type }) => Type === type)
      .length;
  const sweep = await meterSweep(world, clock);
  const polls = world.topology.eventSources.length * POLLERS * EMPTY_POLLS_PER_MINUTE * MINUTES_PER_MONTH;
  const all = (amount: number): Idle[string] => ({ list: amount, beyondFree: amount });
  const beyond = (amount: number, free: number, dollars: number): Idle[string] => ({
    list: amount * dollars,
    beyondFree: Math.max(0, amount - free) * dollars,
  });
  return {
    'alarms (ten are free)': beyond(count('AWS::CloudWatch::Alarm'), FREE.alarms, PRICES.alarmMonth),
    'dashboard (three are free)': beyond(count('AWS::CloudWatch::Dashboard'), FREE.dashboards, PRICES.dashboardMonth),
    'looking into empty queues (a million requests are free)': beyond(polls, FREE.queueRequests, PRICES.queueRequest),
    'the key of the secrets': all(count('AWS::KMS::Key') * PRICES.keyMonth),
    'the sweep, every minute, over one source and destination': all(sweep * MINUTES_PER_MONTH),
    'its schedule (14 million are free)': beyond(MINUTES_PER_MONTH, FREE.scheduled, PRICES.scheduled),
    'the control table, restorable to any second': all(
      CONTROL_TABLE_BYTES * (PRICES.tableByteMonth + PRICES.recoverableByteMonth),
    ),
  };
}

/** Dollars for one sweep. */
async function meterSweep({ functions, runner }: World, clock: VirtualClock): Promise<number> {
  const meter = createMeter();
  const { outside, stop } = meterOutside({ runner, meter, clock, onSent: () => undefined });
  const RUNS = 5;
  try {
    const instance = functions.sweep.createInstance(outside);
    await invoke({ meter, stage: 'sweep', fn: functions.sweep }, instance, {});
    meter.isOn = true;
    for (let time = 0; time < RUNS; time += 1)
      await invoke({ meter, stage: 'sweep', fn: functions.sweep }, instance, {});
    return total(billOf(meter.usage(), RUNS)) / 1_000_000;
  } finally {
    stop();
  }
}
