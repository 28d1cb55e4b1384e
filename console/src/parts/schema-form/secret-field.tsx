import { Button } from '../button.tsx';
import { emptyField } from './form-values.ts';
import { labelOf, type SettingFieldProps } from './setting-texts.ts';

/** A secret that is stored: it is never shown, and can be replaced or taken away. */
export function SecretField(props: SettingFieldProps) {
  const { name, setting, value, faults, isRequired, onChange } = props;
  const label = labelOf(props);
  const isKept = value.kind === 'kept';
  const fault = faults.get(name);
  return (
    <div className="field" role="group" aria-label={label}>
      <span className="name">
        {label} <span className="opt">secret</span>
      </span>
      <div className="row">
        <span className="input secret-set t2">{isKept ? 'Set, and never shown' : 'Will be removed'}</span>
        <Button size="small" onClick={() => onChange(emptyField(setting))}>
          Replace
        </Button>
        {isKept && !isRequired && (
          <Button size="small" kind="quiet" onClick={() => onChange({ kind: 'removed' })}>
            Remove
          </Button>
        )}
        {!isKept && (
          <Button size="small" kind="quiet" onClick={() => onChange({ kind: 'kept' })}>
            Keep it
          </Button>
        )}
      </div>
      <div className={fault === undefined ? 'help' : 'hint-bad'}>{fault ?? setting.description}</div>
    </div>
  );
}
