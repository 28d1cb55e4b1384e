// What a function of a customer is: code in versions, one of which is deployed, and the settings that its destinations are
// asked for. Files, the API and what is stored follow from the schemas here.

import * as z from 'zod/mini';
import { insertsOf, type InsertFunction } from './insert.ts';
import { isSecretName } from './secret-names.ts';
import type { Actor } from '../access/people.ts';
import { RESOURCE_ID, RESOURCE_ID_RULE } from './resource-id.ts';
import { FUNCTION_TYPES, type FunctionType } from '../functions/function-call.ts';
import { FUNCTION_LIMITS } from '../functions/function-limits.ts';

const SETTING_NAME = /^[A-Za-z_$][\w$]{0,63}$/;
const MAX_SETTINGS = 50;

/** A setting, as Segment has them. */
export const functionSetting = z.strictObject({
  type: z._default(z.enum(['string', 'number', 'boolean', 'array', 'map']), 'string'),
  label: z.optional(z.string().check(z.maxLength(200))),
  description: z.optional(z.string().check(z.maxLength(1_000))),
  required: z.optional(z.boolean()),
  /** Encrypted where it is stored, never shown, and struck out of logs. */
  secret: z.optional(z.boolean()),
});
export type FunctionSetting = z.infer<typeof functionSetting>;

export const functionSettings = z.record(
  z.string().check(z.regex(SETTING_NAME, 'must be a name as in JavaScript')),
  functionSetting,
);
export type FunctionSettings = z.infer<typeof functionSettings>;

const bytes = (text: string): number => new TextEncoder().encode(text).length;

/** The code itself. */
export const functionCode = z.string().check(
  z.minLength(1, 'must not be empty'),
  z.refine(
    (code) => code.length <= FUNCTION_LIMITS.codeBytes && bytes(code) <= FUNCTION_LIMITS.codeBytes,
    `must be at most ${FUNCTION_LIMITS.codeBytes / 1024 / 1024} MB`,
  ),
);

/** A function as a workspace file has it. */
export const functionSchema = z.strictObject({
  id: z.string().check(z.regex(RESOURCE_ID, RESOURCE_ID_RULE)),
  name: z.optional(z.string().check(z.minLength(1), z.maxLength(120))),
  description: z.optional(z.string().check(z.maxLength(1_000))),
  type: z.enum(FUNCTION_TYPES, { error: `must be one of ${FUNCTION_TYPES.map((type) => `"${type}"`).join(', ')}` }),
  code: functionCode,
  settings: z._default(
    functionSettings.check(
      z.refine((all) => Object.keys(all).length <= MAX_SETTINGS, `must be at most ${MAX_SETTINGS}`),
    ),
    {},
  ),
});
export type FunctionInput = z.output<typeof functionSchema>;

/** One version, as it is stored. Its code lies in S3, under its hash. */
export type FunctionVersion = {
  readonly number: number;
  readonly hash: string;
  readonly bytes: number;
  readonly handlers: readonly string[];
  readonly settings: FunctionSettings;
  readonly createdAt: string;
  readonly createdBy: Actor;
};

/** What runs. */
export type DeployedVersion = Pick<FunctionVersion, 'number' | 'hash' | 'handlers' | 'settings'> & {
  readonly deployedAt: string;
};

export type FunctionDocument = {
  readonly id: string;
  readonly workspace: string;
  readonly name: string;
  readonly description?: string | undefined;
  readonly type: FunctionType;
  /** The highest number that there is. */
  readonly latest: number;
  /** Absent for one that was never deployed. */
  readonly deployed?: DeployedVersion | undefined;
  readonly createdAt: string;
  readonly updatedAt: string;
};

/** Names of settings that are secret and that are not, as a destination keeps them. */
export function decidedBy(settings: FunctionSettings): { secretSettings?: string[]; openSettings?: string[] } {
  const names = Object.keys(settings);
  const secret = names.filter((name) => settings[name]?.secret === true);
  const open = names.filter((name) => settings[name]?.secret === false && isSecretName(name));
  return {
    ...(secret.length === 0 ? {} : { secretSettings: secret }),
    ...(open.length === 0 ? {} : { openSettings: open }),
  };
}

/** The insert functions of a destination with what each says of its settings, and without what others have said before. */
export function decideInserts(
  insert: readonly InsertFunction[],
  settingsOf: (id: string) => FunctionSettings,
): InsertFunction[] {
  return insert.map((each) => {
    if (typeof each === 'string') return each;
    const { function: id, settings } = each;
    return { function: id, settings, ...decidedBy(settingsOf(id)) };
  });
}

/** What of the settings of insert functions does not fit what these ask for; names are those of places in a destination. */
export function problemsOfInserts(
  destination: { readonly insert?: readonly InsertFunction[] | undefined },
  settingsOf: (id: string) => FunctionSettings,
): readonly SettingProblem[] {
  return insertsOf(destination).flatMap(({ function: id, settings }, index) =>
    problemsOfSettings(settingsOf(id), settings).map(({ name, message }) => ({
      name: `insert[${index}].settings.${name}`,
      message,
    })),
  );
}

export type SettingProblem = { readonly name: string; readonly message: string };

/** What of the settings of a destination does not fit what its function asks for. */
export function problemsOfSettings(
  asked: FunctionSettings,
  given: Readonly<Record<string, unknown>>,
): readonly SettingProblem[] {
  const missing = Object.entries(asked)
    .filter(([name, { required }]) => required === true && (given[name] === undefined || given[name] === ''))
    .map(([name]) => ({ name, message: 'is required by the function' }));
  const wrong = Object.entries(given).flatMap(([name, value]): SettingProblem[] => {
    const setting = Object.hasOwn(asked, name) ? asked[name] : undefined;
    if (setting === undefined) return [{ name, message: 'is no setting of the function' }];
    return fits(setting.type, value) ? [] : [{ name, message: `must be of the type ${setting.type}` }];
  });
  return [...missing, ...wrong];
}

function fits(type: FunctionSetting['type'], value: unknown): boolean {
  if (type === 'array') return Array.isArray(value);
  if (type === 'map') return typeof value === 'object' && value !== null && !Array.isArray(value);
  // A mark of a secret that is kept, and an encrypted one, are judged when they are written.
  return typeof value === type || (typeof value === 'object' && value !== null);
}
