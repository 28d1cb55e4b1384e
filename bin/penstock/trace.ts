import type { DataOf } from '../../client/api-client.ts';
import { command, UsageError, type Command } from './command.ts';
import { printableJson, printList, type Output } from './output.ts';
import { timeSaid } from './times.ts';

type Trace = DataOf<'GET /sources/{sourceId}/trace'>['trace'];
type Query = { readonly receivedAt?: string; readonly keyClass?: Trace['keyClass'] };
function readKeyClass(text: string | undefined): Pick<Query, 'keyClass'> {
  if (text === undefined) return {};
  if (text === 'browser' || text === 'server') return { keyClass: text };
  throw new UsageError('--key-class is browser or server.');
}

export function printTrace(out: Output, trace: Trace): void {
  const { sourceId, messageId, keyClass, keyClasses, claim, batch, event, destinations } = trace;
  out.fields({
    ...{ source: sourceId, event: messageId },
    ...(keyClasses.length > 1 ? { key: `${keyClass}; --key-class shows the event of the other class` } : {}),
    taken: claim === null ? 'forgotten by now' : claim.claimedAt,
    batch: `${batch.id} (${batch.state}${batch.countedAt === null ? '' : `, counted ${batch.countedAt}`})`,
    archive: batch.archiveKey,
  });
  for (const { id, subscriptionId, routing, attempts, end } of destinations) {
    out.line(`\n${subscriptionId === undefined ? id : `${id}.${subscriptionId}`}  ${routing}`);
    for (const { retry, decidedAt, result, reason, nextAttemptAt, example } of attempts) {
      const why = reason === undefined ? '' : `: ${reason}`;
      const next = nextAttemptAt === undefined ? '' : `, next ${nextAttemptAt}`;
      out.line(`  ${decidedAt}  ${retry === 0 ? 'first attempt' : `retry ${retry}`}  ${result}${why}${next}`);
      if (example?.answer !== undefined) out.line(example.answer.replaceAll(/^/gm, '      '));
    }
    const { state, ...rest } = end;
    const details = Object.entries(rest).flatMap(([name, value]) => (value === null ? [] : [`${name} ${value}`]));
    out.line(`  ${[state, ...details].join(', ')}`);
  }
  if (destinations.length === 0) out.line('\nNo destination has it so far.');
  out.line(`\nevent:\n${event === null ? '  The archive does not have it.' : printableJson(event, 2)}`);
}

export const traceCommands: readonly Command[] = [
  command({
    words: 'events find',
    args: ['MESSAGE_ID'],
    summary: 'which sources have taken an event with this id lately',
    async run({ args: [messageId = ''], values: { json }, connection, out }) {
      const { events } = await (await connection.wide()).call('GET /events', { query: { messageId } });
      printList({ out, json }, events, {
        empty: 'No source has taken it within its dedupe window.',
        columns: {
          SOURCE: ({ sourceId }) => sourceId,
          'TAKEN (UTC)': ({ claimedAt }) => claimedAt.slice(0, 19).replace('T', ' '),
          KEY: ({ keyClass }) => keyClass,
        },
      });
    },
  }),
  command({
    words: 'trace',
    args: ['SOURCE', 'MESSAGE_ID'],
    summary: 'one event: every attempt at every destination, and how it ended',
    options: {
      'received-at': { type: 'string', value: 'TIME', help: 'about when it came, for one whose claim has expired' },
      'key-class': { type: 'string', value: 'CLASS', help: 'browser or server, when both have sent one with this id' },
    },
    async run({ args: [sourceId = '', messageId = ''], values, connection, out }) {
      const receivedAt = values['received-at'];
      const client = await connection.wide();
      const { trace } = await client.call('GET /sources/{sourceId}/trace', {
        params: { sourceId },
        query: {
          messageId,
          ...(receivedAt === undefined ? {} : { receivedAt: timeSaid(receivedAt, new Date()) }),
          ...readKeyClass(values['key-class']),
        },
      });
      if (values.json) out.json(trace);
      else printTrace(out, trace);
    },
  }),
];
