// Tabs that are pages of their own: each is a link, so that it opens in a new window and the back button leads back. `[` and
// `]` go to the one before and the next.

import { useEffect, useRef, type ReactNode } from 'react';

/** `activeOptions` of a tab whose path begins the paths of the others, and of each whose page has a search. */
export const EXACT_TAB = { exact: true, includeSearch: false } as const;

/** `<TabLinks label="Source"><Link to="…">Overview</Link> …</TabLinks>`; the link of this page has `aria-current`. */
export function TabLinks({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  const place = useRef<HTMLElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const step = { '[': -1, ']': 1 }[event.key];
      if (step === undefined || isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
      const links = [...(place.current?.querySelectorAll('a') ?? [])];
      links[links.findIndex((link) => link.getAttribute('aria-current') === 'page') + step]?.click();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
  return (
    <nav className="tabs" aria-label={label} ref={place}>
      {children}
    </nav>
  );
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null;
}
