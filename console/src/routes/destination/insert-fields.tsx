// The insert functions that the events of a destination pass before they are sent, in their order.

import { Link } from '../../app/links.tsx';
import { buttonClass, IconButton } from '../../parts/button.tsx';
import { Field, Select } from '../../parts/field.tsx';
import { nameOf, type FunctionChoice } from './choose-function.tsx';
import { faultsOf } from '../../parts/schema-form/form-values.ts';
import { SchemaForm } from '../../parts/schema-form/schema-form.tsx';
import { schemaOfFunction } from '../shared/function-schema.ts';
import { shownValues, withValues, type Inserted } from '../shared/inserts.ts';
import { moved } from './moved.ts';

type InsertProps = {
  readonly insert: readonly Inserted[];
  readonly functions: readonly FunctionChoice[] | undefined;
  /** By path, as the API names it: `insert[0].settings.salt`. */
  readonly problems: ReadonlyMap<string, string>;
  readonly isReadOnly: boolean;
  readonly onChange: (insert: readonly Inserted[]) => void;
};

export function InsertFields({ insert, functions = [], problems, isReadOnly, onChange }: InsertProps) {
  const problem = problems.get('insert');
  const others = functions.filter(({ id, type }) => type === 'insert' && !insert.some((one) => one.function === id));
  return (
    <section className="dst-group">
      <div>
        <h2>Insert functions</h2>
        <p className="t2">
          Events pass these before they are sent, one after the other: each gets what the one before returned. While one
          cannot run, events wait.
        </p>
      </div>
      <div className="stack">
        {insert.length > 0 && (
          <ol className="dst-inserts" aria-label="Insert functions, in their order">
            {insert.map((one, index) => (
              <li
                key={`${one.function} ${insert.slice(0, index).filter((other) => other.function === one.function).length}`}
              >
                <OneInsert
                  inserted={one}
                  found={functions.find(({ id }) => id === one.function)}
                  problems={problemsAt(problems, index)}
                  place={index}
                  count={insert.length}
                  isReadOnly={isReadOnly}
                  onChange={(changed) => onChange(insert.with(index, changed))}
                  onMove={(to) => onChange(moved(insert, index, to))}
                  onRemove={() => onChange(insert.toSpliced(index, 1))}
                />
              </li>
            ))}
          </ol>
        )}
        {others.length > 0 && !isReadOnly && (
          <Field label={insert.length === 0 ? 'Insert a function' : 'Insert another one'} fault={problem}>
            <Select
              value=""
              options={[['', 'Choose'] as const, ...others.map((one) => [one.id, nameOf(one)] as const)]}
              onChange={(id) => id !== '' && onChange([...insert, { function: id, settings: {} }])}
            />
          </Field>
        )}
        {others.length === 0 && insert.length === 0 && (
          <>
            <p className="t3">There is no insert function in this workspace.</p>
            {!isReadOnly && (
              <div>
                <Link className={buttonClass()} to="/w/$workspace/functions/_new" search={{ type: 'insert' }}>
                  Write one
                </Link>
              </div>
            )}
          </>
        )}
        {others.length === 0 && problem !== undefined && <p className="banner">{problem}</p>}
      </div>
    </section>
  );
}

function problemsAt(problems: ReadonlyMap<string, string>, index: number): ReadonlyMap<string, string> {
  const prefix = `insert[${index}].settings.`;
  return new Map(
    [...problems].flatMap(([path, message]) =>
      path.startsWith(prefix) ? [[path.slice(prefix.length), message] as const] : [],
    ),
  );
}

type OneProps = {
  readonly inserted: Inserted;
  /** Undefined while it is read, and where it is gone. */
  readonly found: FunctionChoice | undefined;
  readonly problems: ReadonlyMap<string, string>;
  readonly place: number;
  readonly count: number;
  readonly isReadOnly: boolean;
  readonly onChange: (changed: Inserted) => void;
  readonly onMove: (to: number) => void;
  readonly onRemove: () => void;
};

function OneInsert(props: OneProps) {
  const { inserted, found, problems, place, isReadOnly, onChange } = props;
  const { function: functionId } = inserted;
  const schema = found && schemaOfFunction(found.settings);
  const values = schema && shownValues(schema, inserted);
  const faults =
    schema && values && inserted.values !== undefined ? faultsOf(schema, values) : new Map<string, string>();
  return (
    <div className="stack tight">
      <div className="between">
        <span className="row dst-inserted">
          <span className="t3 tn">{place + 1}</span>
          <Link className="cut" to="/w/$workspace/functions/$functionId" params={{ functionId }} title={found?.name}>
            {found?.name ?? functionId}
          </Link>
          {found?.deployedVersion !== undefined && <span className="label t3">version {found.deployedVersion}</span>}
        </span>
        {!isReadOnly && <Buttons {...props} />}
      </div>
      {schema !== undefined && values !== undefined && Object.keys(schema.properties).length > 0 && (
        <div className="dst-insert-settings">
          <SchemaForm
            schema={schema}
            values={values}
            faults={new Map([...problems, ...faults])}
            onChange={(changed) => onChange(withValues(schema, inserted, changed))}
          />
        </div>
      )}
    </div>
  );
}

function Buttons({ inserted, found, place, count, onMove, onRemove }: OneProps) {
  const name = found?.name ?? inserted.function;
  return (
    <span className="row">
      {place > 0 && <IconButton icon="arrow-up" label={`${name} earlier`} onClick={() => onMove(place - 1)} />}
      {place < count - 1 && <IconButton icon="arrow-down" label={`${name} later`} onClick={() => onMove(place + 1)} />}
      <IconButton icon="trash" label={`Do not insert ${name}`} onClick={onRemove} />
    </span>
  );
}
