// What a plan would change, and applying it: to the workspace for which it was planned, and to no other.

import { useState } from 'react';
import { useWorkspaceId } from '../data/api.tsx';
import { useWrite } from '../data/write.ts';
import { Button } from '../parts/button.tsx';
import { Confirm } from '../parts/dialog.tsx';
import { ErrorState } from '../parts/error-state.tsx';
import { State, StateGlyph } from '../parts/state.tsx';
import { useToast } from '../parts/toast.tsx';
import { Changes } from './changes.tsx';
import { FaultList } from './fault-list.tsx';
import { changesSince, inPlanOrder, planText, type FileChange, type PlanAnswer } from './file.ts';
import type { Planned } from './use-plan.ts';

const PRECONDITION_FAILED = 412;

type PlannedViewProps = {
  readonly planned: Planned;
  readonly onApplied: () => void;
  /** Somebody else has changed the workspace since. */
  readonly onOutdated: (before: PlanAnswer) => void;
};

export function PlannedView({ planned, onApplied, onOutdated }: PlannedViewProps) {
  const { answer, before, warnings } = planned;
  const [asks, setAsks] = useState(false);
  const changes = inPlanOrder(answer.changes);
  const { added, gone } = changesSince(before?.changes ?? answer.changes, answer.changes);
  return (
    <>
      {before !== undefined && <Outdated gone={gone} />}
      {changes.length === 0 ? (
        <State state="pass">Nothing: the workspace is as the file says</State>
      ) : (
        <>
          <p>{planText(changes)}.</p>
          <FaultList faults={warnings} isWarning />
          <Changes changes={changes} added={added} />
          <div className="row">
            <Button kind="primary" onClick={() => setAsks(true)}>
              Apply {planText(changes)}
            </Button>
          </div>
          {asks && (
            <Apply planned={planned} onApplied={onApplied} onOutdated={onOutdated} onClose={() => setAsks(false)} />
          )}
        </>
      )}
    </>
  );
}

function Outdated({ gone }: { readonly gone: readonly FileChange[] }) {
  return (
    <div className="banner waiting" role="alert">
      <StateGlyph state="warn" />
      <p>
        Nothing was applied: somebody has changed the workspace since you planned this. Below is what the file would
        change now; what is different is marked. To keep what they have made, add it to the file.
        {gone.length > 0 &&
          ` Not to be done any more: ${gone
            .map(({ action, resourceType, resourceId }) => `${action} ${resourceType} ${resourceId}`)
            .join(', ')}.`}
      </p>
    </div>
  );
}

type ApplyProps = PlannedViewProps & { readonly onClose: () => void };

function Apply({ planned: { answer, file, revision }, onApplied, onOutdated, onClose }: ApplyProps) {
  const workspace = useWorkspaceId();
  const api = useWrite('POST /workspace-file/apply');
  const say = useToast();
  const isOutdated = api.error?.status === PRECONDITION_FAILED;
  const run = async (): Promise<void> => {
    const done = await api.run({ body: file, ...(revision === undefined ? {} : { ifMatch: revision }) });
    if (done === undefined) return;
    say(`Applied: ${planText(done.changes)}`);
    onApplied();
  };
  return (
    <Confirm
      isOpen
      isDanger={answer.changes.some(({ action }) => action === 'delete')}
      title={`Apply the file to ${workspace}`}
      says={`${planText(answer.changes)}. It is in use within seconds.`}
      verb={isOutdated ? 'Plan it anew' : 'Apply'}
      typed={workspace}
      isBusy={api.isBusy}
      onConfirm={() => (isOutdated ? onOutdated(answer) : void run())}
      onClose={onClose}
    >
      {isOutdated ? (
        <div className="banner waiting" role="alert">
          <StateGlyph state="warn" />
          <p>
            Nothing was applied: somebody has changed the workspace since you planned this. Plan it anew to see what the
            file would change now.
          </p>
        </div>
      ) : (
        api.error !== undefined && <ErrorState error={api.error} />
      )}
    </Confirm>
  );
}
