// Rows that come in while one looks, newest first, with the detail of one beside them. What is read does not move.

import { useState, type ReactNode } from 'react';
import { Table, type Column } from '../../parts/table.tsx';

type Keyed = { readonly key: string };
type Tailed<Row> = { readonly items: readonly Row[]; readonly seen: number };

export type Holding = {
  /** While it is held, rows stay where they are, and new ones wait. */
  readonly isHeld: boolean;
  /** How many came since it is held. */
  readonly fresh: number;
  readonly onHold: (isHeld: boolean) => void;
};

type LiveRowsProps<Row extends Keyed> = {
  readonly tail: Tailed<Row>;
  readonly isAskedFor: (row: Row) => boolean;
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  /** What has room beside the drawer. */
  readonly columnsBeside: readonly Column<Row>[];
  readonly tools: (holding: Holding, rows: readonly Row[]) => ReactNode;
  readonly nothing: (isFiltered: boolean) => ReactNode;
  readonly drawer: (open: Row, onClose: () => void) => ReactNode;
};

export function LiveRows<Row extends Keyed>(props: LiveRowsProps<Row>) {
  const { tail, isAskedFor, caption, columns, columnsBeside, tools, nothing, drawer } = props;
  const [held, setHeld] = useState<Tailed<Row>>();
  const [openKey, setOpenKey] = useState<string>();
  const hold = (): void => setHeld((before) => before ?? { items: tail.items, seen: tail.seen });
  const shown = held ?? tail;
  const rows = shown.items.filter(isAskedFor);
  const open = rows.find(({ key }) => key === openKey);
  const onHold = (isHeld: boolean): void => (isHeld ? hold() : setHeld(undefined));
  return (
    <div className="debugger">
      {tools({ isHeld: held !== undefined, fresh: tail.seen - shown.seen, onHold }, rows)}
      <div
        className={open === undefined ? 'region' : 'region has-drawer'}
        onScrollCapture={({ target }) => {
          // Who has scrolled down reads there.
          if (target instanceof HTMLElement && target.scrollTop > 0) hold();
        }}
      >
        {rows.length === 0 ? (
          nothing(shown.items.length > 0)
        ) : (
          <Table
            caption={caption}
            columns={open === undefined ? columns : columnsBeside}
            rows={rows}
            keyOf={({ key }) => key}
            openKey={open?.key}
            onOpen={({ key }) => {
              hold();
              setOpenKey(key);
            }}
            rowHeight={32}
            isEdge
            height="100%"
          />
        )}
        {open !== undefined && drawer(open, () => setOpenKey(undefined))}
      </div>
    </div>
  );
}
