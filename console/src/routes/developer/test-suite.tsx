import { useState, type SyntheticEvent } from 'react';
import { useView } from '../../app/links.tsx';
import { usePages } from '../../data/read.ts';
import { problemsOf, useWrite } from '../../data/write.ts';
import { LoadMore } from '../../parts/load-more.tsx';
import { Button } from '../../parts/button.tsx';
import { ErrorState } from '../../parts/error-state.tsx';
import { useWhyNot } from '../../parts/permission-note.tsx';
import { Bones, Reading } from '../../parts/reading.tsx';
import { faultsIn, faultsOf, settingsOf, valuesOf, type FormValues } from '../../parts/schema-form/form-values.ts';
import { SchemaForm } from '../../parts/schema-form/schema-form.tsx';
import type { Shown } from './component-page.tsx';
import { History, TestRun } from './test-run.tsx';

/** While it runs, what it has seen so far is looked at this often. */
const LOOK_MS = 1000;

/** With the settings of a customer: about eighty requests, and what each came to. */
export function TestSuite({ component, definition }: Pick<Shown, 'component' | 'definition'>) {
  const { settingsSchema: schema } = definition;
  const [values, setValues] = useState<FormValues>(() => valuesOf(schema));
  const [isTried, setTried] = useState(false);
  const [{ run: chosen }, change] = useView();
  const { run, isBusy, error } = useWrite('POST /component-tests');
  const runs = usePages(
    'GET /component-tests',
    { query: { componentId: component.id } },
    isBusy ? { every: LOOK_MS } : {},
  );
  const mayNot = useWhyNot('component-tests:write');
  const why = mayNot ?? (component.draft === undefined ? 'Nothing is being written' : undefined);
  const faults = new Map([...faultsIn(problemsOf(error)), ...(isTried ? faultsOf(schema, values) : [])]);

  const start = async (event: SyntheticEvent): Promise<void> => {
    event.preventDefault();
    setTried(true);
    if (why !== undefined || faultsOf(schema, values).size > 0) return;
    change({ run: undefined });
    await run({ body: { componentId: component.id, settings: settingsOf(schema, values) } });
  };
  return (
    <div className="stack">
      <form className="stack" noValidate onSubmit={(event) => void start(event)}>
        <SchemaForm schema={schema} values={values} onChange={setValues} faults={faults} />
        <div className="row wraps">
          <Button type="submit" kind="primary" icon="play" isBusy={isBusy} why={why}>
            {isBusy ? 'It runs' : 'Run the suite'}
          </Button>
          <span className="label t2">As a customer would set it up. About 80 requests, 25 s at most.</span>
        </div>
      </form>
      {error !== undefined && faultsIn(problemsOf(error)).size === 0 && <ErrorState error={error} />}
      <Reading read={runs} bones={<Bones rows={8} height={32} />}>
        {(found) => {
          const shown = found.find(({ id }) => id === chosen) ?? found[0];
          return (
            <>
              {shown === undefined ? (
                <p className="t2">It was not run yet.</p>
              ) : (
                <TestRun key={shown.id} test={shown} />
              )}
              {found.length > 1 && (
                <History runs={found} shown={shown?.id} onChoose={(id) => change({ run: id }, { isStep: true })} />
              )}
              <LoadMore pages={runs} label="Earlier runs" />
            </>
          );
        }}
      </Reading>
    </div>
  );
}
