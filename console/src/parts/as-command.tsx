import { buttonClass } from './button.tsx';
import { Icon } from './icon.tsx';
import { WhenTouched } from './when-touched.tsx';
import { lazyPart } from './part-gone.tsx';

const Loaded = lazyPart(() => import('./command-popover.tsx'));

/** What this page shows or does, as it is typed in a shell. */
export function AsCommand({ commands }: { readonly commands: readonly string[] }) {
  const trigger = (
    <button type="button" className={buttonClass({ kind: 'quiet', size: 'small' })}>
      <Icon name="terminal" size="small" />
      As command
    </button>
  );
  return (
    <WhenTouched trigger={trigger} opens="dialog">
      {(touched) => <Loaded trigger={trigger} commands={commands} {...touched} />}
    </WhenTouched>
  );
}
