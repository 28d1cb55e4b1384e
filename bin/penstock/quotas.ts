import { command, type Command } from './command.ts';
import { printList } from './output.ts';

export const quotaCommands: readonly Command[] = [
  command({
    words: 'quotas',
    summary: 'what the workspace may have, and how much of it there is',
    async run({ values: { json }, connection, out }) {
      const { quotas } = await (await connection.client()).call('GET /quotas');
      printList({ out, json }, quotas, {
        empty: 'There are none.',
        columns: {
          QUOTA: ({ description }) => description,
          USED: ({ used }) => used ?? '',
          MOST: ({ most }) => most,
          NAME: ({ name }) => name,
        },
      });
    },
  }),
];
