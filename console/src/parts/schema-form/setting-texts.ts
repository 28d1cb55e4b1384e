// What a field says beside itself, from what its setting says.

import type { Setting } from '../../../../domain/catalog/settings-schema.ts';
import type { FieldValue } from './form-values.ts';

/** What every kind of field is given. */
export type SettingFieldProps<Value extends FieldValue = FieldValue> = {
  readonly name: string;
  readonly setting: Setting;
  readonly isRequired: boolean;
  readonly isSecret: boolean;
  readonly value: Value;
  readonly faults: ReadonlyMap<string, string>;
  readonly onChange: (value: FieldValue) => void;
};

type Said = Pick<SettingFieldProps, 'setting' | 'name' | 'isRequired' | 'isSecret'>;

export const labelOf = ({ name, setting }: Pick<Said, 'name' | 'setting'>): string => setting.title ?? name;

/** `secret, optional`; nothing for what is plainly needed. */
export function noteOf({ setting, isRequired, isSecret }: Said): string | undefined {
  const words = [
    ...(isSecret ? ['secret'] : []),
    ...(isRequired ? [] : ['optional']),
    ...(setting.deprecated === true ? ['no longer wanted'] : []),
  ];
  return words.length === 0 ? undefined : words.join(', ');
}

/** An example, as it would be typed. */
export function exampleOf(setting: Setting): string | undefined {
  const [example] = setting.examples ?? [];
  if (example === undefined) return undefined;
  return typeof example === 'string' ? example : JSON.stringify(example);
}

/** The description, and what the field takes where it does not say so itself. */
export function helpOf(setting: Setting): string | undefined {
  const parts = [setting.description, limitsOf(setting)].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(' ');
}

function limitsOf(setting: Setting): string | undefined {
  if (setting.type === 'number' || setting.type === 'integer') {
    const { minimum, maximum } = setting;
    const what = setting.type === 'integer' ? 'A whole number' : 'A number';
    if (minimum !== undefined && maximum !== undefined) return `${what} from ${minimum} to ${maximum}.`;
    if (minimum !== undefined) return `${what}, ${minimum} or more.`;
    return maximum === undefined ? `${what}.` : `${what}, ${maximum} or less.`;
  }
  return setting.type === 'string' && setting.format !== undefined ? FORMATS[setting.format] : undefined;
}

const FORMATS = {
  uri: 'An address, such as https://example.com/.',
  email: 'An email address.',
  date: 'A day, such as 2026-11-30.',
  'date-time': 'A moment, such as 2026-11-30T10:00:00Z.',
  uuid: 'A UUID.',
} as const;
