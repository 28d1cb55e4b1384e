// Lists and maps: a row for each entry, one at a time.

import type { ReactNode } from 'react';
import { Button, IconButton } from '../button.tsx';
import { TextInput } from '../field.tsx';
import { StateGlyph } from '../state.tsx';
import type { FieldValue } from './form-values.ts';
import { helpOf, labelOf, noteOf, type SettingFieldProps } from './setting-texts.ts';

type Of<Kind extends FieldValue['kind']> = Extract<FieldValue, { kind: Kind }>;

export function ListField(props: SettingFieldProps<Of<'list'>>) {
  const { value, isSecret, onChange } = props;
  const { items } = value;
  const put = (changed: readonly string[]): void => onChange({ kind: 'list', items: changed });
  return (
    <Rows {...props} onAdd={() => put([...items, ''])}>
      {items.map((item, index) => (
        // Entries have no names: their place is what they are known by.
        <li key={index} className="row">
          <TextInput
            isMono
            type={isSecret ? 'password' : 'text'}
            autoComplete="off"
            aria-label={`${labelOf(props)}, entry ${index + 1}`}
            value={item}
            onChange={(text) => put(items.with(index, text))}
          />
          <Remove what={`entry ${index + 1}`} onClick={() => put(items.toSpliced(index, 1))} />
        </li>
      ))}
    </Rows>
  );
}

export function MapField(props: SettingFieldProps<Of<'map'>>) {
  const { value, isSecret, onChange } = props;
  const { pairs } = value;
  const put = (changed: Of<'map'>['pairs']): void => onChange({ kind: 'map', pairs: changed });
  return (
    <Rows {...props} onAdd={() => put([...pairs, ['', '']])}>
      {pairs.map(([key, text], index) => (
        <li key={index} className="row">
          <TextInput
            isMono
            autoComplete="off"
            aria-label={`${labelOf(props)}, name ${index + 1}`}
            placeholder="name"
            value={key}
            // A secret is kept under its name, and under no other.
            readOnly={text === null}
            onChange={(changed) => put(pairs.with(index, [changed, text]))}
          />
          {text === null ? (
            <KeptValue
              label={`${labelOf(props)}, value ${index + 1}`}
              onReplace={() => put(pairs.with(index, [key, '']))}
            />
          ) : (
            <TextInput
              isMono
              type={isSecret ? 'password' : 'text'}
              autoComplete="off"
              aria-label={`${labelOf(props)}, value ${index + 1}`}
              placeholder="value"
              value={text}
              onChange={(changed) => put(pairs.with(index, [key, changed]))}
            />
          )}
          <Remove what={`entry ${index + 1}`} onClick={() => put(pairs.toSpliced(index, 1))} />
        </li>
      ))}
    </Rows>
  );
}

function KeptValue({ label, onReplace }: { readonly label: string; readonly onReplace: () => void }) {
  return (
    <>
      <span className="input secret-set t2">Set, and never shown</span>
      <Button size="small" aria-label={`Replace ${label}`} onClick={onReplace}>
        Replace
      </Button>
    </>
  );
}

type RowsProps = SettingFieldProps & { readonly onAdd: () => void; readonly children: ReactNode };

function Rows({ onAdd, children, ...props }: RowsProps) {
  const { name, setting, faults } = props;
  const label = labelOf(props);
  const found = [...faults].find(([path]) => path === name || path.startsWith(`${name}.`));
  const help = helpOf(setting);
  return (
    <div className="field" role="group" aria-label={label}>
      <span className="name">
        {label} <span className="opt">{noteOf(props)}</span>
      </span>
      <ul className="rows">{children}</ul>
      <div>
        <Button size="small" icon="plus" onClick={onAdd}>
          Add an entry
        </Button>
      </div>
      {found === undefined ? (
        help !== undefined && <div className="help">{help}</div>
      ) : (
        <div className="hint-bad">
          <StateGlyph state="failed" /> {faultText(name, found)}
        </div>
      )}
    </div>
  );
}

/** `entry 2 must be a number`: what the check calls `list.1`. */
function faultText(name: string, [path, message]: readonly [string, string]): string {
  const inner = path.slice(name.length + 1);
  if (inner === '') return message;
  return /^\d+$/.test(inner) ? `entry ${Number(inner) + 1} ${message}` : `${inner} ${message}`;
}

function Remove({ what, onClick }: { readonly what: string; readonly onClick: () => void }) {
  return <IconButton icon="x" label={`Remove ${what}`} onClick={onClick} />;
}
