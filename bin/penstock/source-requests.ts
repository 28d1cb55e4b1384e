import type { DataOf } from '../../client/api-client.ts';
import { command, type Command } from './command.ts';
import { printList } from './output.ts';

type Received = DataOf<'GET /sources/{sourceId}/requests'>['requests'][number];

/** What became of it, in a few words. */
export function becameOf({ outcome, events = 0, refused = 0, runs, runsAgainAt }: Received): string {
  if (outcome === 'made') return `${events} events${refused === 0 ? '' : `, ${refused} of them refused`}`;
  if (outcome === 'again') return `failed ${runs ?? 1} times, runs again at ${runsAgainAt ?? ''}`;
  if (outcome === 'waits') return `waits, is tried at ${runsAgainAt ?? ''}`;
  return outcome;
}

export const sourceRequestCommands: readonly Command[] = [
  command({
    words: 'sources requests',
    args: ['SOURCE'],
    summary: 'the last requests to a source of a function, with what became of each',
    async run({ args: [sourceId = ''], values: { json }, connection, out }) {
      const client = await connection.client();
      const { requests } = await client.call('GET /sources/{sourceId}/requests', { params: { sourceId } });
      printList({ out, json }, requests, {
        empty: 'No request has come in the last three days.',
        columns: {
          RECEIVED: ({ receivedAt }) => receivedAt,
          METHOD: ({ method }) => method,
          BYTES: ({ bytes }) => bytes ?? '',
          ANSWERED: ({ status }) => status,
          BECAME: becameOf,
          REASON: ({ reason }) => reason ?? '',
          MESSAGE: ({ message }) => message ?? '',
        },
      });
    },
  }),
];
