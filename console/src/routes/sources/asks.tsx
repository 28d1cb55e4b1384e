// A verb that is asked about first: the button, and the dialog that names the thing and says what follows.

import { useState, type ReactNode } from 'react';
import type { Write, WriteOperation } from '../../data/write.ts';
import { Button } from '../../parts/button.tsx';
import { Confirm } from '../../parts/dialog.tsx';
import { ErrorState } from '../../parts/error-state.tsx';
import type { IconName } from '../../parts/icon.tsx';

type AsksProps = {
  readonly verb: string;
  readonly title: string;
  readonly says: ReactNode;
  /** What has to be typed, where nothing brings it back. */
  readonly typed?: string;
  readonly icon?: IconName;
  readonly kind?: 'plain' | 'danger';
  readonly isDanger: boolean;
  /** Why it cannot be done now. */
  readonly why: string | undefined;
  readonly write: Pick<Write<WriteOperation>, 'isBusy' | 'error' | 'reset'>;
  /** True when it is done. */
  readonly onConfirm: () => Promise<boolean>;
};

export function Asks({ verb, icon, kind = 'plain', why, write, onConfirm, ...rest }: AsksProps) {
  const [isAsking, setAsking] = useState(false);
  const { isBusy, error, reset } = write;
  const close = (): void => {
    reset();
    setAsking(false);
  };
  return (
    <>
      <Button {...(icon === undefined ? {} : { icon })} kind={kind} why={why} onClick={() => setAsking(true)}>
        {verb}
      </Button>
      {isAsking && (
        <Confirm
          {...rest}
          isOpen
          verb={verb}
          isBusy={isBusy}
          onConfirm={() => void onConfirm().then((isDone) => isDone && close())}
          onClose={close}
        >
          {error !== undefined && <ErrorState error={error} />}
        </Confirm>
      )}
    </>
  );
}
