// parts/as-command.tsx loads it.

import { Popover } from '@base-ui/react/popover';
import { useEffect, useRef, type ReactElement } from 'react';
import { CodeLine } from './copyable.tsx';
import type { Touched } from './when-touched.tsx';

type CommandPopoverProps = Touched & {
  readonly trigger: ReactElement<Record<string, unknown>>;
  readonly commands: readonly string[];
};

export default function CommandPopover({ trigger, commands, startsOpen, takesFocus }: CommandPopoverProps) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (takesFocus && !startsOpen) button.current?.focus();
  }, [takesFocus, startsOpen]);
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
