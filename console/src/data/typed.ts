// A text that stands for a value: `1.` on the way to `1.5`, JSON that is not whole yet. What was typed stays as it was typed
// while it says what the value is, or says nothing yet.

import { useState } from 'react';

/** What a text says; undefined while it says nothing. */
type Read<Value> = (text: string) => { readonly value: Value } | undefined;

type Typing<Value> = {
  readonly value: Value;
  readonly print: (value: Value) => string;
  readonly read: Read<Value>;
  readonly onChange: (value: Value) => void;
};

export type Typed = {
  readonly text: string;
  readonly type: (text: string) => void;
  /** It was typed, and says nothing: the value is still that of before. */
  readonly isBroken: boolean;
  /** Shows the value again. */
  readonly reset: () => void;
};

export function useTyped<Value>({ value, print, read, onChange }: Typing<Value>): Typed {
  const [typed, setTyped] = useState<string>();
  const said = typed === undefined ? undefined : read(typed);
  const isBroken = typed !== undefined && said === undefined;
  const isKept = typed !== undefined && (said === undefined || isSame(said.value, value));
  return {
    text: isKept ? typed : print(value),
    type: (text) => {
      setTyped(text);
      const now = read(text);
      if (now !== undefined) onChange(now.value);
    },
    isBroken,
    reset: () => setTyped(undefined),
  };
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
