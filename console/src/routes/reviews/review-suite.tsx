import { useState } from 'react';
import { settingsSchema, type SettingsSchema } from '../../../../domain/catalog/settings-schema.ts';
import { useList } from '../../data/read.ts';
import { problemsOf, useWrite } from '../../data/write.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { ErrorState } from '../../parts/error-state.tsx';
import { useWhyNot } from '../../parts/permission-note.tsx';
import { State } from '../../parts/state.tsx';
import { Time } from '../../parts/time.tsx';
import { faultsIn, settingsOf, valuesOf, type FormValues } from '../../parts/schema-form/form-values.ts';
import { SchemaForm } from '../../parts/schema-form/schema-form.tsx';
import { TestRun, verdictOf } from '../developer/test-run.tsx';
import type { Review } from '../review.tsx';

const LOOK_MS = 1000;
const NO_SETTINGS: SettingsSchema = { type: 'object', properties: {}, additionalProperties: false };

/** The reviewer's own run, beside what the partner's checklist says of the partner's. */
export function ReviewSuite({ review }: { readonly review: Review }) {
  const [isOpen, setOpen] = useState(false);
  const why = useWhyNot('reviews:write');
  const { data } = useList('GET /component-tests', { query: { componentId: review.id } });
  const last = data?.[0];
  const isWaiting = review.submission !== undefined;
  if (!isWaiting && last === undefined) return null;
  return (
    <section className="stack-small" aria-label="Suite">
      <div className="between">
        <h2>Your run of the suite</h2>
        {isWaiting && (
          <Button size="small" icon="play" why={why} onClick={() => setOpen(true)}>
            {last === undefined ? 'Run it' : 'Run again'}
          </Button>
        )}
      </div>
      {last === undefined ? (
        <p className="t2">Not run here yet. The checklist goes by the runs of the partner.</p>
      ) : (
        <>
          <State state={verdictOf(last)[0]}>
            {verdictOf(last)[1]}: {last.counts.pass} pass, {last.counts.warn} warn, {last.counts.fail} fail
          </State>
          <span className="label t3">
            version {last.version}, <Time at={last.startedAt} />
          </span>
        </>
      )}
      {isOpen && <Run review={review} onClose={() => setOpen(false)} />}
    </section>
  );
}

function Run({ review, onClose }: { readonly review: Review; readonly onClose: () => void }) {
  const schema = schemaOf(review);
  const [values, setValues] = useState<FormValues>(() => valuesOf(schema));
  const { run, isBusy, error } = useWrite('POST /reviews/{submissionId}/component-tests');
  const [begun, setBegun] = useState(false);
  const { data } = useList(
    'GET /component-tests',
    { query: { componentId: review.id } },
    isBusy ? { every: LOOK_MS } : {},
  );
  const faults = faultsIn(problemsOf(error));
  const last = begun && error === undefined ? data?.[0] : undefined;
  const start = (): void => {
    setBegun(true);
    void run({ params: { submissionId: review.id }, body: { settings: settingsOf(schema, values) } });
  };
  return (
    <Dialog
      title="Run the suite against what was submitted"
      says="With the settings of a customer, such as those of the partner's test account. About 80 requests, 25 s at most."
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button kind="quiet" onClick={onClose}>
            Close
          </Button>
          <Button kind="primary" icon="play" isBusy={isBusy} onClick={start}>
            {isBusy ? 'It runs' : 'Run the suite'}
          </Button>
        </>
      }
    >
      <SchemaForm schema={schema} values={values} onChange={setValues} faults={faults} />
      {error !== undefined && faults.size === 0 && <ErrorState error={error} />}
      {last !== undefined && <TestRun test={last} />}
    </Dialog>
  );
}

function schemaOf({ submission }: Review): SettingsSchema {
  const definition = submission?.definition;
  const hasSchema = typeof definition === 'object' && definition !== null && 'settingsSchema' in definition;
  const parsed = settingsSchema.safeParse(hasSchema ? definition.settingsSchema : undefined);
  return parsed.success ? parsed.data : NO_SETTINGS;
}
