// Tabs that are pages of their own: each is a link, so that it opens in a new window and the back button leads back. `[` and
// `]` go to the one before and the next (app/keys).

import type { ReactNode } from 'react';

/** `activeOptions` of a tab whose path begins the paths of the others, and of each whose page has a search. */
export const EXACT_TAB = { exact: true, includeSearch: false } as const;

/** `<TabLinks label="Source"><Link to="…">Overview</Link> …</TabLinks>`; the link of this page has `aria-current`. */
export function TabLinks({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <nav className="tabs" aria-label={label}>
      {children}
    </nav>
  );
}
