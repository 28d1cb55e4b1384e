// Tabs that are pages of their own: each is a link, so that it opens in a new window and the back button leads back.

import type { ReactNode } from 'react';

/** `<TabLinks label="Source"><Link to="…">Overview</Link> …</TabLinks>`; the link of this page has `aria-current`. */
export function TabLinks({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <nav className="tabs" aria-label={label}>
      {children}
    </nav>
  );
}
