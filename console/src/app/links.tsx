// Links to pages, and what pages need of their address. Pages import the router from here and nowhere else.

import { getRouteApi, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';
import type { Search } from './router.tsx';

const workspace = getRouteApi('/w/$workspace');

/**
 * To a page of the workspace that is looked at: `<Link to="/w/$workspace/sources/$sourceId" params={{ sourceId }}>`.
 * The workspace is filled in, and the link of the page that is shown has `aria-current`.
 */
export const Link = workspace.Link;

/** Goes to a page as a link does: `go({ to: '/w/$workspace/sources' })`. */
export const useGo = () => workspace.useNavigate();

/** A part of the address, such as `useParam('sourceId')`. */
export function useParam(name: string): string {
  const params: Readonly<Record<string, string | undefined>> = useParams({ strict: false });
  const value = params[name];
  if (value === undefined) throw new Error(`The address of this page has no ${name}.`);
  return value;
}

export type View = Search;

/**
 * What is looked at (filters, an open row, a range of time), kept in the address: `[view, change]`. `change` keeps what it
 * does not name, and takes away what it names as undefined. With `{ isStep: true }` the back button leads back to before.
 */
export function useView(): readonly [View, (changed: View, options?: { readonly isStep?: boolean }) => void] {
  const view: View = useSearch({ strict: false });
  const navigate = useNavigate();
  const change = useCallback(
    (changed: View, { isStep = false }: { readonly isStep?: boolean } = {}) =>
      void navigate({
        to: '.',
        search: (before: View) => ({ ...before, ...changed }),
        replace: !isStep,
        resetScroll: false,
      }),
    [navigate],
  );
  return [view, change];
}
