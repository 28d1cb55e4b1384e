import { setTimeout as wait } from 'node:timers/promises';
import type { DataOf } from '../../client/api-client.ts';
import { parseDurationMs } from '../../domain/duration.ts';
import type { LedgerReport } from '../../functions/shared/ledger-report.ts';
import { command, UsageError, type Command } from './command.ts';
import type { Connection } from './connection.ts';
import { stateOf } from './destinations.ts';
import type { Output } from './output.ts';

type Overview = DataOf<'GET /delivery-overview'>;

/** Both ways say the same, by slightly different names. */
const readOverview = (connection: Connection): Promise<Overview> =>
  connection.choose({
    client: (client) => client.call('GET /delivery-overview'),
    async operator(api) {
      const { generatedAt, sources, destinations } = await api<LedgerReport>('GET', '/api/ledger');
      const shown = destinations.map(({ source: sourceId, ...rest }) => ({ ...rest, sourceId }));
      return { generatedAt, sources: [...sources], destinations: shown } satisfies Overview;
    },
  });

const total = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

const number = (name: string) => ({ name, align: 'right' }) as const;

/** What became of all events, on one screen. */
export function printOverview(out: Output, { generatedAt, sources, destinations }: Overview): void {
  out.line(`What became of events, ${generatedAt.slice(0, 19).replace('T', ' ')} UTC\n`);
  out.table(
    ['SOURCE', number('ACCEPTED'), number('DUPLICATES'), number('REJECTED')],
    sources.map(({ id, accepted, duplicates, rejected }) => [id, accepted, duplicates, total(rejected)]),
  );
  if (destinations.length === 0) {
    out.line('\nThere are no destinations.');
    return;
  }
  out.line();
  out.table(
    [
      ...['DESTINATION', 'SOURCE'],
      ...['MATCHED', 'DELIVERED', 'WAITING', 'HELD', 'DISCARDED', 'DEAD-LETTERED', 'REPLAYED'].map(number),
      'STATE',
    ],
    destinations.map((destination) => {
      const { id, sourceId, matched, delivered, waiting, held, discarded, deadLettered, replayed } = destination;
      const ends = [total(discarded), total(deadLettered), replayed.matched];
      return [id, sourceId, matched, delivered, waiting, held, ...ends, stateOf(destination)];
    }),
  );
  for (const { id, notice } of destinations) if (notice !== undefined) out.line(`! ${id}: ${notice}`);
}

export const ledgerCommands: readonly Command[] = [
  command({
    words: 'ledger',
    summary: 'what became of all events: delivered, waiting, held, discarded, dead-lettered',
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
