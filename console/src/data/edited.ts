// A form over something that is stored: what was typed stays while the stored thing is read anew, and it is known what was
// changed here, and what somebody else has changed since.

import { useMemo, useState } from 'react';

type Fields = Readonly<Record<string, unknown>>;
type Edit<Form> = { readonly base: Form; readonly revision: string | undefined; readonly form: Form };

export type Difference = { readonly name: string; readonly theirs: unknown; readonly mine: unknown };

export type Edited<Form extends Fields> = {
  /** What the fields show. */
  readonly form: Form;
  readonly change: (changed: Partial<Form>) => void;
  /** Names of the fields that are different from what is stored. */
  readonly changed: readonly string[];
  readonly discard: () => void;
  /** For `ifMatch`: what was stored when the first change was made. */
  readonly revision: string | undefined;
  /** What was stored since by somebody else, where it is not what stands in the form. */
  readonly conflict: readonly Difference[] | undefined;
  /** Goes on from what is stored now: what was typed here replaces it. */
  readonly keepMine: () => void;
};

/** `stored` is what the API says now, as the form has it. */
export function useEdited<Form extends Fields>(stored: Form, revision: string | undefined): Edited<Form> {
  const [edit, setEdit] = useState<Edit<Form>>();
  const form = edit?.form ?? stored;
  const changed = useMemo(() => (edit === undefined ? [] : differing(edit.base, edit.form)), [edit]);
  const isOther = edit !== undefined && changed.length > 0 && edit.revision !== revision;
  return {
    form,
    change: (some) =>
      setEdit((before) => ({
        base: before?.base ?? stored,
        revision: before === undefined ? revision : before.revision,
        form: { ...(before?.form ?? stored), ...some },
      })),
    changed,
    discard: () => setEdit(undefined),
    revision: edit === undefined ? revision : edit.revision,
    conflict: isOther ? differences(stored, edit) : undefined,
    keepMine: () => setEdit((before) => before && { ...before, base: stored, form: merged(stored, before), revision }),
  };
}

function differing(one: Fields, other: Fields): string[] {
  return Object.keys(other).filter((name) => !isSame(one[name], other[name]));
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Where both have changed the same to something different. */
export function differences(stored: Fields, { base, form }: Pick<Edit<Fields>, 'base' | 'form'>): Difference[] {
  return differing(base, form)
    .filter((name) => !isSame(stored[name], base[name]) && !isSame(stored[name], form[name]))
    .map((name) => ({ name, theirs: stored[name], mine: form[name] }));
}

/** What was typed here, over what is stored now; the rest is theirs. */
export function merged<Form extends Fields>(stored: Form, { base, form }: Pick<Edit<Form>, 'base' | 'form'>): Form {
  const mine = differing(base, form).map((name) => [name, form[name]]);
  return { ...stored, ...(Object.fromEntries(mine) as Partial<Form>) };
}
