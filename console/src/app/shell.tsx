import { useState, type ReactNode } from 'react';
import { CrumbsPlace } from './page.tsx';
import { SideBar } from './side-bar.tsx';
import { TopBar } from './top-bar.tsx';

/** The frame of all pages of a workspace. */
export function Shell({ children }: { readonly children: ReactNode }) {
  const [crumbs, setCrumbs] = useState<HTMLElement | null>(null);
  return (
    <div className="app">
      <a className="skip-link" href="#main">
        To the page
      </a>
      <SideBar />
      <TopBar crumbs={setCrumbs} />
      <main className="main" id="main" tabIndex={-1}>
        <CrumbsPlace value={crumbs}>{children}</CrumbsPlace>
      </main>
    </div>
  );
}
