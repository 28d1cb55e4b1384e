import { JOB_STATES } from '../../domain/replay/archive-job.ts';
import type { ReplayEstimate, ReplayReport } from '../../domain/replay/replay-report.ts';
import { command, UsageError, type Command } from './command.ts';
import type { Output } from './output.ts';
import { reasonsOf, total, type Counts } from './reasons.ts';
import { createReplayApi } from './replay-api.ts';
import { timeSaid, TIMES } from './times.ts';

function summary({ id, state, spec, progress }: ReplayReport): string {
  const { destination, from, to, dryRun } = spec;
  const done = `${Math.floor(progress.share * 100)} %`.padStart(5);
  const what = dryRun ? 'would send' : 'sent';
  return `${id}  ${state.padEnd(9)} ${done}  ${what} ${progress.sent + progress.redriven} to ${destination}, ${from} to ${to}`;
}

/** One replay with all that is known of it. */
function print(out: Output, report: ReplayReport): void {
  const { spec, progress, deliveries } = report;
  out.line(summary(report));
  const { sources, subscriptions, onlyUndelivered, ratePerSecond, types, events, userIds } = spec;
  printLines(out, {
    sources: sources.join(', '),
    subscriptions: subscriptions?.join(', '),
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
  printLines(out, { ...Object.fromEntries(shown), filtered: reasons(filtered) });
  if (report.estimate !== undefined) printEstimate(out, report.estimate);
  else {
    out.line('deliveries');
    const { filteredByFunction = {}, discarded, deadLettered, delivered, waiting, held, attempts } = deliveries;
    const ends = {
      'filtered by function': reasons(filteredByFunction),
      discarded: reasons(discarded),
      'dead-lettered': reasons(deadLettered),
    };
    printLines(out, { delivered, waiting, held, attempts, ...ends });
  }
}

function printEstimate(out: Output, { events, bytes, minutes, cost }: ReplayEstimate): void {
  const { pricesAsOf, dollars, ...parts } = cost;
  const shares = Object.entries(parts).map(([name, value]) => `${name} ${value}`);
  out.line('it would take');
  printLines(out, {
    ...{ events, bytes, minutes },
    dollars: `${dollars} (${shares.join(', ')}; prices of ${pricesAsOf})`,
  });
}

function reasons(counts: Counts): string | undefined {
  return total(counts) === 0 ? undefined : reasonsOf(counts);
}

function printLines(out: Output, values: Readonly<Record<string, string | number | undefined>>): void {
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined) out.line(`  ${`${name}:`.padEnd(20)}${value}`);
  }
}

const controlCommand = (verb: 'pause' | 'resume' | 'cancel', text: string): Command =>
  command({
    words: `replay ${verb}`,
    args: ['ID'],
    summary: text,
    async run({ args: [id = ''], values: { json }, connection, out }) {
      const report = await createReplayApi(await connection.wide()).control(id, verb);
      if (json) out.json(report);
      else print(out, report);
    },
  });

export const replayCommands: readonly Command[] = [
  command({
    words: 'replay list',
    summary: 'replays, newest first',
    options: {
      destination: { type: 'string', value: 'ID', help: 'to this destination' },
      state: { type: 'string', value: 'STATE', help: `${JOB_STATES.slice(0, -1).join(', ')} or ${JOB_STATES.at(-1)}` },
    },
    async run({ values: { destination, state, json }, connection, out }) {
      const replays = await createReplayApi(await connection.wide()).list({ destination, state });
      const isAll = destination === undefined && state === undefined;
      if (!json && replays.length === 0) out.line(isAll ? 'There are no replays.' : 'There are no such replays.');
      for (const replay of replays) {
        if (json) out.json(replay);
        else out.line(summary(replay));
      }
    },
  }),
  command({
    words: 'replay create',
    summary: 'sends events of the archive to a destination again',
    options: {
      destination: { type: 'string', value: 'ID', help: 'to this destination' },
      from: { type: 'string', value: 'TIME', help: `received from this time on, ${TIMES}` },
      to: { type: 'string', value: 'TIME', help: 'received before this time (now)' },
      source: { type: 'string', value: 'ID', multiple: true, help: 'of this source' },
      subscription: { type: 'string', value: 'ID', multiple: true, help: 'for this subscription of the destination' },
      type: { type: 'string', value: 'TYPE', multiple: true, help: 'such as track' },
      event: { type: 'string', value: 'NAME', help: 'track calls of this name' },
      user: { type: 'string', value: 'ID', help: 'of this user, known or anonymous' },
      'only-undelivered': { type: 'boolean', default: false, help: 'only what was never sent, or not delivered' },
      rate: { type: 'string', value: 'N', help: 'events a second (500)' },
      'dry-run': { type: 'boolean', default: false, help: 'only says how many, how long and how many dollars' },
    },
    async run({ values, connection, out }) {
      const { destination, from, to, event, user, source, subscription, type, rate } = values;
      if (destination === undefined || from === undefined) {
        throw new UsageError('Say where to and from when: replay create --destination ID --from TIME.');
      }
      const now = new Date();
      const report = await createReplayApi(await connection.wide()).create({
        ...{ destination, from: timeSaid(from, now), onlyUndelivered: values['only-undelivered'] },
        dryRun: values['dry-run'],
        ...(to === undefined ? {} : { to: timeSaid(to, now) }),
        ...(source === undefined ? {} : { sources: source }),
        ...(subscription === undefined ? {} : { subscriptions: subscription }),
        ...(type === undefined ? {} : { types: type }),
        ...(event === undefined ? {} : { events: [event] }),
        ...(user === undefined ? {} : { userIds: [user] }),
        ...(rate === undefined ? {} : { ratePerSecond: Number(rate) }),
      });
      if (values.json) out.json(report);
      else print(out, report);
    },
  }),
  command({
    words: 'replay show',
    args: ['ID'],
    summary: 'one of them: how far it is, and what became of its events',
    async run({ args: [id = ''], values: { json }, connection, out }) {
      const report = await createReplayApi(await connection.wide()).show(id);
      if (json) out.json(report);
      else print(out, report);
    },
  }),
  controlCommand('pause', 'pauses a replay; what it has sent goes on'),
  controlCommand('resume', 'has it go on where it was'),
  controlCommand('cancel', 'ends it; what it has sent goes on'),
];
