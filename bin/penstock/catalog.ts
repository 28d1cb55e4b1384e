import { collect } from './collect.ts';
import { command, type Command } from './command.ts';
import { printableJson, printList } from './output.ts';

export const catalogCommands: readonly Command[] = [
  command({
    words: 'catalog list',
    summary: 'destinations that can be connected',
    options: {
      search: { type: 'string', value: 'WORDS', help: 'in name, description or categories' },
      category: { type: 'string', value: 'CATEGORY', help: 'such as CRM' },
    },
    async run({ values: { search, category, json }, connection, out }) {
      const query = { ...(search === undefined ? {} : { search }), ...(category === undefined ? {} : { category }) };
      const entries = await collect((await connection.client()).list('GET /catalog/destinations', { query }));
      printList({ out, json }, entries, {
        empty:
          search === undefined && category === undefined
            ? 'There is nothing in the catalog so far. What partners publish is found here.'
            : 'Nothing in the catalog fits. "penstock catalog list" has all of it.',
        columns: {
          ID: ({ id }) => id,
          NAME: ({ name }) => name,
          STATUS: ({ status }) => status,
          VERSION: ({ version }) => version,
          CATEGORIES: ({ categories }) => categories.join(', '),
          DESCRIPTION: ({ description }) => description,
        },
      });
    },
  }),
  command({
    words: 'catalog show',
    args: ['ENTRY'],
    summary: 'one of them: events, settings, documentation',
    async run({ args: [catalogId = ''], values: { json }, connection, out }) {
      const client = await connection.client();
      const params = { catalogId };
      const answer = await client.call('GET /catalog/destinations/{catalogId}', { params });
      const { destinationMetadata: entry } = answer;
      if (json) {
        out.json(entry);
        return;
      }
      const { id, name, description, status, version, supportedEvents, supportedFeatures, rateLimit } = entry;
      out.fields({ id, name, description, status, version, events: supportedEvents.join(' ') });
      out.fields({ replay: supportedFeatures.replay ? 'yes' : 'no', 'rate limit': rateLimit });
      out.line(`\nsettings:\n${printableJson(entry.settingsSchema, 2)}\n\n${entry.documentation}`);
      out.note(`Connect it: penstock destinations create --catalog ${id} --source SOURCE settings.FIELD=...`);
    },
  }),
];
