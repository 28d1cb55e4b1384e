// app/keys/shortcuts.tsx loads it.

import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Check } from '../../parts/field.tsx';
import { SHORTCUTS, type Shortcut } from './shortcut-list.tsx';
import { switchShortcuts, useShortcutsOn } from './shortcut-switch.ts';
import './shortcut-sheet.css';

type SheetProps = { readonly isOpen: boolean; readonly onClose: () => void };

export default function ShortcutSheet({ isOpen, onClose }: SheetProps) {
  const isOn = useShortcutsOn();
  return (
    <Dialog
      title="Keys"
      says="They are for the page: in fields and editors, and with Ctrl, Alt or ⌘, they do what they do there."
      isOpen={isOpen}
      onClose={onClose}
      actions={<Button onClick={onClose}>Close</Button>}
    >
      <Check checked={isOn} onChange={switchShortcuts}>
        Single keys do something. Switch this off if keys are pressed by chance or by speech.
      </Check>
      <div className="keysheet" data-off={isOn ? undefined : true}>
        {SHORTCUTS.map(({ name, shortcuts }) => (
          <section key={name}>
            <h3>{name}</h3>
            <dl>
              {shortcuts.map((shortcut) => (
                <Row key={shortcut.says} {...shortcut} />
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}

function Row({ keys, or, says }: Shortcut) {
  return (
    <div>
      <dt>
        {keys.map((key) => (
          <kbd key={key}>{key}</kbd>
        ))}
        {or !== undefined && (
          <>
            {' '}
            or <kbd>{or}</kbd>
          </>
        )}
      </dt>
      <dd>{says}</dd>
    </div>
  );
}
