import {
  destinationLedgerKey,
  sourceLedgerKey,
  summariseDestination,
  summariseSource,
  UNATTRIBUTED_LEDGER_KEY,
  type Counts,
  type DestinationLedger,
  type SourceLedger,
} from '../../domain/ledger.ts';
import type { Config } from '../shared/config-store.ts';

export type Notice = { readonly resource: string; readonly message: string; readonly at: string };

/** The answer to GET /api/ledger. */
export type LedgerReport = {
  /** ISO 8601. */
  readonly generatedAt: string;
  readonly sources: readonly SourceLedger[];
  readonly destinations: readonly (DestinationLedger & { readonly enabled: boolean; readonly notice?: string })[];
  /** Events whose write key is unknown belong to no source. */
  readonly unattributed: Pick<SourceLedger, 'rejected'>;
};

export function createLedgerReport(deps: {
  config: () => Promise<Config>;
  counts: () => Promise<ReadonlyMap<string, Counts>>;
  notices: () => Promise<readonly Notice[]>;
  now: () => Date;
}): () => Promise<LedgerReport> {
  return async () => {
    const [config, counts, notices] = await Promise.all([deps.config(), deps.counts(), deps.notices()]);
    const countsOf = (owner: string): Counts => counts.get(owner) ?? {};
    const noticeOf = (owner: string): Notice | undefined => notices.find(({ resource }) => resource === owner);
    return {
      generatedAt: deps.now().toISOString(),
      sources: [...config.sources.keys()].map((id) => summariseSource(id, countsOf(sourceLedgerKey(id)))),
      destinations: [...config.destinations.values()].map(({ id, source, enabled }) => {
        const owner = destinationLedgerKey(id);
        const notice = noticeOf(owner);
        return {
          ...summariseDestination(id, source, countsOf(owner)),
          enabled,
          ...(notice === undefined ? {} : { notice: notice.message }),
        };
      }),
      unattributed: { rejected: summariseSource('', countsOf(UNATTRIBUTED_LEDGER_KEY)).rejected },
    };
  };
}
