import { setTimeout as wait } from 'node:timers/promises';
import { parseDurationMs } from '../../domain/base/duration.ts';
import type { LedgerReport } from '../../functions/shared/ledger/ledger-report.ts';
import { command, UsageError, type Command } from './command.ts';
import type { Connection } from './connection.ts';
import { readWhole } from './operator-api.ts';
import { printOverview, type Overview } from './print-overview.ts';

/** Both ways say the same, by slightly different names. */
const readOverview = (connection: Connection): Promise<Overview> =>
  connection.choose({
    client: (client) => client.whole('GET /delivery-overview'),
    async operator(api) {
      const { generatedAt, sources, destinations, unattributed } = await readWhole<LedgerReport>(api, '/api/ledger');
      const shown = destinations.map(({ source: sourceId, ...rest }) => ({ ...rest, sourceId }));
      return { generatedAt, sources: [...sources], destinations: shown, unattributed } satisfies Overview;
    },
  });

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
