// The frame of every page: title, facts, actions and tabs on one left edge, and where it is in the head of the console.

import { createContext, use, useEffect, type ReactNode } from 'react';
import { createPortal } from 'react-dom';
import { Icon } from '../parts/icon.tsx';

/** Where the head shows the way to the page. */
export const CrumbsPlace = createContext<HTMLElement | null>(null);

type PageProps = {
  /** The one title, such as the name of the source. */
  readonly title: string;
  /** What of it this page shows, such as its filter; the title stays that of the thing. */
  readonly part?: string | undefined;
  /** Links of the pages above this one, outermost first. The title is added. */
  readonly crumbs?: readonly ReactNode[];
  /** Beside the title: a tag, a state. */
  readonly beside?: ReactNode;
  /** One line of facts below the title. */
  readonly sub?: ReactNode;
  /** Verbs for all of the page; one of them is primary at most. */
  readonly actions?: ReactNode;
  readonly tabs?: ReactNode;
  /** Fills the height, and its parts scroll by themselves: for split pages. */
  readonly isSplit?: boolean;
  readonly children: ReactNode;
};

export function Page({ title, part, crumbs = [], beside, sub, actions, tabs, isSplit = false, children }: PageProps) {
  useEffect(() => {
    document.title = `${part === undefined ? title : `${part} of ${title}`} · Penstock`;
  }, [title, part]);
  return (
    <div className={isSplit ? 'page split' : 'page'}>
      <Crumbs crumbs={[...crumbs, title, ...(part === undefined ? [] : [part])]} />
      <header className="page-head">
        <div className="titles">
          <h1>
            <span className="cut">{title}</span>
            {beside}
          </h1>
          {sub !== undefined && <div className="sub">{sub}</div>}
        </div>
        {actions !== undefined && <div className="actions">{actions}</div>}
      </header>
      {tabs}
      {children}
    </div>
  );
}

function Crumbs({ crumbs }: { readonly crumbs: readonly ReactNode[] }) {
  const place = use(CrumbsPlace);
  if (place === null) return null;
  const last = crumbs.length - 1;
  const shown = crumbs.map((crumb, index) => (
    // Their order is all that tells them apart.
    <li key={index} className="row" aria-current={index === last ? 'page' : undefined}>
      {index > 0 && <Icon name="chevron-right" />}
      <span className="cut">{crumb}</span>
    </li>
  ));
  return createPortal(shown, place);
}
