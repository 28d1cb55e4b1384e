import type { DataOf } from '../../client/api-client.ts';
import { becameText } from '../../domain/functions/received-request.ts';
import { command, type Command } from './command.ts';
import { printList } from './output.ts';

type Received = DataOf<'GET /sources/{sourceId}/requests'>['requests'][number];

const became = (request: Received): string => {
  const { runsAgainAt } = request;
  return runsAgainAt === undefined ? becameText(request) : `${becameText(request)}, runs again at ${runsAgainAt}`;
};

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
          BECAME: became,
          REASON: ({ reason }) => reason ?? '',
          MESSAGE: ({ message }) => message ?? '',
        },
      });
    },
  }),
];
