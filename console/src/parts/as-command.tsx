import { Popover } from '@base-ui/react/popover';
import { buttonClass } from './button.tsx';
import { CodeLine } from './copyable.tsx';
import { Icon } from './icon.tsx';

/** What this page shows or does, as it is typed in a shell. */
export function AsCommand({ commands }: { readonly commands: readonly string[] }) {
  return (
    <Popover.Root>
      <Popover.Trigger className={buttonClass({ kind: 'quiet', size: 'small' })}>
        <Icon name="terminal" size="small" />
        As command
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner sideOffset={4} align="end" className="layer">
          <Popover.Popup className="popup stack">
            <Popover.Title className="label">In a shell</Popover.Title>
            {commands.map((command) => (
              <CodeLine key={command} text={command} label="Copy the command" />
            ))}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
