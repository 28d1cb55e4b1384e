// A table of any length: only the rows that are seen exist, and whoever reads it otherwise is told how many there are.
// The arrows walk over the rows (and j and k, app/keys), Enter opens one.

import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef, type KeyboardEvent, type ReactNode } from 'react';

export type Column<Row> = {
  readonly key: string;
  readonly head: ReactNode;
  /** Numbers stand right. */
  readonly isNumber?: boolean;
  /** In pixels, or a share such as `30%`. @default what is left */
  readonly width?: number | string;
  readonly cell: (row: Row) => ReactNode;
};

type TableProps<Row> = {
  /** What it is a table of; not seen. */
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  /** The key of the row whose detail is open. */
  readonly openKey?: string | undefined;
  readonly onOpen?: (row: Row) => void;
  /** How many there are in all, if that is known and more are to come. */
  readonly total?: number;
  readonly rowHeight?: 32 | 40;
  /** In a split page rows reach to both edges of their region. */
  readonly isEdge?: boolean;
  /** Below the last row: a button for more, what is left out. */
  readonly foot?: ReactNode;
  /** Fills its region and scrolls by itself; else it is as high as its rows. @default for more than 50 rows */
  readonly height?: number | string;
};

/** Fewer are simply all there. */
const VIRTUAL_FROM = 50;
const OVERSCAN = 2;
const DEFAULT_HEIGHT = '70vh';

export function Table<Row>(props: TableProps<Row>) {
  const { caption, columns, rows, rowHeight = 40, isEdge = false, total, foot } = props;
  const isVirtual = props.height !== undefined || rows.length > VIRTUAL_FROM;
  const place = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => place.current,
    estimateSize: () => rowHeight,
    overscan: OVERSCAN,
    enabled: isVirtual,
  });
  const seen = isVirtual ? virtual.getVirtualItems().map(({ index }) => index) : [...rows.keys()];
  const before = (seen[0] ?? 0) * rowHeight;
  const after = (rows.length - 1 - (seen.at(-1) ?? -1)) * rowHeight;
  const classes = [rowHeight === 32 ? 'dense' : '', isEdge ? 'edge' : '', props.onOpen ? 'hover' : ''].join(' ');
  return (
    <div
      ref={place}
      className={isVirtual ? 'scroller' : 'wide'}
      style={isVirtual ? { height: props.height ?? DEFAULT_HEIGHT } : undefined}
      tabIndex={isVirtual && props.onOpen === undefined ? 0 : undefined}
    >
      <table className={classes} aria-rowcount={Math.max(total ?? 0, rows.length) + 1}>
        <caption className="sr">{caption}</caption>
        <Head columns={columns} />
        <tbody onKeyDown={onRowKey}>
          {before > 0 && <Spacer height={before} columns={columns.length} />}
          {seen.map((index) => (
            <BodyRow key={keyAt(props, index)} {...props} index={index} isFirst={index === seen[0]} />
          ))}
          {isVirtual && after > 0 && <Spacer height={after} columns={columns.length} />}
        </tbody>
      </table>
      {foot}
    </div>
  );
}

function keyAt<Row>({ rows, keyOf }: TableProps<Row>, index: number): string {
  const row = rows[index];
  return row === undefined ? String(index) : keyOf(row);
}

function Head<Row>({ columns }: Pick<TableProps<Row>, 'columns'>) {
  return (
    <thead>
      <tr aria-rowindex={1}>
        {columns.map(({ key, head, isNumber, width }) => (
          <th key={key} scope="col" className={isNumber === true ? 'num' : undefined} style={{ width }}>
            {head}
          </th>
        ))}
      </tr>
    </thead>
  );
}

type BodyRowProps<Row> = TableProps<Row> & { readonly index: number; readonly isFirst: boolean };

function BodyRow<Row>({ rows, columns, keyOf, openKey, onOpen, index, isFirst }: BodyRowProps<Row>) {
  const row = rows[index];
  if (row === undefined) return null;
  const isOpen = openKey !== undefined && keyOf(row) === openKey;
  const opening = onOpen && {
    // One row is reached by Tab, the others from there.
    tabIndex: isOpen || (openKey === undefined && isFirst) ? 0 : -1,
    'data-row': true,
    onClick: () => onOpen(row),
  };
  return (
    <tr
      aria-rowindex={index + 2}
      aria-current={isOpen ? true : undefined}
      className={isOpen ? 'sel' : undefined}
      {...opening}
    >
      {columns.map(({ key, isNumber, cell }) => (
        <td key={key} className={isNumber === true ? 'num' : undefined}>
          {cell(row)}
        </td>
      ))}
    </tr>
  );
}

function Spacer({ height, columns }: { readonly height: number; readonly columns: number }) {
  return (
    <tr aria-hidden="true" className="spacer">
      <td colSpan={columns} style={{ height }} />
    </tr>
  );
}

const STEPS: Readonly<Record<string, 'nextElementSibling' | 'previousElementSibling'>> = {
  ArrowDown: 'nextElementSibling',
  ArrowUp: 'previousElementSibling',
};

/** Keys of the row that has the focus; those inside of a field or a button are theirs. */
function onRowKey(event: KeyboardEvent<HTMLElement>): void {
  const { target, key } = event;
  if (!(target instanceof HTMLElement) || target.dataset['row'] === undefined) return;
  if (key === 'Enter' || key === ' ') {
    event.preventDefault();
    target.click();
    return;
  }
  const step = STEPS[key];
  const next = step === undefined ? null : target[step];
  if (!(next instanceof HTMLElement) || next.dataset['row'] === undefined) return;
  event.preventDefault();
  next.focus();
}
