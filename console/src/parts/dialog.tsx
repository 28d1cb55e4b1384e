// A dialog names the thing in its title and says what follows. Opened from a dialog, nothing else is: no dialog on a dialog.

import { Suspense, useId, useState, type ReactNode } from 'react';
import { Button } from './button.tsx';
import { Field, TextInput } from './field.tsx';
import { lazyPart } from './part-gone.tsx';

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

const Loaded = lazyPart(() => import('./base-dialog.tsx'));

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

type FormDialogProps = {
  readonly title: string;
  readonly says?: ReactNode;
  /** The verb and the thing, as on the button that led here. */
  readonly verb: string;
  /** Why it cannot be done yet. */
  readonly why?: string | undefined;
  readonly isOpen: boolean;
  readonly isBusy?: boolean;
  readonly isDanger?: boolean;
  readonly onSubmit: () => void;
  readonly onClose: () => void;
  /** Its fields, and what went wrong. */
  readonly children?: ReactNode;
};

/** A form in a dialog: it is left by Cancel, and done by its verb or by Enter. */
export function FormDialog(props: FormDialogProps) {
  const { verb, why, isBusy = false, isDanger = false, onSubmit, children, ...rest } = props;
  const formId = useId();
  return (
    <Dialog
      {...rest}
      actions={
        <>
          <Button kind="quiet" onClick={rest.onClose}>
            Cancel
          </Button>
          <Button type="submit" form={formId} kind={isDanger ? 'danger' : 'primary'} isBusy={isBusy} why={why}>
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
          if (why === undefined && !isBusy) onSubmit();
        }}
      >
        {children}
      </form>
    </Dialog>
  );
}

type ConfirmProps = Omit<FormDialogProps, 'says' | 'why' | 'onSubmit'> & {
  readonly says: ReactNode;
  /** What has to be typed, where nothing brings it back: the number, the id. */
  readonly typed?: string;
  readonly onConfirm: () => void;
};

/** Asks before something that is not easily undone. */
export function Confirm({ typed, onConfirm, children, ...rest }: ConfirmProps) {
  const [text, setText] = useState('');
  const isTyped = typed === undefined || text.trim() === typed;
  return (
    <FormDialog {...rest} why={isTyped ? undefined : `Type ${typed} first`} onSubmit={onConfirm}>
      {typed !== undefined && (
        <Field label={`Type ${typed} to go on`}>
          <TextInput value={text} onChange={setText} autoComplete="off" spellCheck={false} />
        </Field>
      )}
      {children}
    </FormDialog>
  );
}
