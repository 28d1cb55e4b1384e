// Whether the sums of the ledger close. The control API answers with it, tests hold every scenario against it.

import { subscriptionAddress } from '../tables/table-keys.ts';
import type { DeliveryLedger, DestinationLedger, SourceLedger } from './ledger.ts';

/** One sum that is not what it must be. */
export type LedgerFinding = {
  /** `source:web`, `destination:crm`, or `destination:crm.orders` of a subscription. */
  readonly owner: string;
  readonly kind:
    'negative_count' | 'more_duplicates_than_accepted' | 'more_than_unique' | 'fewer_than_unique' | 'fewer_attempts';
  readonly message: string;
};

export type Reconciliation = {
  /** What can be explained by nothing but a mistake, or by counters that are being written. */
  readonly faults: readonly LedgerFinding[];
  /** What is a mistake unless the destination was added after its source had events. */
  readonly notes: readonly LedgerFinding[];
};

type Ledger = { readonly sources: readonly SourceLedger[]; readonly destinations: readonly DestinationLedger[] };

/** A destination, or one of its subscriptions: the sums hold for each, and so for all of them. */
type Owner = {
  readonly name: string;
  readonly source: string;
  readonly ledger: Pick<DestinationLedger, keyof DeliveryLedger | 'replayed'>;
  /** Whether it decided about every event of its source. */
  readonly isAsked: boolean;
};

function ownersOf(destination: DestinationLedger): Owner[] {
  const { id, source, subscriptions } = destination;
  if (subscriptions === undefined) return [{ name: `destination:${id}`, source, ledger: destination, isAsked: true }];
  return subscriptions.map((ledger) => ({
    ...{ name: `destination:${subscriptionAddress(id, ledger.id)}`, source, ledger },
    isAsked: ledger.removed !== true,
  }));
}

/** Checks every sum. Events on their way are no fault; a destination with fewer events than its source had is a note. */
export function reconcile({ sources, destinations }: Ledger): Reconciliation {
  const sourceById = new Map(sources.map((source) => [source.id, source]));
  const perDestination = destinations.flatMap(ownersOf).map((owner) => ({
    faults: [...faultsOfDeliveries(owner.name, owner.ledger), ...faultsOfReplayed(owner)],
    share: owner.isAsked ? shareOfSource(owner, sourceById.get(owner.source)) : undefined,
  }));
  const shares = perDestination.flatMap(({ share }) => share ?? []);
  return {
    faults: [
      ...sources.flatMap(faultsOfSource),
      ...perDestination.flatMap(({ faults }) => faults),
      ...shares.filter(({ kind }) => kind === 'more_than_unique'),
    ],
    notes: shares.filter(({ kind }) => kind === 'fewer_than_unique'),
  };
}

function faultsOfSource({ id, accepted, duplicates, rejected }: SourceLedger): LedgerFinding[] {
  const owner = `source:${id}`;
  const faults = negativeCounts(owner, { accepted, duplicates, ...named('rejected', rejected) });
  if (duplicates > accepted) {
    const message = `${duplicates} duplicates of ${accepted} accepted events`;
    faults.push({ owner, kind: 'more_duplicates_than_accepted', message });
  }
  return faults;
}

function faultsOfDeliveries(owner: string, deliveries: DeliveryLedger): LedgerFinding[] {
  const { matched, delivered, attempts, held, waiting, filtered, filteredByFunction, discarded, deadLettered } =
    deliveries;
  const faults = negativeCounts(owner, {
    ...{ matched, delivered, attempts, held, waiting },
    ...named('filtered', filtered),
    ...named('filtered by function', filteredByFunction ?? {}),
    ...named('discarded', discarded),
    ...named('deadLettered', deadLettered),
  });
  if (attempts < delivered) {
    faults.push({ owner, kind: 'fewer_attempts', message: `${attempts} attempts, ${delivered} delivered events` });
  }
  return faults;
}

/** The sums that hold for live deliveries hold for those of replays. */
function faultsOfReplayed({ name, ledger }: Owner): LedgerFinding[] {
  return faultsOfDeliveries(name, ledger.replayed).map((fault) => ({
    ...fault,
    message: `replayed: ${fault.message}`,
  }));
}

/** Undefined when the destination decided about every event of its source. */
function shareOfSource({ name, ledger }: Owner, source: SourceLedger | undefined): LedgerFinding | undefined {
  const unique = (source?.accepted ?? 0) - (source?.duplicates ?? 0);
  const decided = ledger.matched + total(ledger.filtered);
  if (decided === unique) return undefined;
  return {
    owner: name,
    kind: decided > unique ? 'more_than_unique' : 'fewer_than_unique',
    message: `${decided} events were matched or filtered, ${unique} unique events were accepted`,
  };
}

function negativeCounts(owner: string, counts: Readonly<Record<string, number>>): LedgerFinding[] {
  return Object.entries(counts)
    .filter(([, count]) => count < 0)
    .map(([name, count]) => ({ owner, kind: 'negative_count', message: `${name} is ${count}` }));
}

function named(name: string, counts: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).map(([reason, count]) => [`${name} ${reason}`, count]));
}

function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
