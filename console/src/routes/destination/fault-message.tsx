import type { ReactNode } from 'react';
import { Button } from '../../parts/button.tsx';
import { StateGlyph } from '../../parts/state.tsx';
import type { Fault } from './fql-text.ts';

type FaultProps = {
  readonly fault: Fault;
  readonly text: string;
  readonly onRemedy: ((text: string) => void) | undefined;
};

/** Every second part stands between backquotes. */
function withCode(message: string): ReactNode[] {
  // Their order is all that tells them apart.
  return message.split('`').map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : part));
}

/** What is wrong with a filter and where, and the one click that puts it right, where that is sure. */
export function FaultMessage({ fault, text, onRemedy }: FaultProps) {
  const { from, to, message, line, character, remedy } = fault;
  return (
    <div className="banner dst-fault" role="alert">
      <StateGlyph state="failed" />
      <p>
        <b>{withCode(message)}</b>{' '}
        <span className="t3 nowrap">
          Line {line}, character {character}
        </span>
      </p>
      {remedy !== undefined && onRemedy !== undefined && (
        <Button size="small" onClick={() => onRemedy(`${text.slice(0, from)}${remedy}${text.slice(to)}`)}>
          Put it right
        </Button>
      )}
    </div>
  );
}
