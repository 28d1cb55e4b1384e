import type { DataOf } from '../../client/api-client.ts';
import { command, type Command } from './command.ts';
import type { Connection } from './connection.ts';
import { printableJson, type Output } from './output.ts';
import { timeSaid } from './times.ts';

type Trace = DataOf<'GET /sources/{sourceId}/events/{messageId}/trace'>['trace'];
type Wanted = { readonly sourceId: string; readonly messageId: string; readonly receivedAt: string | undefined };

/** The operator's route calls the source `source`; all else is the same. */
const readTrace = (connection: Connection, { sourceId, messageId, receivedAt }: Wanted): Promise<Trace> =>
  connection.choose({
    async client(client) {
      const params = { sourceId, messageId };
      const query = receivedAt === undefined ? {} : { receivedAt };
      return (await client.call('GET /sources/{sourceId}/events/{messageId}/trace', { params, query })).trace;
    },
    async operator(api) {
      const query = receivedAt === undefined ? '' : `?receivedAt=${encodeURIComponent(receivedAt)}`;
      const path = `/api/trace/${encodeURIComponent(sourceId)}/${encodeURIComponent(messageId)}${query}`;
      const { source, ...trace } = await api<Omit<Trace, 'sourceId'> & { source: string }>('GET', path);
      return { ...trace, sourceId: source };
    },
  });

export function printTrace(out: Output, { sourceId, messageId, claim, batch, event, destinations }: Trace): void {
  out.fields({
    ...{ source: sourceId, event: messageId },
    taken: claim === null ? 'forgotten by now' : claim.claimedAt,
    batch: `${batch.id} (${batch.state}${batch.countedAt === null ? '' : `, counted ${batch.countedAt}`})`,
    archive: batch.archiveKey,
  });
  for (const { id, routing, attempts, end } of destinations) {
    out.line(`\n${id}  ${routing}`);
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
    words: 'trace',
    args: ['SOURCE', 'MESSAGE_ID'],
    summary: 'one event: every attempt at every destination, and how it ended',
    options: {
      'received-at': { type: 'string', value: 'TIME', help: 'about when it came, for one whose claim has expired' },
    },
    async run({ args: [sourceId = '', messageId = ''], values, connection, out }) {
      const receivedAt = values['received-at'];
      const trace = await readTrace(connection, {
        sourceId,
        messageId,
        receivedAt: receivedAt && timeSaid(receivedAt, new Date()),
      });
      if (values.json) out.json(trace);
      else printTrace(out, trace);
    },
  }),
];
