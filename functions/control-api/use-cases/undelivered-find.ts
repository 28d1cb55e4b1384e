import {
  isAddressed,
  parseUndeliveredId,
  readUndeliveredLine,
  statesOf,
  type UndeliveredItem,
} from '../../../domain/delivery/undelivered.ts';
import { apiError, type ApiError } from '../http/api-error.ts';
import type { Match, ScanDeps } from './undelivered-scan.ts';

export type Find = {
  /** The event with this id and its record. Throws `ApiError` when there is none. */
  one(id: string): Promise<Match>;
  /** The same for many, without their records. */
  many(ids: readonly string[]): Promise<readonly Match[]>;
};

export function createFind(deps: ScanDeps): Find {
  const find = async (id: string): Promise<Match> => {
    const address = parseUndeliveredId(id);
    if (address === undefined) throw unknownId(id);
    const { destinationId, endedAt, position } = address;
    // Item keys begin with the time and `#`, which is followed by `$` in ASCII.
    const range = { destinationId, from: `${endedAt}#`, to: `${endedAt}$`, onlyOpen: false };
    const found: UndeliveredItem[] = [];
    for await (const item of deps.query(range)) if (isAddressed(item, address)) found.push(item);
    const [item, another] = found;
    if (item === undefined) throw unknownId(id);
    if (another !== undefined) throw apiError('ambiguous_id', { id });
    return toMatch(item, position);
  };
  return {
    async one(id) {
      const match = await find(id);
      const line = (await deps.lines(match.item))?.[match.position];
      return line === undefined ? match : { ...match, record: readUndeliveredLine(line) };
    },
    many: (ids) => Promise.all([...new Set(ids)].map(find)),
  };
}

function toMatch(item: UndeliveredItem, position: number): Match {
  const { state, at } = statesOf(item)[position] ?? { state: 'open' };
  return { item, position, state, ...(at === undefined ? {} : { resolvedAt: at }) };
}

function unknownId(id: string): ApiError {
  return apiError('not_found.undelivered', { id: id.slice(0, 200) });
}
