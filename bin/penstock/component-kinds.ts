import type { DataOf } from '../../client/api-client.ts';
import { command, UsageError, type Command } from './command.ts';
import type { Connection } from './connection.ts';
import { printList } from './output.ts';

type Kind = DataOf<'GET /component-kinds'>['componentKinds'][number];

const readKinds = async (connection: Connection): Promise<readonly Kind[]> =>
  (await (await connection.client()).call('GET /component-kinds')).componentKinds;

export const componentKindCommands: readonly Command[] = [
  command({
    words: 'components kinds',
    summary: 'what a component can be',
    async run({ values: { json }, connection, out }) {
      printList({ out, json }, await readKinds(connection), {
        empty: 'There are no kinds.',
        columns: {
          KIND: ({ kind }) => kind,
          WHAT: ({ title }) => title,
          'CONNECTS AS': ({ connectsAs }) => connectsAs,
          AVAILABLE: ({ available }) => (available ? 'yes' : 'not yet'),
        },
      });
    },
  }),
  command({
    words: 'components template',
    args: ['[KIND]'],
    summary: 'prints the documentation to begin with (webhook); what is in [[ ]] is for you to write',
    async run({ args: [wanted = 'webhook'], values: { json }, connection, out }) {
      const kinds = await readKinds(connection);
      const found = kinds.find(({ kind }) => kind === wanted);
      const known = kinds.map(({ kind }) => kind).join(', ');
      if (found === undefined) throw new UsageError(`There is no kind "${wanted}". There is: ${known}.`);
      if (json) out.json(found);
      else out.line(found.documentationTemplate.trimEnd());
    },
  }),
];
