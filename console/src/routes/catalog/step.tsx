import type { ReactNode } from 'react';
import { Button } from '../../parts/button.tsx';
import { StateGlyph } from '../../parts/state.tsx';
import css from './catalog.module.css';

type StepProps = {
  readonly number: number;
  readonly title: string;
  readonly isCurrent?: boolean;
  /** Whether it can be done now, which also one after the current one can. @default isCurrent */
  readonly isOpen?: boolean;
  /** What came of it. */
  readonly done?: string | undefined;
  readonly onAgain?: () => void;
  readonly children?: ReactNode;
};

export function Step(props: StepProps) {
  const { number, title, isCurrent = false, isOpen = isCurrent, done, onAgain, children } = props;
  return (
    <li className={css['step']} aria-current={isCurrent ? 'step' : undefined}>
      <span className={css['number']} aria-hidden="true">
        {number}
      </span>
      <div>
        <div className={css['title']}>
          <h2>{title}</h2>
          {done !== undefined && (
            <span className="state label">
              <StateGlyph state="pass" />
              <span className="cut">{done}</span>
            </span>
          )}
          {done !== undefined && onAgain !== undefined && (
            <Button kind="quiet" size="small" onClick={onAgain}>
              Change<span className="sr"> the {title.toLowerCase()}</span>
            </Button>
          )}
        </div>
        {isOpen && children}
      </div>
    </li>
  );
}
