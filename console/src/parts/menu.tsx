import { Menu as Base } from '@base-ui/react/menu';
import type { ReactElement } from 'react';

export type MenuItem = {
  readonly label: string;
  /** Grey, behind it: an id, a key. */
  readonly note?: string;
  readonly isCurrent?: boolean;
  readonly isDanger?: boolean;
  readonly onChoose: () => void;
};

type MenuProps = {
  /** A button. */
  readonly trigger: ReactElement<Record<string, unknown>>;
  /** A rule is drawn between one list and the next. */
  readonly items: readonly MenuItem[];
  readonly onOpen?: (isOpen: boolean) => void;
};

export function Menu({ trigger, items, onOpen }: MenuProps) {
  return (
    <Base.Root onOpenChange={(isOpen) => onOpen?.(isOpen)}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner sideOffset={4} align="start" className="layer">
          <Base.Popup className="menu">
            {items.map(({ label, note, isCurrent, isDanger, onChoose }) => (
              <Base.Item
                key={`${label} ${note ?? ''}`}
                className={isDanger === true ? 'danger' : ''}
                aria-current={isCurrent === true ? true : undefined}
                onClick={onChoose}
              >
                <span className="cut">{label}</span>
                {note !== undefined && <span className="t3 push cut">{note}</span>}
              </Base.Item>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
