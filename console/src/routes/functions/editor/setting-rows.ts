// The settings that a function asks for, as rows that somebody edits: a name may be half typed, or stand there twice.

import type { FunctionSetting, FunctionSettings } from '../../../../../domain/workspace/function.ts';

export type SettingRow = {
  readonly name: string;
  readonly type: FunctionSetting['type'];
  readonly label: string;
  readonly description: string;
  readonly isRequired: boolean;
  /** Undefined: secret when its name says so. */
  readonly secret: boolean | undefined;
};

export const EMPTY_ROW: SettingRow = {
  ...{ name: '', type: 'string', label: '', description: '', isRequired: false, secret: undefined },
};

export const TYPES = [
  ['string', 'text'],
  ['number', 'number'],
  ['boolean', 'yes or no'],
  ['array', 'list of texts'],
  ['map', 'map of texts'],
] as const satisfies readonly (readonly [FunctionSetting['type'], string])[];

export function rowsOf(settings: FunctionSettings): SettingRow[] {
  return Object.entries(settings).map(([name, { type, label = '', description = '', required = false, secret }]) => ({
    ...{ name, type, label, description, isRequired: required, secret },
  }));
}

/** What of the rows can be used: a name stands for its first row. */
export function settingsOfRows(rows: readonly SettingRow[]): FunctionSettings {
  const named = rows.filter(({ name }, index) => faultOfName(rows, index) === undefined && name !== '');
  return Object.fromEntries(
    named.map(({ name, type, label, description, isRequired, secret }) => [
      name,
      {
        type,
        ...(label === '' ? {} : { label }),
        ...(description === '' ? {} : { description }),
        ...(isRequired ? { required: true } : {}),
        ...(secret === undefined ? {} : { secret }),
      },
    ]),
  );
}

const NAME = /^[A-Za-z_$][\w$]{0,63}$/;

export function faultOfName(rows: readonly SettingRow[], index: number): string | undefined {
  const name = rows[index]?.name ?? '';
  if (name === '') return 'Give it a name';
  if (!NAME.test(name)) return 'A name as in JavaScript: letters, digits, _ and $';
  return rows.findIndex((row) => row.name === name) < index ? 'There is another one of this name' : undefined;
}

export function faultsOfRows(rows: readonly SettingRow[]): number {
  return rows.filter((_, index) => faultOfName(rows, index) !== undefined).length;
}
