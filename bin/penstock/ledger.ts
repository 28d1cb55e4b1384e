import { setTimeout as wait } from 'node:timers/promises';
import { parseDurationMs } from '../../domain/base/duration.ts';
import { command, UsageError, type Command } from './command.ts';
import type { Connection } from './connection.ts';
import { printOverview, type Overview } from './print-overview.ts';

const readOverview = async (connection: Connection): Promise<Overview> =>
  (await connection.wide()).whole('GET /delivery-overview');

export const ledgerCommands: readonly Command[] = [
  command({
    words: 'ledger',
    summary: 'what became of all events, with the reasons of those that were not delivered',
    options: {
      watch: { type: 'boolean', default: false, help: 'again and again, until you stop it' },
      every: { type: 'string', value: 'TIME', default: '2s', help: 'how often to watch (2s)' },
    },
    async run({ values: { watch, every, json }, connection, out }) {
      const everyMs = parseDurationMs(every);
      if (everyMs === undefined || everyMs < 500)
        throw new UsageError('--every wants a time such as 2s, at least 500ms.');
      for (;;) {
        const overview = await readOverview(connection);
        if (watch && !json) out.clear();
        if (json) out.json(overview);
        else printOverview(out, overview);
        if (!watch) return;
        await wait(everyMs);
      }
    },
  }),
];
