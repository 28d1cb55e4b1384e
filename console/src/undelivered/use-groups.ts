import { useMemo, useState } from 'react';
import { isSame } from '../../../domain/base/differences.ts';
import { useList, type Read } from '../data/read.ts';
import { inOrder, joinGroups, keyOfGroup, type Group, type UndeliveredState } from './groups.ts';

const EVERY_MS = 5000;

export type GroupQuery = {
  readonly destinationId: string | undefined;
  readonly state: UndeliveredState;
  readonly from: string | undefined;
};

/** The groups, told anew every few seconds; a row stays where it was. */
export function useGroups({ destinationId, state, from }: GroupQuery): Read<readonly Group[]> {
  const query = { destinationId, state, from };
  const read = useList('GET /undelivered-events/summary', { query }, { every: EVERY_MS });
  const { data } = read;
  const name = JSON.stringify(query);
  const [placed, setPlaced] = useState<{ readonly name: string; readonly order: readonly string[] }>({
    name,
    order: [],
  });
  const groups = useMemo(
    () => data && inOrder(joinGroups(data), placed.name === name ? placed.order : []),
    [data, name, placed],
  );
  const order = groups?.map(keyOfGroup) ?? [];
  if (placed.name !== name || !isSame(order, placed.order)) setPlaced({ name, order });
  return { ...read, data: groups };
}
