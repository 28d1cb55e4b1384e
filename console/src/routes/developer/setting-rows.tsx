import { useState } from 'react';
import type { SettingsSchema } from '../../../../domain/catalog/settings-schema.ts';
import { Button, IconButton } from '../../parts/button.tsx';
import { Tag } from '../../parts/state.tsx';
import { OneSetting } from './one-setting.tsx';
import { movedSetting, newSetting, renamedSetting, withoutSetting } from './schema-edits.ts';
import { typeText } from './setting-types.ts';
import css from './developer.module.css';

type RowsProps = {
  readonly schema: SettingsSchema;
  readonly faults: ReadonlyMap<string, string>;
  readonly onChange: (schema: SettingsSchema) => void;
};

/** One row for each setting; one of them is open. */
export function SettingRows({ schema, faults, onChange }: RowsProps) {
  const [open, setOpen] = useState<number>();
  const names = Object.keys(schema.properties);
  const changeClosed = (changed: SettingsSchema): void => {
    onChange(changed);
    setOpen(undefined);
  };
  const add = (): void => {
    onChange(newSetting(schema));
    setOpen(names.length);
  };
  return (
    <>
      <ul className={css['settings']}>
        {names.map((name, index) => (
          // Its name is what one types: its place is what it is known by.
          <li key={index}>
            <Summary
              {...{ schema, name }}
              isOpen={open === index}
              onOpen={() => setOpen(open === index ? undefined : index)}
              onRemove={() => changeClosed(withoutSetting(schema, name))}
              onUp={index === 0 ? undefined : () => changeClosed(movedSetting(schema, index))}
            />
            {open === index && <Opened {...{ schema, name, faults, onChange }} />}
          </li>
        ))}
      </ul>
      <div>
        <Button icon="plus" onClick={add}>
          Add a setting
        </Button>
      </div>
    </>
  );
}

type SummaryProps = {
  readonly schema: SettingsSchema;
  readonly name: string;
  readonly isOpen: boolean;
  readonly onOpen: () => void;
  readonly onRemove: () => void;
  /** Absent for the first. */
  readonly onUp: (() => void) | undefined;
};

function Summary({ schema, name, isOpen, onOpen, onRemove, onUp }: SummaryProps) {
  const { title = name, type, writeOnly } = schema.properties[name] ?? {};
  return (
    <div className={css['summary']}>
      <button type="button" className="btn quiet small" aria-expanded={isOpen} onClick={onOpen}>
        {title}
      </button>
      <code className="t3 cut">{name}</code>
      <span className="label t2 nowrap">{typeText(type)}</span>
      {schema.required?.includes(name) === true && <Tag>required</Tag>}
      {writeOnly === true && <Tag>secret</Tag>}
      <span className="push row">
        {onUp !== undefined && (
          <Button size="small" kind="quiet" onClick={onUp}>
            Up<span className="sr">: {name}</span>
          </Button>
        )}
        <IconButton icon="trash" label={`Remove ${name}`} onClick={onRemove} />
      </span>
    </div>
  );
}

function Opened({ schema, name, faults, onChange }: RowsProps & { readonly name: string }) {
  const setting = schema.properties[name];
  const required = schema.required ?? [];
  if (setting === undefined) return null;
  return (
    <OneSetting
      {...{ name, setting, faults }}
      others={Object.keys(schema.properties).filter((other) => other !== name)}
      isRequired={required.includes(name)}
      onRename={(to) => onChange(renamedSetting(schema, name, to))}
      onChange={(changed) => onChange({ ...schema, properties: { ...schema.properties, [name]: changed } })}
      onRequired={(isRequired) =>
        onChange({ ...schema, required: isRequired ? [...required, name] : required.filter((other) => other !== name) })
      }
    />
  );
}
