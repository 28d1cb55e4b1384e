// What something new is called: its id follows from its name, until somebody writes another.

import { useState } from 'react';
import type { ApiCallError } from '../../../../client/call-error.ts';
import { problemsOf } from '../../data/write.ts';
import { Field, TextInput } from '../../parts/field.tsx';
import { faultOfId, idFrom } from './new-source.ts';

export type NameAndId = {
  readonly name: string;
  readonly id: string;
  readonly setName: (name: string) => void;
  readonly setId: (id: string) => void;
  /** For the body of the request; without an id the API makes one. */
  readonly said: { readonly name: string; readonly id?: string };
};

export function useNameAndId(firstName = ''): NameAndId {
  const [name, setName] = useState(firstName);
  const [typedId, setId] = useState<string>();
  const id = typedId ?? idFrom(name);
  return { name, id, setName, setId, said: { name: name.trim(), ...(id === '' ? {} : { id }) } };
}

/** Why nothing can be made of it yet. */
export function whyNotNamed({ id, said }: NameAndId): string | undefined {
  if (said.name === '') return 'Give it a name first';
  return faultOfId(id) === undefined ? undefined : 'Mend the id first';
}

export const isTaken = (error: ApiCallError | undefined): boolean => error?.code === 'already_exists';

type FieldsProps = {
  readonly of: NameAndId;
  readonly error: ApiCallError | undefined;
  readonly maxLength?: number;
  readonly autoFocus?: boolean;
};

export function NameAndIdFields({ of, error, maxLength = 200, autoFocus = false }: FieldsProps) {
  const { name, id, setName, setId } = of;
  const problems = problemsOf(error);
  return (
    <>
      <Field label="Name" fault={problems.get('name')}>
        <TextInput value={name} onChange={setName} maxLength={maxLength} autoComplete="off" autoFocus={autoFocus} />
      </Field>
      <Field
        label="Id"
        help="In addresses and files. It cannot be changed later."
        fault={faultOfId(id) ?? (isTaken(error) ? error?.message : problems.get('id'))}
      >
        <TextInput value={id} onChange={setId} isMono autoComplete="off" spellCheck={false} />
      </Field>
    </>
  );
}
