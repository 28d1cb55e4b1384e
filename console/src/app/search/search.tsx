import { lazy, Suspense, useState } from 'react';
import { Icon } from '../../parts/icon.tsx';

const Loaded = lazy(() => import('./search-dialog.tsx'));

type SearchProps = { readonly isOpen: boolean; readonly onOpen: (isOpen: boolean) => void };

/** In the head of every page: to anything by its name or its id. */
export function Search({ isOpen, onOpen }: SearchProps) {
  // Loaded when somebody comes near.
  const [isNear, setNear] = useState(false);
  const near = (): void => setNear(true);
  return (
    <>
      <button
        type="button"
        className="search"
        aria-haspopup="dialog"
        aria-keyshortcuts="/"
        onPointerEnter={near}
        onFocus={near}
        onClick={() => onOpen(true)}
      >
        <Icon name="search" size="small" />
        <span className="cut">Search names and ids</span>
        <kbd aria-hidden="true">/</kbd>
      </button>
      <Suspense>{(isNear || isOpen) && <Loaded isOpen={isOpen} onOpen={onOpen} />}</Suspense>
    </>
  );
}
