// parts/as-command.tsx loads it.

import { Popover } from '@base-ui/react/popover';
import type { ReactElement } from 'react';
import { CodeLine } from './copyable.tsx';
import { useTakenFocus, type Touched } from './when-touched.tsx';

type CommandPopoverProps = Touched & {
  readonly trigger: ReactElement<Record<string, unknown>>;
  readonly commands: readonly string[];
};

export default function CommandPopover({ trigger, commands, startsOpen, takesFocus }: CommandPopoverProps) {
  const button = useTakenFocus({ startsOpen, takesFocus });
  return (
    <Popover.Root defaultOpen={startsOpen}>
      <Popover.Trigger ref={button} render={trigger} />
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
