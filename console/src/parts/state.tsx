// A state is a shape, a colour and a word; the word stays ink.

import type { ReactNode } from 'react';
import type { StateName } from './state-name.ts';

export type { StateName };

const GLYPHS = {
  ok: <circle cx="6" cy="6" r="4.5" fill="currentColor" />,
  waiting: (
    <>
      <circle cx="6" cy="6" r="4.25" stroke="currentColor" strokeWidth="1.5" />
      <path d="M6 1.75a4.25 4.25 0 0 1 0 8.5z" fill="currentColor" />
    </>
  ),
  held: <path d="M2.5 1.75h2.5v8.5H2.5zM7 1.75h2.5v8.5H7z" fill="currentColor" />,
  failed: (
    <path d="M2.25 2.25l7.5 7.5M9.75 2.25l-7.5 7.5" stroke="currentColor" strokeWidth="2.25" strokeLinecap="round" />
  ),
  off: <circle cx="6" cy="6" r="4" stroke="currentColor" strokeWidth="1.5" />,
  pass: (
    <path
      d="M1.75 6.5l2.75 2.75 5.75-6.5"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  ),
  warn: (
    <path d="M6 1.4 11.2 10.6H.8z" fill="currentColor" stroke="currentColor" strokeWidth="1" strokeLinejoin="round" />
  ),
  skip: <path d="M2 6h8" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />,
} as const satisfies Readonly<Record<StateName, ReactNode>>;

/** The colour of a tick is that of what goes well. */
const COLOURS: Partial<Record<StateName, string>> = { pass: 'ok' };

/** The shape alone: only where the word stands close by. */
export function StateGlyph({ state }: { readonly state: StateName }) {
  return (
    <svg className={`g ${COLOURS[state] ?? state}`} viewBox="0 0 12 12" fill="none" aria-hidden="true">
      {GLYPHS[state]}
    </svg>
  );
}

export function State({ state, children }: { readonly state: StateName; readonly children: ReactNode }) {
  return (
    <span className="state">
      <StateGlyph state={state} />
      <span className="cut">{children}</span>
    </span>
  );
}

export function Tag({ children }: { readonly children: ReactNode }) {
  return <span className="tag">{children}</span>;
}
