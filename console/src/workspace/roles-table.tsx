import { ROLES, type Role } from '../../../domain/access/permissions.ts';
import { StateGlyph } from '../parts/state.tsx';
import { Table, type Column } from '../parts/table.tsx';
import { DEEDS, may } from './roles.ts';

type Deed = (typeof DEEDS)[number];

const columnOf = (role: Role): Column<Deed> => ({
  key: role,
  head: role,
  width: 88,
  cell: ([permission]) =>
    may(role, permission) ? (
      <>
        <StateGlyph state="pass" />
        <span className="sr">yes</span>
      </>
    ) : (
      <span className="zero">
        –<span className="sr"> no</span>
      </span>
    ),
});

const COLUMNS: readonly Column<Deed>[] = [
  { key: 'deed', head: 'May', cell: ([, words]) => words },
  ...ROLES.map(columnOf),
];

export function RolesTable() {
  return (
    <Table
      caption="What each role may do"
      columns={COLUMNS}
      rows={DEEDS}
      keyOf={([permission]) => permission}
      rowHeight={32}
    />
  );
}
