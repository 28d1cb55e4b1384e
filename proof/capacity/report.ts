import { count, duration, markdownTable } from '../simulation/table.ts';
import type { DesignLimit } from './design-limits.ts';
import type { Plan } from './plan.ts';
import { STAGES } from './stages.ts';

/** What passes in a second. */
export function flowTable({ load, flow }: Plan): string {
  return markdownTable(
    ['a second', 'how many', 'how large'],
    [
      ['events', count(load.eventsPerSecond), bytes(load.bytesPerEvent)],
      ['requests, and messages of the ingest queue', count(flow.requests), bytes(flow.ingestMessageBytes)],
      ['fan-out batches', amount(flow.fanOutBatches), `${count(flow.eventsPerBatch)} events`],
      [
        'packs for each destination',
        count(flow.packs),
        `${count(flow.eventsPerPack)} events, ${bytes(flow.packBytes)}`,
      ],
      ['packs that come again, for each destination', count(flow.retryPacks), ''],
      ['attempts', count(flow.attempts), ''],
      ['write units, dedupe table', count(flow.dedupeWrites), ''],
      ['write units, control table', count(flow.controlWrites), ''],
    ],
  );
}

export function stageTable({ stages }: Plan): string {
  return markdownTable(
    ['stage', 'memory', 'runs a second', 'a run takes', 'functions at work', 'to be provided', 'messages in flight'],
    STAGES.map((name) => stages[name]).map((stage) => [
      stage.lanes === 0 ? stage.name : `${stage.name}, ${stage.lanes} ${stage.lanes === 1 ? 'lane' : 'lanes'}`,
      `${stage.memoryMb} MB`,
      amount(stage.runsPerSecond),
      duration(stage.runMs),
      count(stage.functions),
      count(stage.provided),
      stage.inFlight === undefined ? '' : count(stage.inFlight),
    ]),
  );
}

export function quotaTable({ quotas }: Plan): string {
  return markdownTable(
    ['quota', 'code', 'by default', 'needed', 'ask for'],
    Object.values(quotas).map((quota) => [
      `${quota.service}: ${quota.name}`,
      quota.code ?? '',
      count(quota.byDefault),
      amount(quota.needed),
      quota.binds ? (quota.adjustable ? `**${count(quota.wanted)}**` : '**cannot be raised**') : 'enough',
    ]),
  );
}

export function limitTable({ limits }: Plan): string {
  return markdownTable(
    ['limit of the design', 'needed', 'there is', ''],
    limits.map((limit) => [
      limit.what,
      `${amount(limit.needed)} ${limit.unit}`,
      there(limit),
      limit.holds ? '' : '**binds**',
    ]),
  );
}

function there({ limit, unit }: DesignLimit): string {
  return Number.isFinite(limit) ? `${amount(limit)} ${unit}` : 'no limit';
}

export function limitList({ limits }: Plan): string {
  return limits
    .map(({ what, arithmetic, holds, remedy }) => `- **${what}**: ${arithmetic}.${holds ? '' : ` Remedy: ${remedy}.`}`)
    .join('\n');
}

export function warmUpTable({ warmUp }: Plan): string {
  return markdownTable(
    ['', 'by itself', 'before'],
    warmUp.map(({ what, byItself, before }) => [what, byItself, before]),
  );
}

export function billTable({ bill }: Plan): string {
  const sum = (read: (line: Plan['bill'][number]) => number): number =>
    bill.reduce((total, line) => total + read(line), 0);
  const rows = bill.map(
    ({ what, dollarsPerMonth, dollarsPerMillion }) => [what, dollarsPerMonth, dollarsPerMillion] as const,
  );
  const all = [
    ...rows,
    [
      'all of it',
      sum(({ dollarsPerMonth }) => dollarsPerMonth),
      sum(({ dollarsPerMillion }) => dollarsPerMillion),
    ] as const,
  ];
  return markdownTable(
    ['', '$ a month', '$ a million events'],
    all.map(([what, month, million]) => [what, count(month), million.toFixed(3)]),
  );
}

export function settingsJson({ settings }: Plan): string {
  return JSON.stringify(settings, undefined, 2);
}

function bytes(value: number): string {
  return value >= 1024 ? `${(value / 1024).toFixed(1)} KB` : `${Math.round(value)} B`;
}

const SMALL = 100;

function amount(value: number): string {
  return value < SMALL && !Number.isInteger(value) ? value.toFixed(1) : count(value);
}
