// The sources whose requests a function makes events of: what came of them, and making another one.

import { useState } from 'react';
import type { ItemOf } from '../../../../client/api-client.ts';
import { Link, useGo } from '../../app/links.tsx';
import { useWhole } from '../../data/read.ts';
import { problemsOf, useWrite } from '../../data/write.ts';
import { Button } from '../../parts/button.tsx';
import { FormDialog } from '../../parts/dialog.tsx';
import { ErrorState } from '../../parts/error-state.tsx';
import { Check } from '../../parts/field.tsx';
import { Num } from '../../parts/number.tsx';
import { useWhyNot } from '../../parts/permission-note.tsx';
import { Bones, Reading } from '../../parts/reading.tsx';
import { faultsOf, settingsOf, valuesOf } from '../../parts/schema-form/form-values.ts';
import { SchemaForm } from '../../parts/schema-form/schema-form.tsx';
import { useNow } from '../../parts/time.tsx';
import { schemaOfFunction } from '../shared/function-schema.ts';
import { queryOf, type Range } from '../shared/ranges.ts';
import { useStale } from '../shared/use-stale.ts';
import { rejectionText } from '../../../../domain/events/rejection-texts.ts';
import { faultsHere } from '../sources/function-of-source.tsx';
import { sumArrivals, type ReasonCount } from '../sources/intake.ts';
import { LastRequests } from '../sources/last-requests.tsx';
import { isTaken, NameAndIdFields, useNameAndId } from '../sources/name-and-id.tsx';
import { faultOfId } from '../sources/new-source.ts';
import type { FunctionView } from './function.ts';

type Source = ItemOf<'GET /sources'>;

type SourcesProps = { readonly of: FunctionView; readonly sources: readonly Source[]; readonly range: Range };

export function SourcesOf({ of, sources, range }: SourcesProps) {
  const [isMaking, setMaking] = useState(false);
  const why = useWhyNot('sources:write') ?? (of.deployedVersion === undefined ? 'Deploy a version first' : undefined);
  const isFirst = sources.length === 0;
  const button = (
    <Button kind={isFirst ? 'primary' : 'plain'} icon="plus" why={why} onClick={() => setMaking(true)}>
      {isFirst ? 'Make a source of it' : 'Another source'}
    </Button>
  );
  return (
    <div className="stack fn-outcomes">
      {isFirst ? (
        <div className="empty">
          <p>
            No source uses it yet. One gets an address of its own, and the function makes events of what comes there.
          </p>
          {button}
        </div>
      ) : (
        <>
          {sources.map((source) => (
            <OfSource key={source.id} source={source} range={range} />
          ))}
          <div>{button}</div>
        </>
      )}
      {isMaking && <MakeSource of={of} onClose={() => setMaking(false)} />}
    </div>
  );
}

const NOW_EVERY_MS = 15_000;

function OfSource({ source, range }: { readonly source: Source; readonly range: Range }) {
  const params = { sourceId: source.id };
  const query = queryOf(range, useNow(NOW_EVERY_MS));
  const series = useWhole('GET /delivery-overview/sources/{sourceId}', { params, query }, { every: range.everyMs });
  return (
    <section aria-label={source.name}>
      <div className="between wraps">
        <h3 className="cut">
          <Link to="/w/$workspace/sources/$sourceId" params={params} title={source.name}>
            {source.name}
          </Link>
        </h3>
        <span className="row label">
          <Link className="link" to="/w/$workspace/sources/$sourceId/settings" params={params}>
            Its address
          </Link>
          <Link className="link" to="/w/$workspace/sources/$sourceId/debugger" params={params}>
            What comes now
          </Link>
          <span className="t3">{range.words}</span>
        </span>
      </div>
      <Reading read={useStale(series, `${source.id} ${range.name}`)} bones={<Bones rows={2} />}>
        {({ series: points }) => {
          const { accepted, rejected, reasons } = sumArrivals(points);
          return (
            <>
              <dl className="fn-numbers">
                <div>
                  <dt>Events accepted</dt>
                  <dd>
                    <Num value={accepted} />
                  </dd>
                </div>
                <div>
                  <dt>Refused</dt>
                  <dd>
                    <Num value={rejected} />
                  </dd>
                </div>
              </dl>
              {rejected > 0 && <Refused reasons={reasons} />}
            </>
          );
        }}
      </Reading>
      <h4 className="between requests-head">
        Last requests
        <Link className="link label" to="/w/$workspace/sources/$sourceId" params={params}>
          All of them
        </Link>
      </h4>
      <LastRequests sourceId={source.id} most={5} />
    </section>
  );
}

/** Requests of which nothing came, and events that ingest does not take. */
function Refused({ reasons }: { readonly reasons: readonly ReasonCount[] }) {
  return (
    <div className="table-scroll">
      <table>
        <thead>
          <tr>
            <th>Why refused</th>
            <th className="num">Count</th>
          </tr>
        </thead>
        <tbody>
          {reasons.map(({ reason, count }) => (
            <tr key={reason}>
              <td title={reason}>{rejectionText(reason as Parameters<typeof rejectionText>[0])}</td>
              <td className="num">
                <Num value={count} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function MakeSource({ of, onClose }: { readonly of: FunctionView; readonly onClose: () => void }) {
  const schema = schemaOfFunction(of.settings);
  const names = useNameAndId(of.name);
  const [reply, setReply] = useState(false);
  const [values, setValues] = useState(() => valuesOf(schema));
  const { run, isBusy, error } = useWrite('POST /sources');
  const go = useGo();
  const problems = problemsOf(error);
  const faults = faultsOf(schema, values);
  const why =
    names.said.name === ''
      ? 'Give it a name first'
      : (faultOfId(names.id) ?? (faults.size > 0 ? 'Fill in what the function asks for' : undefined));

  async function make(): Promise<void> {
    const settings = settingsOf(schema, values);
    const body = { ...names.said, function: of.id, reply, functionSettings: settings };
    const made = await run({ body });
    if (made === undefined) return;
    await go({ to: '/w/$workspace/sources/$sourceId/settings', params: { sourceId: made.source.id } });
  }
  return (
    <FormDialog
      title={`Make a source of ${of.name}`}
      says="It gets an address. What is sent there is given to the function, which makes events of it."
      verb="Make the source"
      why={why}
      isOpen
      isBusy={isBusy}
      onClose={onClose}
      onSubmit={() => void make()}
    >
      <NameAndIdFields of={names} error={error} />
      <Check checked={reply} onChange={setReply}>
        Answer the sender with what the function returns
      </Check>
      {Object.keys(schema.properties).length > 0 && (
        <SchemaForm schema={schema} values={values} onChange={setValues} faults={faultsHere(problems)} />
      )}
      {error !== undefined && !isTaken(error) && faultsHere(problems).size === 0 && <ErrorState error={error} />}
    </FormDialog>
  );
}
