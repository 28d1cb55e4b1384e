// parts/menu.tsx loads it.

import { Menu as Base } from '@base-ui/react/menu';
import { useEffect } from 'react';
import type { MenuProps } from './menu.tsx';
import { useTakenFocus, type Touched } from './when-touched.tsx';

export default function BaseMenu({ trigger, items, onOpen, startsOpen, takesFocus }: MenuProps & Touched) {
  const button = useTakenFocus({ startsOpen, takesFocus });
  useEffect(() => {
    if (startsOpen) onOpen?.(true);
    // Once: it is told of later openings by the menu.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  return (
    <Base.Root defaultOpen={startsOpen} onOpenChange={(isOpen) => onOpen?.(isOpen)}>
      <Base.Trigger ref={button} render={trigger} />
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
