import { useBlocker } from '@tanstack/react-router';
import { Button } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';

type UnsavedProps = {
  readonly when: boolean;
  /** What would be lost: "Acme CRM has changes that are not saved." */
  readonly says?: string;
};

/** Asks before somebody leaves a page on which something was typed. */
export function UnsavedChanges({ when, says = 'What you have changed here is not saved.' }: UnsavedProps) {
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: ({ current, next }) => when && current.pathname !== next.pathname,
    enableBeforeUnload: () => when,
    withResolver: true,
  });
  if (status !== 'blocked') return null;
  return (
    <Dialog
      title="Leave this page?"
      says={says}
      isOpen
      onClose={reset}
      actions={
        <>
          <Button kind="quiet" onClick={proceed}>
            Leave without saving
          </Button>
          <Button kind="primary" onClick={reset}>
            Stay
          </Button>
        </>
      }
    />
  );
}
