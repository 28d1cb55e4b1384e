// Taking back what lets somebody in: the last column of a table, and the dialog that it opens.

import { useState, type ReactNode } from 'react';
import type { Permission } from '../../../domain/access/permissions.ts';
import type { ApiCallError } from '../../../client/call-error.ts';
import { Button } from '../parts/button.tsx';
import { Confirm } from '../parts/dialog.tsx';
import { ErrorState } from '../parts/error-state.tsx';
import { useWhyNot } from '../parts/permission-note.tsx';
import type { Column } from '../parts/table.tsx';
import { useToast } from '../parts/toast.tsx';

/** The column, for who may revoke, and the row that somebody wants to revoke. */
export function useRevoking<Row>(permission: Permission) {
  const [revoking, setRevoking] = useState<Row>();
  const whyNot = useWhyNot(permission);
  const column: Column<Row> = {
    key: 'revoke',
    head: <span className="sr">Revoke</span>,
    isNumber: true,
    width: 96,
    cell: (row) =>
      whyNot === undefined && (
        <Button kind="quiet" size="small" onClick={() => setRevoking(row)}>
          Revoke…
        </Button>
      ),
  };
  return { column, revoking, close: () => setRevoking(undefined) };
}

type RevokeProps = {
  readonly title: string;
  /** What ends, and what stays. */
  readonly says: string;
  readonly verb: string;
  /** What holds now if somebody else was first: "it does not work any more". */
  readonly gone: string;
  /** What is said when it is done. */
  readonly done: string;
  readonly write: { readonly isBusy: boolean; readonly error: ApiCallError | undefined };
  /** Undefined when it was refused. */
  readonly run: () => Promise<unknown>;
  readonly onClose: () => void;
  readonly children?: ReactNode;
};

export function Revoke({ title, says, verb, gone, done, write, run, onClose, children }: RevokeProps) {
  const say = useToast();
  const isGone = write.error?.code === 'not_found';
  const confirm = async (): Promise<void> => {
    if (!isGone) {
      if ((await run()) === undefined) return;
      say(done);
    }
    onClose();
  };
  return (
    <Confirm
      isOpen
      isDanger
      title={title}
      says={says}
      verb={isGone ? 'Close' : verb}
      isBusy={write.isBusy}
      onConfirm={() => void confirm()}
      onClose={onClose}
    >
      {children}
      {isGone ? (
        <p role="alert">Somebody else has revoked it already: {gone}.</p>
      ) : (
        write.error !== undefined && <ErrorState error={write.error} />
      )}
    </Confirm>
  );
}
