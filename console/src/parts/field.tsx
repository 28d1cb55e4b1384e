// One thing that is typed or chosen: its name, what helps, and what is wrong with it. The control inside finds its name
// and its fault by itself.

import { createContext, use, useId, useMemo, type ComponentProps, type ReactNode } from 'react';
import { Icon } from './icon.tsx';
import { StateGlyph } from './state.tsx';

type Tied = { readonly id: string; readonly describedBy: string; readonly hasFault: boolean };
const FieldContext = createContext<Tied | undefined>(undefined);

type FieldProps = {
  readonly label: string;
  /** Beside the name: "optional", "secret, set 3 Nov". */
  readonly note?: string | undefined;
  readonly help?: ReactNode;
  /** What is wrong: found, expected, what to write. */
  readonly fault?: string | undefined;
  readonly children: ReactNode;
};

export function Field({ label, note, help, fault, children }: FieldProps) {
  const id = useId();
  const tied = useMemo(() => ({ id, describedBy: `${id}-says`, hasFault: fault !== undefined }), [id, fault]);
  return (
    <div className="field">
      <label htmlFor={id}>
        {label} {note !== undefined && <span className="opt">{note}</span>}
      </label>
      <FieldContext value={tied}>{children}</FieldContext>
      <div id={tied.describedBy} className={fault === undefined ? 'help' : 'hint-bad'}>
        {fault === undefined ? (
          help
        ) : (
          <>
            <StateGlyph state="failed" /> {fault}
          </>
        )}
      </div>
    </div>
  );
}

/** What ties a control to its field; `{}` outside of one. For controls of a page's own. */
export function useFieldProps(): Partial<Record<'id' | 'aria-describedby', string>> & { 'aria-invalid'?: true } {
  const tied = use(FieldContext);
  if (tied === undefined) return {};
  return { id: tied.id, 'aria-describedby': tied.describedBy, ...(tied.hasFault ? { 'aria-invalid': true } : {}) };
}

type Valued = { readonly value: string; readonly onChange: (value: string) => void };

type TextInputProps = Omit<ComponentProps<'input'>, 'value' | 'onChange'> &
  Valued & {
    /** For what a machine reads: ids, keys, addresses. */
    readonly isMono?: boolean;
  };

export function TextInput({ onChange, isMono = false, className = '', ...rest }: TextInputProps) {
  return (
    <input
      {...useFieldProps()}
      {...rest}
      className={`input ${isMono ? 'mono' : ''} ${className}`}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

type TextAreaProps = Omit<ComponentProps<'textarea'>, 'value' | 'onChange'> & Valued & { readonly isMono?: boolean };

export function TextArea({ onChange, isMono = false, className = '', ...rest }: TextAreaProps) {
  return (
    <textarea
      rows={4}
      {...useFieldProps()}
      {...rest}
      className={`input area ${isMono ? 'mono' : ''} ${className}`}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

type SelectProps<Value extends string> = Omit<ComponentProps<'select'>, 'value' | 'onChange' | 'children'> & {
  readonly value: Value;
  readonly options: readonly (readonly [value: Value, label: string])[];
  readonly onChange: (value: Value) => void;
};

/** The browser's own list: it works with every keyboard, reader and phone. */
export function Select<Value extends string>({ value, options, onChange, ...rest }: SelectProps<Value>) {
  return (
    <span className="select">
      <select
        {...useFieldProps()}
        {...rest}
        className="input"
        value={value}
        onChange={(event) => {
          const chosen = options.find(([option]) => option === event.target.value);
          if (chosen !== undefined) onChange(chosen[0]);
        }}
      >
        {options.map(([option, label]) => (
          <option key={option} value={option}>
            {label}
          </option>
        ))}
      </select>
      <Icon name="chevron-down" size="small" />
    </span>
  );
}

type CheckProps = {
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly children: ReactNode;
};

/** Yes or no, with its name behind it. */
export function Check({ checked, onChange, children }: CheckProps) {
  return (
    <label className="row checkbox">
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.target.checked)} />
      <span>{children}</span>
    </label>
  );
}
