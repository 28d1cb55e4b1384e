import type { ComponentProps, KeyboardEvent, ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';

type ButtonProps = Omit<ComponentProps<'button'>, 'disabled'> & {
  /** `primary`: one in a view. `danger`: only where it deletes. @default plain */
  readonly kind?: 'plain' | 'primary' | 'danger' | 'quiet';
  readonly size?: 'normal' | 'small';
  readonly icon?: IconName;
  /** Why it cannot be used now; stands left of it. A button is never disabled without; empty where it stands elsewhere. */
  readonly why?: string | undefined;
  /** It is doing what it says; a second click does nothing. */
  readonly isBusy?: boolean;
  readonly children: ReactNode;
};

/** Says a verb and a thing: "Redrive all 1,240 that match". */
export function Button({ kind = 'plain', size = 'normal', icon, why, isBusy = false, children, ...rest }: ButtonProps) {
  const isOff = why !== undefined || isBusy;
  const button = (
    <button
      type="button"
      {...rest}
      className={buttonClass({ kind, size, className: rest.className })}
      aria-disabled={isOff ? true : undefined}
      aria-busy={isBusy ? true : undefined}
      onClick={isOff ? (event) => event.preventDefault() : rest.onClick}
    >
      {icon !== undefined && <Icon name={icon} size={size === 'small' ? 'small' : 'normal'} />}
      {children}
    </button>
  );
  if (why === undefined || why === '') return button;
  return (
    <span className="row">
      <span className="why">{why}</span>
      {button}
    </span>
  );
}

type Looks = Pick<ButtonProps, 'kind' | 'size' | 'className'>;

/** The look of a button, for a link that leads to a form: `<Link className={buttonClass({ kind: 'primary' })}>`. */
export function buttonClass({ kind = 'plain', size = 'normal', className }: Looks = {}): string {
  return ['btn', kind === 'plain' ? '' : kind, size === 'small' ? 'small' : '', className ?? '']
    .filter(Boolean)
    .join(' ');
}

type IconButtonProps = Omit<ComponentProps<'button'>, 'children' | 'disabled'> & {
  readonly icon: IconName;
  /** Its name, which is read out and shown when the pointer rests on it. */
  readonly label: string;
};

export function IconButton({ icon, label, className = '', ...rest }: IconButtonProps) {
  return (
    <button type="button" {...rest} className={`btn icon ${className}`} aria-label={label} title={label}>
      <Icon name={icon} />
    </button>
  );
}

type SegmentsProps<Value extends string> = {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly (readonly [value: Value, label: string])[];
  readonly onChange: (value: Value) => void;
  /** The key that leads here (app/keys). */
  readonly shortcut?: 't';
};

const SEGMENT_STEPS: Readonly<Record<string, 'nextElementSibling' | 'previousElementSibling'>> = {
  ArrowRight: 'nextElementSibling',
  ArrowLeft: 'previousElementSibling',
};

/** A choice of a few, all of which are seen: a range of time, a view. The arrows go from one to the next. */
export function Segments<Value extends string>(props: SegmentsProps<Value>) {
  const { label, value, options, onChange, shortcut } = props;
  const onKeyDown = ({ key, target }: KeyboardEvent<HTMLElement>): void => {
    const step = SEGMENT_STEPS[key];
    const next = step === undefined || !(target instanceof HTMLElement) ? null : target[step];
    if (next instanceof HTMLElement) next.focus();
  };
  return (
    <div className="seg" role="group" aria-label={label} aria-keyshortcuts={shortcut} onKeyDown={onKeyDown}>
      {options.map(([option, text]) => (
        <button key={option} type="button" aria-pressed={option === value} onClick={() => onChange(option)}>
          {text}
        </button>
      ))}
    </div>
  );
}
