// What opens from a button is loaded when somebody comes near the button: nobody waits for it who only reads the page.

import {
  cloneElement,
  startTransition,
  Suspense,
  useLayoutEffect,
  useRef,
  useState,
  type ReactElement,
  type ReactNode,
  type RefObject,
} from 'react';

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
  // In a transition: until what was loaded takes its place, the button stays there with the focus.
  const touch = (next: (before: Touched | undefined) => Touched): void => startTransition(() => setTouched(next));
  const near = (takesFocus: boolean) => (): void =>
    touch((before) => ({ startsOpen: false, ...before, takesFocus: takesFocus || before?.takesFocus === true }));
  const button = cloneElement(trigger, {
    'aria-haspopup': opens,
    'aria-expanded': false,
    onPointerEnter: near(false),
    onFocus: near(true),
    onClick: () => touch(() => ({ startsOpen: true, takesFocus: true })),
  });
  return <Suspense fallback={button}>{touched === undefined ? button : children(touched)}</Suspense>;
}

/** For the button that takes the place of another: the focus that was on that one, unless it has gone on since. */
export function useTakenFocus({ takesFocus, startsOpen }: Touched): RefObject<HTMLButtonElement | null> {
  const button = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => {
    if (takesFocus && !startsOpen && document.activeElement === document.body) button.current?.focus();
  }, [takesFocus, startsOpen]);
  return button;
}
