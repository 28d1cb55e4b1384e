import { useState } from 'react';
import '../workspace/workspace.css';
import { useMay, useWorkspaceId } from '../data/api.tsx';
import { problemsOf, useWrite } from '../data/write.ts';
import { Button } from '../parts/button.tsx';
import { Confirm } from '../parts/dialog.tsx';
import { Editor } from '../parts/editor.tsx';
import { ErrorState } from '../parts/error-state.tsx';
import { useWhyNot } from '../parts/permission-note.tsx';
import { State } from '../parts/state.tsx';
import { useToast } from '../parts/toast.tsx';
import { Changes } from './changes.tsx';
import { Drift } from './drift.tsx';
import { Export } from './export.tsx';
import { inPlanOrder, planText, readFile, type PlanAnswer } from './file.ts';

type Planned = { readonly text: string; readonly file: object; readonly answer: PlanAnswer };

/** The workspace as one file: read it, plan another, apply that. */
export function WorkspaceFile() {
  const plan = useWrite('POST /workspace-file/plan');
  const whyNot = useWhyNot('workspace-file:write');
  const { may: mayAudit } = useMay('audit:read');
  const [text, setText] = useState('');
  const [fault, setFault] = useState<string>();
  const [planned, setPlanned] = useState<Planned>();
  const isPlanned = planned?.text === text;
  const run = async (): Promise<void> => {
    setPlanned(undefined);
    const read = readFile(text);
    setFault('fault' in read ? read.fault : undefined);
    if ('fault' in read) return;
    const answer = await plan.run({ body: read.file });
    if (answer !== undefined) setPlanned({ text, file: read.file, answer });
  };
  return (
    <div className="ws-body">
      <div className="file-halves">
        <section className="stack">
          <h2>The file</h2>
          <Export onRead={setText} />
          <Editor
            label="The workspace file, as YAML or JSON"
            language="text"
            value={text}
            onChange={setText}
            placeholder="Paste a file, or show it as it is now"
            minHeight={320}
            maxHeight="60vh"
          />
          {fault !== undefined && <p role="alert">It cannot be read: {fault}</p>}
          {plan.error !== undefined && <Refused error={plan.error} />}
          <div className="row">
            <Button
              kind={isPlanned ? 'plain' : 'primary'}
              isBusy={plan.isBusy}
              why={whyNot ?? (text.trim() === '' ? 'It is empty' : undefined)}
              onClick={() => void run()}
            >
              Plan what it would change
            </Button>
          </div>
        </section>
        <section className="stack">
          <h2>What it would change</h2>
          {isPlanned ? <Plan planned={planned} onApplied={() => setPlanned(undefined)} /> : <NoPlan />}
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

function NoPlan() {
  return (
    <p className="t2">
      A plan changes nothing. What is not in the file would be deleted; a mark such as {'{ set: true }'} keeps a secret
      as it is.
    </p>
  );
}

type Refusal = NonNullable<ReturnType<typeof useWrite<'POST /workspace-file/plan'>>['error']>;

function Refused({ error }: { readonly error: Refusal }) {
  const problems = [...problemsOf(error)];
  return (
    <>
      <ErrorState error={error} />
      {problems.length > 0 && (
        <dl className="facts">
          {problems.map(([path, message]) => (
            <div className="contents" key={path}>
              <dt>
                <code>{path}</code>
              </dt>
              <dd>{message}</dd>
            </div>
          ))}
        </dl>
      )}
    </>
  );
}

function Plan({ planned, onApplied }: { readonly planned: Planned; readonly onApplied: () => void }) {
  const workspace = useWorkspaceId();
  const apply = useWrite('POST /workspace-file/apply');
  const say = useToast();
  const [asks, setAsks] = useState(false);
  const { warnings } = planned.answer;
  const changes = inPlanOrder(planned.answer.changes);
  const run = async (): Promise<void> => {
    const done = await apply.run({ body: planned.file });
    if (done === undefined) return;
    setAsks(false);
    say(`Applied: ${planText(done.changes)}`);
    onApplied();
  };
  if (changes.length === 0) return <State state="pass">Nothing: the workspace is as the file says</State>;
  return (
    <>
      <p>{planText(changes)}.</p>
      {warnings.map(({ path, message }) => (
        <p className="banner waiting" key={`${path} ${message}`}>
          <code>{path}</code> {message}
        </p>
      ))}
      <Changes changes={changes} />
      <div className="row">
        <Button kind="primary" onClick={() => setAsks(true)}>
          Apply {planText(changes)}
        </Button>
      </div>
      {asks && (
        <Confirm
          isOpen
          isDanger={changes.some(({ action }) => action === 'delete')}
          title={`Apply the file to ${workspace}`}
          says={`${planText(changes)}. It is in use within seconds.`}
          verb="Apply"
          typed={workspace}
          isBusy={apply.isBusy}
          onConfirm={() => void run()}
          onClose={() => setAsks(false)}
        >
          {apply.error !== undefined && <ErrorState error={apply.error} />}
        </Confirm>
      )}
    </>
  );
}
