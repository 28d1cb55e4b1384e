// One thing of a list in full, beside the list. The page keeps which one in its address, so a link opens it.

import { useEffect, useId, useRef, type ReactNode } from 'react';
import { IconButton } from './button.tsx';

type DrawerProps = {
  /** The name of the thing. */
  readonly title: ReactNode;
  /** State, exact time, id with copy. */
  readonly facts?: ReactNode;
  /** Verbs for this one. */
  readonly actions?: ReactNode;
  readonly onClose: () => void;
  readonly children: ReactNode;
};

export function Drawer({ title, facts, actions, onClose, children }: DrawerProps) {
  const titleId = useId();
  const close = useRef(onClose);
  useEffect(() => {
    close.current = onClose;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === 'Escape' && !event.defaultPrevented) close.current();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
  return (
    <section className="drawer" aria-labelledby={titleId}>
      <header>
        <div className="between">
          <h2 id={titleId} className="cut">
            {title}
          </h2>
          <IconButton icon="x" label="Close (Esc)" onClick={onClose} />
        </div>
        {facts !== undefined && <div className="sub row">{facts}</div>}
      </header>
      <div className="body" tabIndex={0} role="group" aria-labelledby={titleId}>
        {children}
      </div>
      {actions !== undefined && <footer>{actions}</footer>}
    </section>
  );
}
