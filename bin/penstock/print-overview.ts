import type { DataOf } from '../../client/api-client.ts';
import { addCounts } from '../../domain/ledger/ledger.ts';
import { stateOf } from './destinations.ts';
import type { Column, Output } from './output.ts';
import { reasonsOf, total, type Counts } from './reasons.ts';

/** `unattributed`: for operators only, because an unknown write key belongs to no workspace. */
export type Overview = Omit<DataOf<'GET /delivery-overview'>, 'pagination'> & {
  readonly unattributed?: { readonly rejected: Counts } | undefined;
};

type Destination = Overview['destinations'][number];

const number = (name: string): Column => ({ name, align: 'right' });

/** What became of all events, on one screen: a row for each source and destination, and below it why. */
export function printOverview(out: Output, { generatedAt, sources, destinations, unattributed }: Overview): void {
  out.line(`What became of events, ${generatedAt.slice(0, 19).replace('T', ' ')} UTC\n`);
  out.table(
    ['SOURCE', ...['ACCEPTED', 'DUPLICATES', 'REJECTED'].map(number)],
    sources.map(({ id, accepted, duplicates, rejected }) => [id, accepted, duplicates, total(rejected)]),
  );
  for (const { id, rejected, warned } of sources) {
    printReasons(out, { id, of: 'rejected', counts: rejected });
    printReasons(out, { id, of: 'accepted with a warning', counts: warned });
  }
  out.line();
  if (destinations.length === 0) out.line('There are no destinations.');
  else printDestinations(out, destinations);
  const unknown = total(unattributed?.rejected ?? {});
  if (unknown > 0) {
    out.line(`\n! ${unknown} events came with a write key that nobody has (unknown or revoked). They were dropped.`);
  }
}

function printDestinations(out: Output, destinations: readonly Destination[]): void {
  out.table(
    [
      ...['DESTINATION', 'SOURCE'],
      ...['MATCHED', 'FILTERED', 'DELIVERED', 'WAITING', 'HELD', 'UNDELIVERED'].map(number),
      'STATE',
    ],
    destinations.flatMap((destination) => {
      const { id, sourceId, subscriptions = [] } = destination;
      return [
        [id, sourceId, ...numbersOf(destination), stateOf(destination)],
        ...subscriptions.map((each) => [
          ...[`  ${each.id}`, '', ...numbersOf(each)],
          each.removed === true ? 'removed' : '',
        ]),
      ];
    }),
  );
  for (const { id, filtered, filteredByFunction = {}, discarded, deadLettered, replayed, notice } of destinations) {
    printReasons(out, { id, of: 'filtered', counts: filtered });
    printReasons(out, { id, of: 'filtered by function', counts: filteredByFunction });
    printReasons(out, { id, of: 'discarded', counts: discarded });
    printReasons(out, { id, of: 'dead-lettered', counts: deadLettered });
    if (replayed.matched > 0) {
      const lost = addCounts(replayed.discarded, replayed.deadLettered);
      const reasons = total(lost) === 0 ? '' : `, undelivered ${reasonsOf(lost)}`;
      out.line(`  ${id}: replayed ${replayed.matched}, of them delivered ${replayed.delivered}${reasons}`);
    }
    if (notice !== undefined) out.line(`! ${id}: ${notice}`);
  }
}

type Counted = Omit<NonNullable<Destination['subscriptions']>[number], 'id' | 'removed'>;

function numbersOf(counted: Counted): number[] {
  const { matched, delivered, waiting, held, discarded, deadLettered } = counted;
  return [matched, filteredIn(counted), delivered, waiting, held, total(discarded) + total(deadLettered)];
}

/** By the filter, and by code of the customer or partner. */
const filteredIn = ({ filtered, filteredByFunction = {} }: Counted): number =>
  total(filtered) + total(filteredByFunction);

function printReasons(out: Output, { id, of, counts }: { id: string; of: string; counts: Counts }): void {
  if (total(counts) > 0) out.line(`  ${id}: ${of} ${reasonsOf(counts)}`);
}
