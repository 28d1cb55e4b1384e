import {
  summariseSource,
  type Counts,
  type DestinationLedger,
  type SourceLedger,
} from '../../../domain/ledger/ledger.ts';
import { throttledRate, type Throttle } from '../../../domain/delivery/pace.ts';
import { UNATTRIBUTED_LEDGER_KEY, destinationItemKey, sourceLedgerKey } from '../../../domain/tables/table-keys.ts';
import { ledgerOf } from './destination-ledger.ts';
import { type Config } from '../stores/config-store.ts';
import type { Health } from '../stores/health-store.ts';

export type Notice = { readonly resource: string; readonly message: string; readonly at: string };

/** What became of a destination's events, and what people should know about it. */
export type DestinationReport = DestinationLedger & {
  readonly enabled: boolean;
  readonly notice?: string;
  /** Since when its events are held because it counts as down, and for what reason. */
  readonly down?: { readonly since: string; readonly reason: string };
  /** How many requests a second it gets at the moment, because it answered 429. */
  readonly throttled?: { readonly perSecond: number };
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
  health: () => Promise<Health>;
  now: () => Date;
}): () => Promise<LedgerReport> {
  return async () => {
    const [config, counts, notices, health] = await Promise.all([
      deps.config(),
      deps.counts(),
      deps.notices(),
      deps.health(),
    ]);
    const now = deps.now();
    const countsOf = (owner: string): Counts => counts.get(owner) ?? {};
    const noticeOf = (owner: string): Notice | undefined => notices.find(({ resource }) => resource === owner);
    return {
      generatedAt: now.toISOString(),
      sources: [...config.sources.keys()].map((id) => summariseSource(id, countsOf(sourceLedgerKey(id)))),
      destinations: [...config.destinations.values()].map((destination) => {
        const { id, enabled } = destination;
        const notice = noticeOf(destinationItemKey(id));
        const breaker = health.breakers.get(destinationItemKey(id));
        const perSecond = throttledTo(health.throttles.get(destinationItemKey(id)), now);
        return {
          ...ledgerOf(destination, counts),
          enabled,
          ...(notice === undefined ? {} : { notice: notice.message }),
          ...(breaker === undefined ? {} : { down: { since: breaker.since, reason: breaker.reason } }),
          ...(perSecond === undefined ? {} : { throttled: { perSecond } }),
        };
      }),
      unattributed: { rejected: summariseSource('', countsOf(UNATTRIBUTED_LEDGER_KEY)).rejected },
    };
  };
}

function throttledTo(throttle: Throttle | undefined, now: Date): number | undefined {
  const perSecond = throttle === undefined ? undefined : throttledRate(throttle, now.getTime());
  return perSecond === undefined ? undefined : Math.round(perSecond * 10) / 10;
}
