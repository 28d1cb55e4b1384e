import type {
  ResolveAnswer,
  UndeliveredDetail,
  UndeliveredList,
  UndeliveredSummary,
} from '../../domain/undelivered-report.ts';
import type { Api } from './api.ts';
import { USAGE, UsageError } from './usage.ts';

export const UNDELIVERED_OPTIONS = {
  destination: { type: 'string' },
  reason: { type: 'string' },
  outcome: { type: 'string' },
  event: { type: 'string' },
  user: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  state: { type: 'string' },
  limit: { type: 'string' },
  cursor: { type: 'string' },
  all: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
} as const;

type Values = Partial<Readonly<Record<Exclude<keyof typeof UNDELIVERED_OPTIONS, 'all' | 'json'>, string>>> & {
  readonly all: boolean;
  readonly json: boolean;
};

const FILTERS = ['destination', 'reason', 'outcome', 'event', 'user', 'from', 'to'] as const;

/** `undelivered`, `undelivered show ID`, `undelivered redrive ...` and `undelivered discard ...`. */
export async function runUndelivered(api: Api, words: readonly string[], values: Values): Promise<void> {
  const [verb = 'list', ...ids] = words;
  switch (verb) {
    case 'list':
      return list(api, values);
    case 'show':
      return show(api, ids[0], values);
    case 'redrive':
    case 'discard':
      return resolve(api, verb, { ids, values });
    default:
      throw new UsageError(`There is no command "undelivered ${verb}".\n\n${USAGE}`);
  }
}

async function list(api: Api, values: Values): Promise<void> {
  const query = new URLSearchParams(filterOf(values));
  for (const name of ['state', 'limit', 'cursor'] as const)
    if (values[name] !== undefined) query.set(name, values[name]);
  const { records, cursor } = await api<UndeliveredList>('GET', `/api/undelivered?${query.toString()}`);
  if (values.json) for (const record of records) console.log(JSON.stringify(record));
  else printTable(records);
  if (cursor !== undefined) console.error(`There may be more: --cursor ${cursor}`);
}

async function show(api: Api, id: string | undefined, { json }: Values): Promise<void> {
  if (id === undefined) throw new UsageError('Say which one: undelivered show ID.');
  const detail = await api<UndeliveredDetail>('GET', `/api/undelivered/${encodeURIComponent(id)}`);
  if (json) console.log(JSON.stringify(detail));
  else printDetail(detail);
}

type Wanted = { readonly ids: readonly string[]; readonly values: Values };

/** A request takes a part of what matches; the next one goes on where it ended. */
async function resolve(api: Api, verb: 'redrive' | 'discard', { ids, values }: Wanted): Promise<void> {
  if (ids.length === 0 && !values.all) throw new UsageError(`Say which ones: undelivered ${verb} ID..., or --all.`);
  if (ids.length > 0 && values.all) throw new UsageError('Say either ids or --all.');
  if (values.all && values.destination === undefined) throw new UsageError('--all wants --destination ID.');
  const path = `/api/undelivered/${verb}`;
  let total = { matched: 0, accepted: 0 };
  let cursor: string | undefined;
  do {
    const request = values.all ? { filter: filterOf(values), ...(cursor === undefined ? {} : { cursor }) } : { ids };
    const answer = await api<ResolveAnswer>('POST', path, request);
    total = { matched: total.matched + answer.matched, accepted: total.accepted + answer.accepted };
    cursor = answer.cursor;
  } while (cursor !== undefined);
  if (values.json) console.log(JSON.stringify(total));
  else console.log(sentence(verb, total));
}

function sentence(verb: 'redrive' | 'discard', { matched, accepted }: ResolveAnswer): string {
  if (matched === 0) return 'Nothing matches.';
  const rest = matched === accepted ? '' : ` ${matched - accepted} had been redriven or discarded before.`;
  const what = verb === 'redrive' ? 'sent round again' : 'written off';
  return `${accepted} of ${matched} events will be ${what} within seconds.${rest}`;
}

function filterOf(values: Values): Record<string, string> {
  return Object.fromEntries(FILTERS.flatMap((name) => (values[name] === undefined ? [] : [[name, values[name]]])));
}

function printTable(records: readonly UndeliveredSummary[]): void {
  if (records.length === 0) {
    console.log('Nothing matches.');
    return;
  }
  const rows = records.map((record) => [
    record.id,
    record.endedAt.slice(0, 19).replace('T', ' '),
    record.outcome,
    record.reason,
    String(record.attempts ?? '?'),
    record.event ?? record.type ?? '?',
    record.userId ?? '',
    record.state,
  ]);
  const table = [
    ['ID', 'ENDED (UTC)', 'OUTCOME', 'REASON', 'ATTEMPTS', 'EVENT', 'USER', 'STATE'],
    ...rows.map((row) => row.map(printable)),
  ];
  const widths = table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? [];
  for (const row of table)
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
}

function printDetail(detail: UndeliveredDetail): void {
  const { history, payload, ...summary } = detail;
  for (const [name, value] of Object.entries(summary)) console.log(`${`${name}:`.padEnd(16)}${value}`);
  console.log('\nattempts:');
  if (history.length === 0) console.log('  none');
  for (const { at, reason, latencyMs, answer, messageId } of history) {
    const whose = messageId === summary.messageId ? '' : ` (answer to ${messageId} of the same pack)`;
    console.log(`  ${at}  ${reason}  ${latencyMs} ms${whose}`);
    if (answer !== undefined && answer !== '') console.log(printable(answer).replaceAll(/^/gm, '    '));
  }
  console.log('\nevent:');
  console.log(payload === null ? '  The archive has forgotten it.' : JSON.stringify(payload, null, 2));
}

/** What partners and senders write must not steer the operator's terminal. Line breaks and tabs stay. */
function printable(text: string): string {
  return text.replaceAll(/[^\P{Cc}\n\t]/gu, '\u{fffd}');
}
