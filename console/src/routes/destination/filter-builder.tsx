// Rows for who does not write FQL, over the same text as the editor: each changes the other.

import { useId, useState } from 'react';
import { Button, IconButton, Segments } from '../../parts/button.tsx';
import { Select, TextInput } from '../../parts/field.tsx';
import type { SentField } from './fields.ts';
import { compared, COMPARISONS, kindsFor, NEW_ROW, printRows, rowsOf, type Row, type Rows } from './filter-rows.ts';

type BuilderProps = {
  readonly text: string;
  readonly fields: readonly SentField[];
  readonly why: string | undefined;
  readonly onChange: (text: string) => void;
};

export function FilterBuilder({ text, fields, why, onChange }: BuilderProps) {
  // What is typed half-way is no filter yet: the rows stay as they are as long as the text is what they have printed.
  const [typed, setTyped] = useState<{ readonly rows: Rows; readonly text: string }>();
  const rows = typed?.text === text ? typed.rows : rowsOf(text);
  const listId = useId();
  if (rows === undefined) {
    return (
      <p className="banner note">
        <span>This filter says more than rows can show. It is as the editor has it.</span>
      </p>
    );
  }
  const set = (changed: Rows): void => {
    const printed = printRows(changed);
    setTyped({ rows: changed, text: printed });
    onChange(printed);
  };
  const replace = (at: number, row: Row): void =>
    set({ ...rows, rows: rows.rows.map((one, index) => (index === at ? row : one)) });
  return (
    <fieldset className="fql-rows" disabled={why !== undefined}>
      <legend className="sr">Conditions</legend>
      <datalist id={listId}>
        {fields.map(({ path }) => (
          <option key={path} value={path} />
        ))}
      </datalist>
      {rows.rows.map((row, index) => (
        // Rows have no names of their own, and keep their order.
        <Condition
          key={index}
          number={index + 1}
          row={row}
          listId={listId}
          onChange={(changed) => replace(index, changed)}
          onRemove={() => set({ ...rows, rows: rows.rows.filter((_, at) => at !== index) })}
        />
      ))}
      <div className="row wraps">
        <Button size="small" icon="plus" why={why} onClick={() => set({ ...rows, rows: [...rows.rows, NEW_ROW] })}>
          Add a condition
        </Button>
        {rows.rows.length > 1 && (
          <Segments
            label="Which of them must hold"
            value={rows.join}
            options={[
              ['and', 'All hold'],
              ['or', 'One holds'],
            ]}
            onChange={(join) => set({ ...rows, join })}
          />
        )}
      </div>
    </fieldset>
  );
}

type ConditionProps = {
  readonly number: number;
  readonly row: Row;
  readonly listId: string;
  readonly onChange: (row: Row) => void;
  readonly onRemove: () => void;
};

function Condition({ number, row, listId, onChange, onRemove }: ConditionProps) {
  const kinds = kindsFor(row.comparison);
  const hasValue = row.kind === 'text' || row.kind === 'number';
  return (
    <div className="fql-row" role="group" aria-label={`Condition ${number}`}>
      <TextInput
        aria-label="Field"
        list={listId}
        value={row.field}
        onChange={(field) => onChange({ ...row, field })}
        spellCheck={false}
        isMono
      />
      <Select
        aria-label="Comparison"
        value={row.comparison}
        options={COMPARISONS}
        onChange={(comparison) => onChange(compared(row, comparison))}
      />
      <Select
        aria-label="Kind of value"
        value={row.kind}
        options={kinds}
        onChange={(kind) => onChange({ ...row, kind })}
      />
      {hasValue ? (
        <TextInput
          aria-label="Value"
          value={row.value}
          inputMode={row.kind === 'number' ? 'decimal' : 'text'}
          onChange={(value) => onChange({ ...row, value })}
          spellCheck={false}
        />
      ) : (
        <span />
      )}
      <IconButton icon="x" label={`Remove condition ${number}`} onClick={onRemove} />
    </div>
  );
}
