import { reasonText, reasonTitle } from '../parts/reason.ts';
import { Num } from '../parts/number.tsx';
import { StateGlyph } from '../parts/state.tsx';
import { Table, type Column } from '../parts/table.tsx';
import { ExactTime } from '../parts/time.tsx';
import { keyOfGroup, type Group, type GroupName } from './groups.ts';

const REASON: Column<Group> = {
  key: 'reason',
  head: 'Reason',
  cell: ({ reason, outcome }) => (
    <>
      <StateGlyph state="failed" /> <b>{reasonTitle(reason)}</b>{' '}
      <span className="t2">
        {reasonText(reason)}
        {outcome === 'dead-lettered' && ', given up'}
      </span>
    </>
  ),
};

const NUMBERS: readonly Column<Group>[] = [
  { key: 'count', head: 'Events', isNumber: true, width: 88, cell: ({ count }) => <Num value={count} /> },
  { key: 'last', head: 'Last', isNumber: true, width: 184, cell: ({ last }) => <ExactTime at={last} /> },
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
      : [{ key: 'destination', head: 'Destination', width: '22%', cell: (group) => nameOf(group.destinationId) }];
  return (
    <Table
      caption="Undelivered events by reason"
      columns={[REASON, ...destination, ...NUMBERS]}
      rows={groups}
      keyOf={keyOfGroup}
      openKey={chosen && keyOfGroup(chosen)}
      onOpen={onChoose}
      rowHeight={32}
      isEdge
    />
  );
}
