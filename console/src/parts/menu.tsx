import { type ReactElement } from 'react';
import { WhenTouched } from './when-touched.tsx';
import { lazyPart } from './part-gone.tsx';

export type MenuItem = {
  readonly label: string;
  /** Grey, behind it: an id, a key. */
  readonly note?: string;
  readonly isCurrent?: boolean;
  readonly isDanger?: boolean;
  readonly onChoose: () => void;
};

export type MenuProps = {
  /** A button. */
  readonly trigger: ReactElement<Record<string, unknown>>;
  readonly items: readonly MenuItem[];
  readonly onOpen?: (isOpen: boolean) => void;
};

const Loaded = lazyPart(() => import('./base-menu.tsx'));

export function Menu(props: MenuProps) {
  return (
    <WhenTouched trigger={props.trigger} opens="menu">
      {(touched) => <Loaded {...props} {...touched} />}
    </WhenTouched>
  );
}
