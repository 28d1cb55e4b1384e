import { useState } from 'react';
import { UnsavedChanges } from '../app/unsaved-changes.tsx';
import { useMay } from '../data/api.tsx';
import { Button } from '../parts/button.tsx';
import { Editor } from '../parts/editor.tsx';
import { ErrorState } from '../parts/error-state.tsx';
import { useWhyNot } from '../parts/permission-note.tsx';
import '../workspace/workspace.css';
import { Drift } from './drift.tsx';
import { Export } from './export.tsx';
import { FaultList } from './fault-list.tsx';
import { PlannedView } from './planned.tsx';
import { usePlan, type Plan } from './use-plan.ts';

/** The workspace as one file: read it, plan another, apply that. */
export function WorkspaceFile() {
  const { may: mayAudit } = useMay('audit:read');
  const [text, setText] = useState('');
  /** What is in the workspace, or in a file of its own, already. */
  const [kept, setKept] = useState('');
  const plan = usePlan(text);
  const { planned } = plan;
  const isEdited = text.trim() !== '' && text !== kept;
  const read = (exported: string): void => {
    setText(exported);
    setKept(exported);
  };
  return (
    <div className="ws-body">
      <UnsavedChanges when={isEdited} says="The file that you have typed is not applied, and not saved anywhere." />
      <div className="file-halves">
        <section className="stack">
          <h2>The file</h2>
          <Export isEdited={isEdited} onRead={read} />
          <Edit text={text} onChange={setText} plan={plan} />
        </section>
        <section className="stack">
          <h2>What it would change</h2>
          {planned === undefined ? (
            <NoPlan />
          ) : (
            <PlannedView
              key={planned.revision}
              planned={planned}
              onApplied={() => {
                setKept(text);
                plan.forget();
              }}
              onOutdated={(before) => void plan.run(text, before)}
            />
          )}
        </section>
      </div>
      {mayAudit && (
        <section>
          <h2>Changed beside the file</h2>
          <Drift />
        </section>
      )}
    </div>
  );
}

type EditProps = { readonly text: string; readonly onChange: (text: string) => void; readonly plan: Plan };

function Edit({ text, onChange, plan: { planned, faults, error, isBusy, run } }: EditProps) {
  const whyNot = useWhyNot('workspace-file:write');
  return (
    <>
      <Editor
        label="The workspace file, as YAML or JSON"
        language="text"
        hasLineNumbers
        value={text}
        onChange={onChange}
        faults={faults.length > 0 ? faults : (planned?.warnings ?? [])}
        placeholder="Paste a file, or show it as it is now"
        minHeight={320}
        maxHeight="60vh"
      />
      <FaultList faults={faults} />
      {error !== undefined && <ErrorState error={error} />}
      <div className="row">
        <Button
          kind={planned === undefined ? 'primary' : 'plain'}
          isBusy={isBusy}
          why={whyNot ?? (text.trim() === '' ? 'It is empty' : undefined)}
          onClick={() => void run(text)}
        >
          Plan what it would change
        </Button>
      </div>
    </>
  );
}

function NoPlan() {
  return (
    <p className="t2">
      A plan changes nothing. What is not in the file would be deleted; a mark such as {'{ set: true }'} keeps a secret
      as it is.
    </p>
  );
}
