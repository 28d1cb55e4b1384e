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
import type { OpenBreaker } from './breaker-store.ts';
import { destinationItemKey, type Config } from './config-store.ts';

export type Notice = { readonly resource: string; readonly message: string; readonly at: string };

/** What became of a destination's events, and what people should know about it. */
export type DestinationReport = DestinationLedger & {
  readonly enabled: boolean;
  readonly notice?: string;
  /** Since when its events are held because it counts as down, and for what reason. */
  readonly down?: { readonly since: string; readonly reason: string };
};

/** The answer to GET /api/ledger. */
export type LedgerReport = {
  /** ISO 8601. */
  readonly generatedAt: string;
  readonly sources: readonly SourceLedger[];
  readonly destinations: readonly DestinationReport[];
  /** Events whose write key is unknown belong to no source. */
  readonly unattributed: Pick<SourceLedger, 'rejected'>;
};

export function createLedgerReport(deps: {
  config: () => Promise<Config>;
  counts: () => Promise<ReadonlyMap<string, Counts>>;
  notices: () => Promise<readonly Notice[]>;
  /** The open breakers, by the key of their destination. */
  breakers: () => Promise<ReadonlyMap<string, OpenBreaker>>;
  now: () => Date;
}): () => Promise<LedgerReport> {
  return async () => {
    const [config, counts, notices, breakers] = await Promise.all([
      deps.config(),
      deps.counts(),
      deps.notices(),
      deps.breakers(),
    ]);
    const countsOf = (owner: string): Counts => counts.get(owner) ?? {};
    const noticeOf = (owner: string): Notice | undefined => notices.find(({ resource }) => resource === owner);
    return {
      generatedAt: deps.now().toISOString(),
      sources: [...config.sources.keys()].map((id) => summariseSource(id, countsOf(sourceLedgerKey(id)))),
      destinations: [...config.destinations.values()].map(({ id, source, enabled }) => {
        const owner = destinationLedgerKey(id);
        const notice = noticeOf(owner);
        const breaker = breakers.get(destinationItemKey(id));
        return {
          ...summariseDestination(id, source, countsOf(owner)),
          enabled,
          ...(notice === undefined ? {} : { notice: notice.message }),
          ...(breaker === undefined ? {} : { down: { since: breaker.since, reason: breaker.reason } }),
        };
      }),
      unattributed: { rejected: summariseSource('', countsOf(UNATTRIBUTED_LEDGER_KEY)).rejected },
    };
  };
}
