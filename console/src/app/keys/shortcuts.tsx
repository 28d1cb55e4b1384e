import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { useGo } from '../links.tsx';
import { createSequence, keyOf, OWN_KEYS } from './key-press.ts';
import { focusRow } from './rows.ts';
import { GO_TO } from './shortcut-list.tsx';
import { areShortcutsOn } from './shortcut-switch.ts';

const Sheet = lazy(() => import('./shortcut-sheet.tsx'));

type ShortcutsProps = {
  readonly isSheetOpen: boolean;
  readonly onSheet: (isOpen: boolean) => void;
  readonly onSearch: () => void;
};

/** Listens for the keys of the console, and shows them when somebody asks. */
export function Shortcuts({ isSheetOpen, onSheet, onSearch }: ShortcutsProps) {
  const go = useGo();
  const does = (typed: string): boolean => {
    const page = GO_TO.get(typed.slice('g '.length));
    if (typed.startsWith('g ')) {
      if (page !== undefined) void go({ to: `/w/$workspace/${page.path}` as '/w/$workspace' });
      return page !== undefined;
    }
    if (typed === '/') onSearch();
    else if (typed === '?') onSheet(true);
    else if (typed === 'j' || typed === 'k') return focusRow(typed === 'j' ? 1 : -1);
    else if (typed === '[' || typed === ']') return stepTab(typed === ']' ? 1 : -1);
    else if (typed === 'p' || typed === 't') return activate(typed);
    else return false;
    return true;
  };
  useKeys(does);
  // Loaded when it is first asked for.
  const [wasOpen, setWasOpen] = useState(false);
  if (isSheetOpen && !wasOpen) setWasOpen(true);
  return <Suspense>{wasOpen && <Sheet isOpen={isSheetOpen} onClose={() => onSheet(false)} />}</Suspense>;
}

/**
 * A control says by `aria-keyshortcuts` which key is its own. That of the page comes before that of the head: a list that
 * can be paused, before all that is live.
 */
function activate(key: 'p' | 't'): boolean {
  const control = [...document.querySelectorAll<HTMLElement>(`[aria-keyshortcuts="${key}"]`)].at(-1);
  if (key === 'p') control?.click();
  // Of a range, the one that is chosen has the focus, and the arrows go to the others.
  else (control?.querySelector<HTMLElement>('[aria-pressed="true"]') ?? control)?.focus();
  return control !== undefined;
}

function useKeys(does: (typed: string) => boolean): void {
  const latest = useRef(does);
  useEffect(() => {
    latest.current = does;
  });
  useEffect(() => {
    const next = createSequence();
    const onKey = (event: KeyboardEvent): void => {
      const key = areShortcutsOn() && !isForAnother(event) ? keyOf(event) : undefined;
      if (key !== undefined && latest.current(next(key, performance.now()))) event.preventDefault();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
}

/** A field or an editor, also inside of a shadow root, or anything while a dialog is open. */
function isForAnother(event: KeyboardEvent): boolean {
  if (document.querySelector('[role="dialog"], [role="alertdialog"]') !== null) return true;
  return event.composedPath().some((place) => place instanceof Element && place.matches(OWN_KEYS));
}

/** Tabs are links: the one before, or after, that of this page. */
function stepTab(step: 1 | -1): boolean {
  const links = [...document.querySelectorAll<HTMLElement>('main .tabs a')];
  const here = links.findIndex((link) => link.getAttribute('aria-current') === 'page');
  const next = here === -1 ? undefined : links[here + step];
  next?.click();
  return next !== undefined;
}
