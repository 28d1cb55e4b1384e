import type { UndeliveredDetail } from '../../domain/delivery/undelivered-report.ts';
import { command, UsageError, type Call, type Command, type Options } from './command.ts';
import { requireYes, YES } from './confirm.ts';
import { printableJson, printList, type Output } from './output.ts';
import { timeSaid, TIMES } from './times.ts';
import { createUndeliveredApi, summarise, type Filter, type UndeliveredApi } from './undelivered-api.ts';

const WHICH = {
  destination: { type: 'string', value: 'ID', help: 'for this destination' },
  subscription: { type: 'string', value: 'ID', help: 'for this subscription of it' },
  reason: { type: 'string', value: 'REASON', help: 'such as http_500' },
  outcome: { type: 'string', value: 'OUTCOME', help: 'dead-lettered or discarded' },
  event: { type: 'string', value: 'NAME', help: 'track calls of this name' },
  user: { type: 'string', value: 'ID', help: 'of this user, known or anonymous' },
  from: { type: 'string', value: 'TIME', help: `that ended from this time on, ${TIMES}` },
  to: { type: 'string', value: 'TIME', help: 'that ended before this time' },
} as const satisfies Options;

const { event: _, user: __, ...INDEXED } = WHICH;

const FILTERS = ['destination', 'subscription', 'reason', 'outcome', 'event', 'user', 'from', 'to'] as const;

function filterOf(values: Partial<Call<typeof WHICH>['values']>): Filter {
  const now = new Date();
  return Object.fromEntries(
    FILTERS.flatMap((name) => {
      const value = values[name];
      if (value === undefined) return [];
      return [[name, name === 'from' || name === 'to' ? timeSaid(value, now) : value]];
    }),
  );
}

type Wanted = {
  readonly verb: 'redrive' | 'discard';
  readonly ids: readonly string[];
  readonly all: boolean;
  readonly filter: Filter;
  readonly dryRun: boolean;
};

function checkWanted({ verb, ids, all, filter }: Wanted): void {
  if (ids.length === 0 && !all) throw new UsageError(`Say which ones: undelivered ${verb} ID..., or --all.`);
  if (ids.length > 0 && all) throw new UsageError('Say either ids or --all.');
  if (all && filter['destination'] === undefined) throw new UsageError('--all wants --destination ID.');
}

/** A request takes a part of what matches; the next one goes on where it ended. */
async function resolve(api: UndeliveredApi, { verb, ids, all, filter, dryRun }: Wanted) {
  const how = dryRun ? ({ dryRun } as const) : {};
  let total = { matched: 0, accepted: 0 };
  let cursor: string | undefined;
  do {
    const answer = await api.resolve(verb, all ? { filter, cursor, ...how } : { ids, ...how });
    total = { matched: total.matched + answer.matched, accepted: total.accepted + answer.accepted };
    cursor = answer.cursor;
  } while (cursor !== undefined);
  return total;
}

function sentence(
  { verb, dryRun }: Wanted,
  { matched, accepted }: { readonly matched: number; readonly accepted: number },
): string {
  if (matched === 0) return 'Nothing matches.';
  const rest = matched === accepted ? '' : ` ${matched - accepted} had been redriven or discarded before.`;
  const what = verb === 'redrive' ? 'sent round again' : 'written off';
  if (dryRun) return `${accepted} of ${matched} events would be ${what}.${rest}`;
  return `${accepted} of ${matched} events will be ${what} within seconds.${rest}`;
}

function printDetail(out: Output, detail: UndeliveredDetail): void {
  const { history, payload, ...summary } = detail;
  out.fields(summary);
  out.line('\nattempts:');
  if (history.length === 0) out.line('  none');
  for (const { at, reason, latencyMs, answer, messageId } of history) {
    const whose = messageId === summary.messageId ? '' : ` (answer to ${messageId} of the same pack)`;
    out.line(`  ${at}  ${reason}  ${latencyMs} ms${whose}`);
    if (answer !== undefined && answer !== '') out.line(answer.replaceAll(/^/gm, '    '));
  }
  out.line(`\nevent:\n${payload === null ? '  The archive has forgotten it.' : printableJson(payload, 2)}`);
}

const RESOLVE_OPTIONS = {
  all: { type: 'boolean', default: false, help: 'all that match, of one destination' },
  'dry-run': { type: 'boolean', default: false, help: 'only say how many' },
  ...WHICH,
} as const satisfies Options;

type Before = (api: UndeliveredApi, wanted: Wanted) => Promise<void>;

/** `before`: what has to be settled before all that match are taken. */
async function runResolve(verb: Wanted['verb'], call: Call<typeof RESOLVE_OPTIONS>, before?: Before): Promise<void> {
  const { args: ids, values, connection, out } = call;
  const wanted = { verb, ids, all: values.all, filter: filterOf(values), dryRun: values['dry-run'] };
  checkWanted(wanted);
  const api = createUndeliveredApi(await connection.wide());
  if (wanted.all && !wanted.dryRun) await before?.(api, wanted);
  const total = await resolve(api, wanted);
  if (values.json) out.json(total);
  else out.line(sentence(wanted, total));
}

export const undeliveredCommands: readonly Command[] = [
  command({
    words: 'undelivered list',
    summary: 'events that were not delivered, newest first',
    options: {
      ...WHICH,
      state: { type: 'string', value: 'STATE', help: 'open (unless you say), redriven, discarded, all' },
      limit: { type: 'string', value: 'N', help: 'how many (50)' },
      cursor: { type: 'string', value: 'CURSOR', help: 'where the list before has ended' },
    },
    async run({ values, connection, out }) {
      const { state, limit, cursor, json } = values;
      const page = { ...filterOf(values), state, limit, cursor };
      const { records, cursor: next } = await createUndeliveredApi(await connection.wide()).list(page);
      printList({ out, json }, records, {
        empty: 'Nothing matches.',
        columns: {
          ID: ({ id }) => id,
          'ENDED (UTC)': ({ endedAt }) => endedAt.slice(0, 19).replace('T', ' '),
          OUTCOME: ({ outcome }) => outcome,
          REASON: ({ reason }) => reason,
          ATTEMPTS: ({ attempts }) => attempts ?? '?',
          EVENT: ({ event, type }) => event ?? type ?? '?',
          USER: ({ userId }) => userId,
          STATE: ({ state: is }) => is,
        },
      });
      if (next !== undefined) out.note(`There may be more: --cursor ${next}`);
    },
  }),
  command({
    words: 'undelivered summary',
    summary: 'how many for which reason, most first, each with an example',
    options: {
      ...INDEXED,
      state: { type: 'string', value: 'STATE', help: 'open (unless you say), redriven, discarded, all' },
    },
    async run({ values, connection, out }) {
      const reasons = await summarise(await connection.wide(), { ...filterOf(values), state: values.state });
      printList({ out, json: values.json }, reasons, {
        empty: 'Nothing matches.',
        columns: {
          COUNT: ({ count }) => count,
          DESTINATION: ({ destinationId }) => destinationId,
          OUTCOME: ({ outcome }) => outcome,
          REASON: ({ reason }) => reason,
          'FIRST (UTC)': ({ first }) => first.slice(0, 19).replace('T', ' '),
          'LAST (UTC)': ({ last }) => last.slice(0, 19).replace('T', ' '),
          EXAMPLE: ({ example }) => example,
        },
      });
    },
  }),
  command({
    words: 'undelivered show',
    args: ['ID'],
    summary: 'one of them: the event, and every attempt with its answer',
    async run({ args: [id = ''], values: { json }, connection, out }) {
      const detail = await createUndeliveredApi(await connection.wide()).show(id);
      if (json) out.json(detail);
      else printDetail(out, detail);
    },
  }),
  command({
    words: 'undelivered redrive',
    args: ['[ID...]'],
    summary: 'sends them round again; --all --destination ID for all',
    options: RESOLVE_OPTIONS,
    run: (call) => runResolve('redrive', call),
  }),
  command({
    words: 'undelivered discard',
    args: ['[ID...]'],
    summary: 'writes them off; --all --destination ID for all',
    options: { ...RESOLVE_OPTIONS, ...YES },
    run: (call) =>
      runResolve('discard', call, async (api, wanted) => {
        if (call.values.yes) return;
        const { accepted } = await resolve(api, { ...wanted, dryRun: true });
        await requireYes(call, `${accepted} undelivered events are written off.`);
      }),
  }),
];
