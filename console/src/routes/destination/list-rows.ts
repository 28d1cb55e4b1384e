// The rows of the list of destinations, and which of them somebody looks for.

import type { DataOf } from '../../../../client/api-client.ts';
import type { Losing } from '../shared/losing.ts';
import { stateOf, type Destination } from './state.ts';

export type Numbers = DataOf<'GET /delivery-overview'>['destinations'][number];
export type Row = Destination & {
  readonly numbers: Numbers | undefined;
  readonly losing?: Losing | undefined;
  readonly sourceName?: string;
  readonly entryName?: string | undefined;
};

export function rowsOf(all: readonly Destination[], numbers: readonly Numbers[]): Row[] {
  const byId = new Map(numbers.map((each) => [each.id, each]));
  return all.map((destination) => ({ ...destination, numbers: byId.get(destination.id) }));
}

/** Every word is in a name or an id of it, of its source or of what it is, or says how it is. */
export function isWanted(row: Omit<Row, 'numbers'>, wanted: string): boolean {
  const { id, name, sourceId, sourceName = '', kind, metadataId = '', entryName = '' } = row;
  const { word } = stateOf(row, row.losing);
  const text = [id, name, sourceId, sourceName, kind, metadataId, entryName, word].join(' ').toLowerCase();
  return wanted
    .trim()
    .toLowerCase()
    .split(/\s+/)
    .every((each) => text.includes(each));
}
