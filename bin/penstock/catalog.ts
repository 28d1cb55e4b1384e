import type { DataOf } from '../../client/api-client.ts';
import { collect } from './collect.ts';
import { command, type Command } from './command.ts';
import { printableJson, printList, type Output } from './output.ts';

type Entry = DataOf<'GET /catalog/destinations/{catalogId}'>['destinationMetadata'];

function printSettings(out: Output, { properties, required = [] }: Entry['settingsSchema']): void {
  const rows = Object.entries(properties).map(([name, setting]) => {
    const { type, title, description, default: otherwise, writeOnly } = setting;
    const oneOf = 'enum' in setting ? setting.enum?.join(' | ') : undefined;
    const must = [required.includes(name) ? 'required' : '', writeOnly === true ? 'secret' : ''].join(' ').trim();
    const what = [title, description].filter((text) => text !== undefined).join(': ');
    return [name, oneOf ?? type, must, otherwise === undefined ? '' : printableJson(otherwise), what];
  });
  out.table(['SETTING', 'VALUE', '', 'DEFAULT', 'WHAT'], rows);
}

const SEARCH = {
  search: { type: 'string', value: 'WORDS', help: 'in name, description or categories' },
  category: { type: 'string', value: 'CATEGORY', help: 'such as CRM' },
} as const;

type Searched = { readonly search?: string | undefined; readonly category?: string | undefined };

const queryOf = ({ search, category }: Searched) => ({
  ...(search === undefined ? {} : { search }),
  ...(category === undefined ? {} : { category }),
});

type List = 'GET /catalog/destinations' | 'GET /catalog/sources';

const listCommand = (words: string, line: List, summary: string): Command =>
  command({
    ...{ words, summary, options: SEARCH },
    async run({ values, connection, out }) {
      const entries = await collect((await connection.client()).list(line, { query: queryOf(values) }));
      printList({ out, json: values.json }, entries, {
        empty:
          values.search === undefined && values.category === undefined
            ? 'There is nothing in the catalog so far. What partners publish is found here.'
            : `Nothing in the catalog fits. "penstock ${words}" has all of it.`,
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
  });

export const catalogCommands: readonly Command[] = [
  listCommand('catalog list', 'GET /catalog/destinations', 'destinations that can be connected'),
  listCommand('catalog sources', 'GET /catalog/sources', 'sources that can be connected'),
  command({
    words: 'catalog actions',
    summary: 'destinations of Segment that can be connected by the kind action',
    options: SEARCH,
    async run({ values, connection, out }) {
      const entries = await collect(
        (await connection.client()).list('GET /catalog/actions', { query: queryOf(values) }),
      );
      printList({ out, json: values.json }, entries, {
        empty: 'Nothing in the catalog of actions fits. "penstock catalog actions" has all of it.',
        columns: {
          ACTION: ({ slug }) => slug,
          NAME: ({ name }) => name,
          CATEGORY: ({ category: shelf }) => shelf,
          ACTIONS: ({ actions }) => actions,
          AUTHENTICATION: ({ scheme }) => scheme,
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
      out.fields({
        ...{ id, name, description, status, version, events: supportedEvents.join(' ') },
        ...{ replay: supportedFeatures.replay ? 'yes' : 'no', 'rate limit': rateLimit },
      });
      out.line('\nsettings:');
      printSettings(out, entry.settingsSchema);
      out.line(`\n${entry.documentation}\n`);
      out.note(`Connect it: penstock destinations create --catalog ${id} --source SOURCE settings.FIELD=...`);
    },
  }),
  command({
    words: 'catalog source',
    args: ['ENTRY'],
    summary: 'one source of them: what it sends, settings, documentation',
    async run({ args: [sourceMetadataId = ''], values: { json }, connection, out }) {
      const client = await connection.client();
      const params = { sourceMetadataId };
      const { sourceMetadata: entry } = await client.call('GET /catalog/sources/{sourceMetadataId}', { params });
      if (json) {
        out.json(entry);
        return;
      }
      const { id, name, description, status, version, isOfRequests, sentEvents } = entry;
      const sends = isOfRequests ? 'requests, to an address of yours' : 'events, with a write key of yours';
      out.fields({ id, name, description, status, version, sends });
      out.line('');
      const rows = sentEvents.map((event) => [event.type, event.name ?? '', event.description ?? '']);
      out.table(['EVENT', 'NAME', 'WHAT'], rows);
      out.line('\nsettings:');
      printSettings(out, entry.settingsSchema);
      out.line(`\n${entry.documentation}\n`);
      out.note(`Connect it: penstock sources create NAME --catalog ${id} functionSettings.FIELD=...`);
    },
  }),
];
