import { setTimeout as wait } from 'node:timers/promises';
import type { DataOf } from '../../client/api-client.ts';
import { collect } from './collect.ts';
import { command, type Command } from './command.ts';
import { printList, shorten, type Output } from './output.ts';

type Event = DataOf<'GET /sources/{sourceId}/events'>['events'][number];

/** Names have no limit but that of the event. `--json` has all of it. */
const LONGEST_NAME = 60;

/** A running pipeline writes down what it sees within two seconds. */
const LOOK_EVERY_MS = 1_000;

function printEvent(out: Output, { receivedAt, verdict, type, name, messageId, reason, explanation }: Event): void {
  const why = [reason, explanation].filter((text) => text !== undefined).join(': ');
  const what = [type, name && shorten(name, LONGEST_NAME)].filter((text) => text !== undefined).join(' ');
  out.line(
    [receivedAt, verdict.padEnd(9), what.padEnd(28), messageId ?? '', why].join('  ').replaceAll('\n', ' ').trimEnd(),
  );
}

export const tailCommands: readonly Command[] = [
  command({
    words: 'tail',
    args: ['SOURCE'],
    summary: 'events of a source as they come, with what became of each, until you stop it',
    options: {
      once: { type: 'boolean', default: false, help: 'only those of the last minutes' },
      text: { type: 'boolean', default: false, help: 'with the events themselves' },
    },
    async run({ args: [sourceId = ''], values: { once, text, json }, connection, out }) {
      const client = await connection.client();
      let since: string | undefined;
      for (;;) {
        const query = since === undefined ? {} : { since };
        const { events, cursor } = await client.call('GET /sources/{sourceId}/events', { params: { sourceId }, query });
        for (const event of events) {
          if (json) out.json(event);
          else printEvent(out, event);
          if (text && !json) out.line(`    ${event.text}${event.isCut ? ' ...' : ''}`);
        }
        if (once) return;
        since = cursor;
        await wait(LOOK_EVERY_MS);
      }
    },
  }),
  command({
    words: 'sources schema',
    args: ['SOURCE'],
    summary: 'which events it has sent, how often about, with which properties',
    async run({ args: [sourceId = ''], values: { json }, connection, out }) {
      const client = await connection.client();
      const asked = { params: { sourceId }, query: { limit: 200 } };
      const events = await collect(client.list('GET /sources/{sourceId}/schema', asked));
      printList({ out, json }, events, {
        empty: 'It has sent nothing so far.',
        columns: {
          TYPE: ({ type }) => type,
          NAME: ({ name }) => name,
          COUNT: ({ count }) => count,
          'LAST SEEN': ({ lastSeen }) => lastSeen.slice(0, 16),
          PROPERTIES: ({ properties }) => properties.map(({ path }) => path).join(' '),
        },
      });
    },
  }),
];
