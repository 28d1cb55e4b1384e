import { reasonText, reasonTitle } from '../parts/reason.ts';
import { Num } from '../parts/number.tsx';
import { StateGlyph } from '../parts/state.tsx';
import { Table, type Column } from '../parts/table.tsx';
import { Time } from '../parts/time.tsx';
import { keyOfGroup, type Group, type GroupName } from './groups.ts';

const GLYPH: Column<Group> = { key: 'glyph', head: '', width: 20, cell: () => <StateGlyph state="failed" /> };

const REASON: Column<Group> = {
  key: 'reason',
  head: 'Reason',
  cell: ({ reason }) => (
    <>
      <b>{reasonTitle(reason)}</b> <span className="t2">{reasonText(reason)}</span>
    </>
  ),
};

const OUTCOME: Column<Group> = {
  key: 'outcome',
  head: 'Ended',
  width: 128,
  cell: ({ outcome }) => (outcome === 'discarded' ? 'refused' : 'given up'),
};

const NUMBERS: readonly Column<Group>[] = [
  { key: 'count', head: 'Events', isNumber: true, width: 88, cell: ({ count }) => <Num value={count} /> },
  { key: 'last', head: 'Last', isNumber: true, width: 200, cell: ({ last }) => <Time at={last} /> },
];

type GroupsTableProps = {
  readonly groups: readonly Group[];
  readonly chosen: GroupName | undefined;
  readonly onChoose: (group: Group) => void;
  /** Absent on the page of one destination. */
  readonly nameOf?: (destinationId: string) => string;
};

export function GroupsTable({ groups, chosen, onChoose, nameOf }: GroupsTableProps) {
  const destination: readonly Column<Group>[] =
    nameOf === undefined
      ? []
      : [{ key: 'destination', head: 'Destination', width: '24%', cell: (group) => nameOf(group.destinationId) }];
  return (
    <Table
      caption="Undelivered events by reason"
      columns={[GLYPH, REASON, OUTCOME, ...destination, ...NUMBERS]}
      rows={groups}
      keyOf={keyOfGroup}
      openKey={chosen && keyOfGroup(chosen)}
      onOpen={onChoose}
      rowHeight={32}
      isEdge
    />
  );
}
