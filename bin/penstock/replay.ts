import type { ReplayEstimate, ReplayList, ReplayReport } from '../../domain/replay-report.ts';
import type { Api } from './api.ts';
import { USAGE, UsageError } from './usage.ts';

/** Options of `replay create`; `destination`, `from`, `to`, `event` and `user` are shared with `undelivered`. */
export const REPLAY_OPTIONS = {
  source: { type: 'string', multiple: true },
  type: { type: 'string', multiple: true },
  rate: { type: 'string' },
  'only-undelivered': { type: 'boolean', default: false },
  'dry-run': { type: 'boolean', default: false },
} as const;

type Values = {
  readonly destination?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly event?: string | undefined;
  readonly user?: string | undefined;
  readonly source?: readonly string[] | undefined;
  readonly type?: readonly string[] | undefined;
  readonly rate?: string | undefined;
  readonly 'only-undelivered': boolean;
  readonly 'dry-run': boolean;
  readonly json: boolean;
};

/** `replay create ...`, `replay`, `replay show ID`, and `replay pause|resume|cancel ID`. */
export async function runReplay(api: Api, words: readonly string[], values: Values): Promise<void> {
  const [verb = 'list', id] = words;
  switch (verb) {
    case 'create':
      print(await api<ReplayReport>('POST', '/api/replays', requestOf(values)), values);
      return;
    case 'list':
      return list(api, values);
    case 'show':
      print(await api<ReplayReport>('GET', pathOf(id, verb)), values);
      return;
    case 'pause':
    case 'resume':
    case 'cancel':
      print(await api<ReplayReport>('POST', `${pathOf(id, verb)}/${verb}`), values);
      return;
    default:
      throw new UsageError(`There is no command "replay ${verb}".\n\n${USAGE}`);
  }
}

function pathOf(id: string | undefined, verb: string): string {
  if (id === undefined) throw new UsageError(`Say which one: replay ${verb} ID.`);
  return `/api/replays/${encodeURIComponent(id)}`;
}

function requestOf(values: Values): object {
  const { destination, from, to, event, user, source, type, rate } = values;
  if (destination === undefined || from === undefined) {
    throw new UsageError('Say where to and from when: replay create --destination ID --from TIME.');
  }
  return {
    ...{ destination, from, onlyUndelivered: values['only-undelivered'], dryRun: values['dry-run'] },
    ...(to === undefined ? {} : { to }),
    ...(source === undefined ? {} : { sources: source }),
    ...(type === undefined ? {} : { types: type }),
    ...(event === undefined ? {} : { events: [event] }),
    ...(user === undefined ? {} : { userIds: [user] }),
    ...(rate === undefined ? {} : { ratePerSecond: Number(rate) }),
  };
}

async function list(api: Api, { json }: Values): Promise<void> {
  const { replays } = await api<ReplayList>('GET', '/api/replays');
  if (json) for (const replay of replays) console.log(JSON.stringify(replay));
  else if (replays.length === 0) console.log('There are no replays.');
  else for (const replay of replays) console.log(summary(replay));
}

function summary({ id, state, spec, progress }: ReplayReport): string {
  const { destination, from, to, dryRun } = spec;
  const done = `${Math.floor(progress.share * 100)} %`.padStart(5);
  const what = dryRun ? 'would send' : 'sent';
  return `${id}  ${state.padEnd(9)} ${done}  ${what} ${progress.sent + progress.redriven} to ${destination}, ${from} to ${to}`;
}

function print(report: ReplayReport, { json }: Values): void {
  if (json) {
    console.log(JSON.stringify(report));
    return;
  }
  const { spec, progress, deliveries } = report;
  console.log(summary(report));
  const { sources, onlyUndelivered, ratePerSecond, types, events, userIds } = spec;
  printLines({
    sources: sources.join(', '),
    types: types?.join(', '),
    events: events?.join(', '),
    users: userIds?.join(', '),
    only: onlyUndelivered ? 'what was not delivered' : undefined,
    rate: `${ratePerSecond} events a second`,
    started: report.startedAt,
    ended: report.endedAt,
    'failed because': report.reason,
    'waiting for': report.waitingFor,
    'ends about': progress.estimatedEndAt,
  });
  const { share: _shown, estimatedEndAt: _too, filtered, ...numbers } = progress;
  const shown = Object.entries(numbers).filter(([, value]) => value !== 0);
  printLines({ ...Object.fromEntries(shown), filtered: reasons(filtered) });
  if (report.estimate !== undefined) printEstimate(report.estimate);
  else {
    console.log('deliveries');
    const { discarded, deadLettered, delivered, waiting, held, attempts } = deliveries;
    const ends = { discarded: reasons(discarded), 'dead-lettered': reasons(deadLettered) };
    printLines({ delivered, waiting, held, attempts, ...ends });
  }
}

function printEstimate({ events, bytes, minutes, cost }: ReplayEstimate): void {
  const { pricesAsOf, dollars, ...parts } = cost;
  const shares = Object.entries(parts).map(([name, value]) => `${name} ${value}`);
  console.log('it would take');
  printLines({ events, bytes, minutes, dollars: `${dollars} (${shares.join(', ')}; prices of ${pricesAsOf})` });
}

function reasons(counts: Readonly<Record<string, number>>): string | undefined {
  const texts = Object.entries(counts).map(([reason, count]) => `${count} ${reason}`);
  return texts.length === 0 ? undefined : texts.join(', ');
}

function printLines(values: Readonly<Record<string, string | number | undefined>>): void {
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined) console.log(`  ${`${name}:`.padEnd(20)}${value}`);
  }
}
