// Two texts line by line: only what has changed, with some lines around it.

import { useMemo } from 'react';
import { textHunks, type Line } from './text-diff.ts';

const SIGNS = { same: ' ', gone: '-', new: '+' } as const;
const WORDS = { same: '', gone: 'gone: ', new: 'new: ' } as const;

type TextDifferenceProps = {
  /** What it is a text of. */
  readonly title: string;
  readonly before: string;
  readonly after: string;
};

export function TextDifference({ title, before, after }: TextDifferenceProps) {
  const hunks = useMemo(() => textHunks(before, after), [before, after]);
  const changed = hunks.flat().filter(({ kind }) => kind !== 'same').length;
  return (
    <section aria-label={title}>
      <div className="between">
        <h3>{title}</h3>
        <span className="label t2">
          {changed} {changed === 1 ? 'line is' : 'lines are'} different
        </span>
      </div>
      {hunks.map((hunk) => (
        <div key={hunk[0]?.number} className="hunk" tabIndex={0} role="group" aria-label="Lines">
          {hunk.map((line) => (
            <OneLine key={`${line.kind}${line.number}`} {...line} />
          ))}
        </div>
      ))}
    </section>
  );
}

function OneLine({ kind, number, text }: Line) {
  return (
    <div className={`text-line ${kind}`}>
      <span className="number">{number}</span>
      <span aria-hidden="true">{SIGNS[kind]}</span>
      <span>
        <span className="sr">{WORDS[kind]}</span>
        {text}
      </span>
    </div>
  );
}
