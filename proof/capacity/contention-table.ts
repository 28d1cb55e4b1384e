import { count, duration, markdownTable } from '../simulation/table.ts';
import { simulateContention, type Contended } from './contention.ts';
import type { Plan } from './plan.ts';

const SHARDS = [8, 16, 32, 64, 128, 256, 512];
const SECONDS = 1800;

/** What becomes of half an hour of commits for one destination, by how many shards there are. */
export function contentionTable({ flow, costs }: Pick<Plan, 'flow' | 'costs'>): string {
  const { transactionMs } = costs;
  const rows = SHARDS.map((shards): [number, number, Contended] => {
    const perSecond = flow.destinationCommits / shards;
    return [shards, perSecond, simulateContention({ perSecond, transactionMs }, SECONDS)];
  });
  return markdownTable(
    ['shards', 'transactions a second, each', 'tries refused', 'gave up', 'took at most'],
    rows.map(([shards, perSecond, { works, tries, refused, gaveUp, worstMs }]) => [
      count(shards),
      perSecond.toFixed(1),
      `${((100 * refused) / tries).toFixed(0)} %`,
      gaveUp === 0 ? `0 of ${count(works)}` : `${((100 * gaveUp) / works).toPrecision(2)} %`,
      duration(worstMs),
    ]),
  );
}
