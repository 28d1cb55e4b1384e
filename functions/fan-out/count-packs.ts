import { countByReason, type Counts } from '../../domain/ledger/ledger.ts';
import { packCountsKey } from '../../domain/tables/table-keys.ts';
import type { ClaimRequest } from '../shared/packs/claims.ts';
import { FAILED, ownerOf, type Claimed } from './claim-requests.ts';
import type { FanOutDeps, IngestPack } from './fan-out.ts';

/** Counts duplicates, rejections and warnings, which have no claim of their own, once for each pack. */
export async function countPacks(
  deps: Pick<FanOutDeps, 'claims' | 'ledger'>,
  work: { batchId: string; packs: readonly IngestPack[]; isDuplicate: (owner: string) => boolean },
): Promise<Counts> {
  const countable = work.packs.flatMap(({ header }) => {
    const id = header.packId;
    const duplicates = header.events.filter((_, index) => work.isDuplicate(ownerOf(id, index))).length;
    const rejected = Object.entries(header.rejected ?? {}).map(
      ([reason, value]) => [`rejected:${reason}`, value] as const,
    );
    const warned = Object.entries(
      countByReason(
        'warned',
        header.events.flatMap(({ warning }) => warning ?? []),
      ),
    );
    const others = [...rejected, ...warned];
    return duplicates === 0 && others.length === 0 ? [] : [{ id, duplicates, others }];
  });
  const requests = countable.map(({ id }): ClaimRequest => ({ key: packCountsKey(id), owners: [id] }));
  const results = await deps.claims.claim(requests, work.batchId);
  const counts: Record<string, number> = {};
  const add = (name: string, value: number): void => {
    if (value > 0) counts[name] = (counts[name] ?? 0) + value;
  };
  for (const [index, { id, duplicates, others }] of countable.entries()) {
    const claimed = { request: { key: packCountsKey(id), owners: [id] as const }, result: results[index] ?? FAILED };
    if (!(await isCountedHere(deps, work.batchId, claimed))) continue;
    add('accepted', duplicates);
    add('duplicates', duplicates);
    for (const [name, value] of others) add(name, value);
  }
  return counts;
}

async function isCountedHere(
  deps: Pick<FanOutDeps, 'claims' | 'ledger'>,
  batchId: string,
  { request, result }: Claimed,
): Promise<boolean> {
  if (result.kind === 'fresh') return true;
  if (result.kind !== 'own') throw new Error(`${request.key} could not be claimed`);
  if ((await deps.ledger.markOf(result.batchId))?.state === 'complete') return false;
  if (await deps.claims.adopt(request.key, result.batchId, batchId)) return true;
  // TTL has deleted it, or another function counts: the pack comes again and finds out.
  throw new Error(`${request.key} was lost on the way to batch ${batchId}`);
}
