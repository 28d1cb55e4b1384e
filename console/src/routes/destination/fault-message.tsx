import type { ReactNode } from 'react';
import { Button } from '../../parts/button.tsx';
import { StateGlyph } from '../../parts/state.tsx';
import type { Fault } from './fql-text.ts';

type FaultProps = {
  readonly fault: Fault;
  /** The filter can be used all the same. */
  readonly isHint?: boolean;
  readonly text: string;
  readonly onRemedy: ((text: string) => void) | undefined;
};

/** Every second part stands between backquotes. */
function withCode(message: string): ReactNode[] {
  // Their order is all that tells them apart.
  return message.split('`').map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : part));
}

/** What is wrong with a filter, or most likely not meant, and where; and the one click that puts it right. */
export function FaultMessage({ fault, isHint = false, text, onRemedy }: FaultProps) {
  const { from, to, message, line, character, remedy } = fault;
  return (
    <div className={`banner dst-fault${isHint ? ' waiting' : ''}`} role={isHint ? 'status' : 'alert'}>
      <StateGlyph state={isHint ? 'warn' : 'failed'} />
      <p>
        {isHint ? withCode(message) : <b>{withCode(message)}</b>}{' '}
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
