// A dialog names the thing in its title and says what follows. Opened from a dialog, nothing else is: no dialog on a dialog.

import { lazy, Suspense, useId, useState, type ReactNode } from 'react';
import { Button } from './button.tsx';
import { Field, TextInput } from './field.tsx';

export type DialogProps = {
  /** Names the thing: "Discard 1,240 events of Helpline tickets". */
  readonly title: string;
  readonly says?: ReactNode;
  readonly isOpen: boolean;
  /** Absent: it can only be left by one of its buttons. */
  readonly onClose?: () => void;
  readonly actions: ReactNode;
  readonly children?: ReactNode;
};

const Loaded = lazy(() => import('./base-dialog.tsx'));

export function Dialog(props: DialogProps) {
  // Loaded when the first one opens.
  const [wasOpen, setWasOpen] = useState(props.isOpen);
  if (props.isOpen && !wasOpen) setWasOpen(true);
  if (!wasOpen) return null;
  return (
    <Suspense>
      <Loaded {...props} />
    </Suspense>
  );
}

type ConfirmProps = {
  readonly title: string;
  readonly says: ReactNode;
  /** The verb and the thing, as on the button that led here. */
  readonly verb: string;
  /** What has to be typed, where nothing brings it back: the number, the id. */
  readonly typed?: string;
  readonly isOpen: boolean;
  readonly isBusy?: boolean;
  readonly isDanger?: boolean;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
  /** Such as the error of an attempt. */
  readonly children?: ReactNode;
};

/** Asks before something that is not easily undone. */
export function Confirm({ isDanger = false, isBusy = false, typed, onConfirm, verb, children, ...rest }: ConfirmProps) {
  const [text, setText] = useState('');
  const formId = useId();
  const isTyped = typed === undefined || text.trim() === typed;
  const submit = (): void => {
    if (isTyped && !isBusy) onConfirm();
  };
  return (
    <Dialog
      {...rest}
      actions={
        <>
          <Button kind="quiet" onClick={rest.onClose}>
            Cancel
          </Button>
          <Button
            type="submit"
            form={formId}
            kind={isDanger ? 'danger' : 'primary'}
            isBusy={isBusy}
            why={isTyped ? undefined : `Type ${typed} first`}
          >
            {verb}
          </Button>
        </>
      }
    >
      <form
        id={formId}
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        {typed !== undefined && (
          <Field label={`Type ${typed} to go on`}>
            <TextInput value={text} onChange={setText} autoComplete="off" spellCheck={false} />
          </Field>
        )}
        {children}
      </form>
    </Dialog>
  );
}
