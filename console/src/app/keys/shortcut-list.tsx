// Every key of the console, once: what listens and the sheet are made of it.

import { NAVIGATION } from '../navigation.tsx';

export type Shortcut = {
  /** One after the other. */
  readonly keys: readonly string[];
  readonly says: string;
  /** Another key that does the same. */
  readonly or?: string;
};

export type ShortcutGroup = { readonly name: string; readonly shortcuts: readonly Shortcut[] };

/** Pages by the key that follows a `g`. */
export const GO_TO = new Map(
  NAVIGATION.flatMap(({ entries }) => entries.map(({ goKey, path, label }) => [goKey, { path, label }] as const)),
);

export const SHORTCUTS: readonly ShortcutGroup[] = [
  {
    name: 'Everywhere',
    shortcuts: [
      { keys: ['/'], says: 'Search: any name or id' },
      { keys: ['p'], says: 'Pause what is live, and go on' },
      { keys: ['t'], says: 'Choose the range of time' },
      { keys: ['['], says: 'The tab before' },
      { keys: [']'], says: 'The next tab' },
      { keys: ['?'], says: 'These keys' },
      { keys: ['Esc'], says: 'Close what is open' },
    ],
  },
  {
    name: 'In a list',
    shortcuts: [
      { keys: ['j'], or: '↓', says: 'The next row' },
      { keys: ['k'], or: '↑', says: 'The row before' },
      { keys: ['Enter'], says: 'Open the row' },
    ],
  },
  {
    name: 'Go to',
    shortcuts: [...GO_TO].map(([key, { label }]) => ({ keys: ['g', key], says: label })),
  },
];
