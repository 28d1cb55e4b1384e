// Whether single keys do something (app/keys). Whoever speaks to the computer, or hits keys by chance, switches them off on
// this browser (WCAG 2.1.4).

import { useSyncExternalStore } from 'react';

const STORED = 'penstock.shortcuts';
const listeners = new Set<() => void>();

export const areShortcutsOn = (): boolean => localStorage.getItem(STORED) !== 'off';

export function switchShortcuts(isOn: boolean): void {
  if (isOn) localStorage.removeItem(STORED);
  else localStorage.setItem(STORED, 'off');
  for (const listener of listeners) listener();
}

export const useShortcutsOn = (): boolean => useSyncExternalStore(subscribe, areShortcutsOn);

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
