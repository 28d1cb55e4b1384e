import { CERTIFICATE_FAULTS } from './certificate-phases.ts';
import { FAULTS, FUNCTION_FAULT } from './faults.ts';
import { DESTINATIONS } from './plan.ts';
import type { SoakResult } from './run-soak.ts';
import { memoryTrend, type Finding } from './verdict.ts';

/** Where and of what it ran. */
export type Setting = {
  readonly commit: string;
  /** Files differed from that commit. */
  readonly isChanged: boolean;
  readonly command: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly system: string;
  readonly node: string;
  /** Processes that wanted a core, besides the soak: the average of the minute before it began. */
  readonly load: number;
};

const THOUSANDS = new Intl.NumberFormat('en-GB');

/** The page about one run, in Markdown. */
export function writeReport(result: SoakResult, findings: readonly Finding[], setting: Setting): string {
  const isPassed = findings.every(({ isKept }) => isKept);
  return [
    '# Proof',
    intro(isPassed),
    '## The run',
    table(['', ''], runRows(result, setting)),
    '## Promises',
    table(
      ['promise', 'kept', 'seen'],
      findings.map(({ promise, isKept, detail }) => [promise, isKept ? 'yes' : '**no**', detail]),
    ),
    '## Faults',
    'What partners did to requests, by the partners’ own count; wrong certificates are connections.',
    table(['fault', 'meaning', 'times'], faultRows(result)),
    '## Deliveries',
    deliveriesText(result),
    table(
      ['destination', 'what it is', 'events', 'delivered', 'undelivered', 'attempts', 'p50', 'p99'],
      deliveryRows(result),
    ),
    '## Sent again after it was taken',
    repeatsText(result),
    ...repeatTable(result),
    '## Memory',
    memoryText(result),
    ...memoryTable(result),
    '## What functions said',
    failuresText(result),
    '## What it does not show',
    'All of it runs on one machine, on stand-ins for SQS, S3 and DynamoDB. Processes are killed; the power of the machine is not cut. Partners are on loopback, so networks between are not slow. What the tests show besides stands in [guarantees](guarantees.md).',
  ].join('\n\n');
}

function intro(isPassed: boolean): string {
  const verdict = isPassed ? '**Passed**: every promise was kept.' : '**Failed**: a promise was broken, see below.';
  return `\`npm run soak\` starts Penstock as \`npm start\` does, sends it events with Segment’s SDK and with plain requests, has partners fail in every way there is, and kills it with SIGKILL again and again, and what runs functions alone still more often. In the end it compares event by event what the partners saw with what Penstock says. It wrote this page.\n\n${verdict}`;
}

function runRows({ plan, sent, startedAt, sentAt, idleAt, kills, runnerKills }: SoakResult, setting: Setting): Row[] {
  const { commit, isChanged, command, cores, memoryGb, system, node, load } = setting;
  const rate = Math.round(plan.events / ((sentAt - startedAt) / 1000));
  return [
    ['commit', `${commit}${isChanged ? ', **with changes that are not committed**' : ''}`],
    ['date', new Date(startedAt).toISOString()],
    ['command', `\`${command}\``],
    ['machine', `${cores} cores, ${memoryGb} GB, ${system}, Node ${node}; load ${load.toFixed(1)} before it began`],
    [
      'events',
      `${number(sent.accepted)}: ${number(sent.bySdk)} by the SDK, the others in ${number(sent.requests)} requests, ${number(sent.gzipped)} of them with gzip`,
    ],
    ['requests to a source function', number(sent.hooks)],
    ['copies on purpose', number(sent.copies)],
    ['faults', `${Math.round(plan.faultShare * 100)} % of the requests to \`mixed\` and \`secure\``],
    [
      'killed with SIGKILL',
      `${kills.length} times; ready again after ${kills.map(({ at, readyAt }) => seconds(readyAt - at)).join(', ')}`,
    ],
    ['what runs functions killed alone', `${runnerKills.length} times`],
    [
      'time',
      `${seconds(sentAt - startedAt)} until all were accepted (${number(rate)} a second, partners and senders on the same cores), ${seconds(idleAt - sentAt)} more until all had ended`,
    ],
  ];
}

function faultRows({ counts, kills, runnerKills }: SoakResult): Row[] {
  return [
    ...[...FAULTS, FUNCTION_FAULT].map(({ kind, text, meaning }): Row => [
      text,
      meaning,
      number(counts.get(kind) ?? 0),
    ]),
    ...CERTIFICATE_FAULTS.map((name): Row => [name, 'tried again', number(counts.get(name) ?? 0)]),
    ['Penstock killed', 'started again', number(kills.length)],
    ['what runs functions killed', 'started again', number(runnerKills.length)],
  ];
}

function deliveriesText({ destinations, ledger }: SoakResult): string {
  const attempts = ledger.destinations.reduce((sum, each) => sum + each.attempts, 0);
  const delivered = destinations.reduce((sum, each) => sum + each.delivered, 0);
  return `${number(attempts)} attempts were counted, ${number(delivered)} deliveries ended well. Times are from ingest to delivered, by the ledger. Thousands of events are on the way at any time, so that every stage is always busy: waiting in queues is in the times, and so are retries, outages and kills.`;
}

function deliveryRows({ destinations, ledger }: SoakResult): Row[] {
  return destinations.map(({ id, expected, delivered, dropped, undelivered }) => {
    const counted = ledger.destinations.find((each) => each.id === id);
    const reasons = [
      ...Object.entries(undelivered).map(([reason, count]) => `${number(count)} ${reason}`),
      ...(dropped === 0 ? [] : [`${number(dropped)} dropped by the insert function`]),
    ];
    const { p50, p99 } = counted?.latencyMs ?? { p50: null, p99: null };
    return [
      `\`${id}\``,
      DESTINATIONS.find((each) => each.id === id)?.text ?? '',
      number(expected),
      number(delivered),
      reasons.length === 0 ? '0' : reasons.join(', '),
      number(counted?.attempts ?? 0),
      ...[p50, p99].map((ms) => (ms === null ? '–' : seconds(ms))),
    ];
  });
}

function repeatsText({ destinations, lookedUp }: SoakResult): string {
  const repeats = destinations.flatMap((each) => each.repeats);
  const late = Object.entries(lookedUp.recordedAsFailed);
  return [
    `${number(repeats.length)} attempts were made for events that a partner had already answered with a whole 2xx.`,
    `${number(repeats.filter(({ kill }) => kill !== undefined).length)} of them because Penstock was killed after the attempt and before it was recorded; of these, ${number(lookedUp.confirmed)} were looked up with GET /api/trace, and none had been recorded as delivered.`,
    ...late.map(
      ([reason, count]) =>
        `${number(count)} because the answer came too late for Penstock, or to what was killed then: it had recorded \`${reason}\` for the attempt.`,
    ),
    `${number(lookedUp.twins)} because a kill had made a copy of a pack: it had been sent on, but the queue had not been told, so it was sent on again after the start, and both copies were handled at once.`,
    `${number(lookedUp.neighbours)} because a function that never ended took down the thread in which they were at work; they ran again at once.`,
    `${number(lookedUp.unexplained.length)} without an explanation.`,
  ].join(' ');
}

function repeatTable({ destinations, kills }: SoakResult): string[] {
  const repeats = destinations.flatMap((each) => each.repeats);
  const rows = kills.map(({ at }, index): Row => {
    const own = repeats.filter(({ kill }) => kill === index);
    const oldest = Math.max(0, ...own.map(({ takenSeconds }) => at - takenSeconds * 1000));
    return [String(index + 1), number(own.length), own.length === 0 ? '–' : `${seconds(oldest)} before the kill`];
  });
  return rows.length === 0 ? [] : [table(['kill', 'sent again', 'the earliest attempt of them'], rows)];
}

function memoryText(result: SoakResult): string {
  const trend = memoryTrend(result);
  if (trend === undefined) return 'The run was too short to judge it.';
  return `Resident memory of all processes, every two seconds, from the last start (and a warm-up) until all events were accepted: ${trend.samples} samples in ${trend.seconds} s. The median is ${mb(trend.firstThirdMb)} in the first third and ${mb(trend.lastThirdMb)} in the last, ${mb(trend.largestMb)} at most; a straight line through them rises by ${trend.mbPerMinute.toFixed(1)} MB a minute.${atTheEnd(result)}`;
}

/** What is not used any more, Node gives back when there is less to do. */
function atTheEnd({ memory, idleAt }: SoakResult): string {
  const last = memory.at(-1);
  if (last === undefined) return '';
  return ` ${seconds(last.at - idleAt)} after all had ended, it was ${mb(last.penstockMb + last.dynamoDbMb)}.`;
}

const SHOWN_SAMPLES = 12;

function memoryTable({ memory, startedAt }: SoakResult): string[] {
  const step = Math.max(1, memory.length / SHOWN_SAMPLES);
  const shown = Array.from(
    { length: Math.min(memory.length, SHOWN_SAMPLES) },
    (_, index) => memory[Math.floor((index + 1) * step) - 1],
  ).filter((sample) => sample !== undefined);
  const rows = shown.map(({ at, penstockMb, dynamoDbMb }): Row => [
    seconds(at - startedAt),
    mb(penstockMb),
    mb(dynamoDbMb),
  ]);
  return rows.length === 0
    ? []
    : [table(['after', 'Penstock: functions, queues, archive', 'DynamoDB’s stand-in'], rows)];
}

const SHOWN_FAILURES = 5;

function failuresText({ failures }: SoakResult): string {
  if (failures.length === 0) return 'No function failed.';
  const shown = failures.slice(0, SHOWN_FAILURES).map((line) => `- \`${line.slice(0, 200).replaceAll('`', "'")}\``);
  return [`${failures.length} lines about failures; the first of them:`, shown.join('\n')].join('\n\n');
}

type Row = readonly string[];

function table(head: Row, rows: readonly Row[]): string {
  const line = (cells: Row): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function number(value: number): string {
  return THOUSANDS.format(value);
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function mb(value: number): string {
  return `${Math.round(value)} MB`;
}
