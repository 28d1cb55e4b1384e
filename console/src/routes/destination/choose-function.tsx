import type { ItemOf } from '../../../../client/api-client.ts';
import { Link } from '../../app/links.tsx';
import { Field, Select } from '../../parts/field.tsx';

export type FunctionChoice = ItemOf<'GET /functions'>;

type ChooseProps = {
  readonly value: string;
  readonly functions: readonly FunctionChoice[] | undefined;
  readonly problem: string | undefined;
  readonly onChange: (functionId: string) => void;
};

/** Which destination function of the workspace gets the events. */
export function ChooseFunction({ value, functions = [], problem, onChange }: ChooseProps) {
  const fitting = functions.filter(({ type }) => type === 'destination');
  const options = fitting.map(({ id, name }) => [id, nameOf({ id, name })] as const);
  // One that is gone is shown until another one is chosen.
  const all = fitting.some(({ id }) => id === value) ? options : [[value, value] as const, ...options];
  return (
    <div className="stack-small">
      <Field label="Function" fault={problem}>
        <Select value={value} options={all} onChange={onChange} />
      </Field>
      <Link className="link label" to="/w/$workspace/functions/$functionId" params={{ functionId: value }}>
        Its code, versions and errors
      </Link>
    </div>
  );
}

export const nameOf = ({ id, name }: Pick<FunctionChoice, 'id' | 'name'>): string =>
  name === id ? id : `${name} (${id})`;
