// What opens from a button is loaded when somebody comes near the button: nobody waits for it who only reads the page.

import { cloneElement, Suspense, useState, type ReactElement, type ReactNode } from 'react';

export type Touched = {
  /** It was clicked before it was there, so it opens at once. */
  readonly startsOpen: boolean;
  /** The button had the focus, which goes on to the one that takes its place. */
  readonly takesFocus: boolean;
};

type WhenTouchedProps = {
  /** A button. */
  readonly trigger: ReactElement<Record<string, unknown>>;
  readonly opens: 'menu' | 'dialog';
  readonly children: (touched: Touched) => ReactNode;
};

export function WhenTouched({ trigger, opens, children }: WhenTouchedProps) {
  const [touched, setTouched] = useState<Touched>();
  const near = (takesFocus: boolean) => (): void =>
    setTouched((before) => ({ startsOpen: false, ...before, takesFocus: takesFocus || before?.takesFocus === true }));
  const button = cloneElement(trigger, {
    'aria-haspopup': opens,
    'aria-expanded': false,
    onPointerEnter: near(false),
    onFocus: near(true),
    onClick: () => setTouched({ startsOpen: true, takesFocus: true }),
  });
  if (touched === undefined) return button;
  return <Suspense fallback={button}>{children(touched)}</Suspense>;
}
