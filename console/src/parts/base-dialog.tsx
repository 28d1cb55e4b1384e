// parts/dialog.tsx loads it.

import { Dialog as Base } from '@base-ui/react/dialog';
import type { DialogProps } from './dialog.tsx';

export default function BaseDialog({ title, says, isOpen, onClose, actions, children }: DialogProps) {
  return (
    <Base.Root open={isOpen} onOpenChange={(open) => !open && onClose?.()}>
      <Base.Portal>
        <Base.Backdrop className="scrim" />
        <Base.Popup className="dialog">
          <div>
            <Base.Title>{title}</Base.Title>
            {says !== undefined && <Base.Description className="t2">{says}</Base.Description>}
          </div>
          {children}
          <div className="acts">{actions}</div>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
