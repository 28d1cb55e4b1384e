import { useState } from 'react';

/** As the system has it, or always the same. */
export type Theme = 'system' | 'light' | 'dark';

const KEY = 'penstock.theme';
const NEXT: Readonly<Record<Theme, Theme>> = { system: 'light', light: 'dark', dark: 'system' };

/** The theme, and how to go to the next one. app/first-theme.js has set it before the first paint. */
export function useTheme(): readonly [Theme, () => void] {
  const [theme, setTheme] = useState<Theme>(stored);
  const next = (): void => {
    const chosen = NEXT[theme];
    const { dataset } = document.documentElement;
    if (chosen === 'system') {
      localStorage.removeItem(KEY);
      delete dataset['theme'];
    } else {
      localStorage.setItem(KEY, chosen);
      dataset['theme'] = chosen;
    }
    setTheme(chosen);
  };
  return [theme, next];
}

function stored(): Theme {
  const text = localStorage.getItem(KEY);
  return text === 'light' || text === 'dark' ? text : 'system';
}
