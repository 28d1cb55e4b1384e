// What customers are asked for when they connect a partner's component: JSON Schema 2020-12, of which those parts are
// taken that a form can show and a check can be trusted with. Partners write it, the catalog shows it, connecting obeys it.

import * as z from 'zod/mini';
import { MAX_PATTERN_TEXT, problemOfPattern } from '../base/safe-pattern.ts';

const MAX_SETTINGS = 50;
const MAX_TEXT_CHARACTERS = 4_000;
/** Of which the request to the partner is made; settings of these names would be taken for them. */
const RESERVED: ReadonlySet<string> = new Set(['url', 'headers', 'sharedSecret']);

const text = (characters: number) => z.string().check(z.maxLength(characters));
const size = z.int().check(z.gte(0), z.lte(MAX_TEXT_CHARACTERS));
const annotations = {
  title: z.optional(text(100)),
  description: z.optional(text(1_000)),
  examples: z.optional(z.array(z.unknown()).check(z.maxLength(10))),
  /** Secret: it is stored, used, and never shown again. */
  writeOnly: z.optional(z.boolean()),
  deprecated: z.optional(z.boolean()),
};

const textSetting = z.strictObject({
  type: z.literal('string'),
  ...annotations,
  default: z.optional(z.string()),
  enum: z.optional(z.array(text(200)).check(z.minLength(1), z.maxLength(100))),
  minLength: z.optional(size),
  maxLength: z.optional(size),
  pattern: z.optional(
    z.string().check((context) => {
      const message = problemOfPattern(context.value);
      if (message !== undefined) context.issues.push({ code: 'custom', message, input: context.value });
    }),
  ),
  format: z.optional(z.enum(['uri', 'email', 'date', 'date-time', 'uuid'])),
});
const numeric = {
  ...annotations,
  default: z.optional(z.number()),
  enum: z.optional(z.array(z.number()).check(z.minLength(1), z.maxLength(100))),
  minimum: z.optional(z.number()),
  maximum: z.optional(z.number()),
};
const numberSetting = z.strictObject({ type: z.literal('number'), ...numeric });
const integerSetting = z.strictObject({ type: z.literal('integer'), ...numeric });
const booleanSetting = z.strictObject({ type: z.literal('boolean'), ...annotations, default: z.optional(z.boolean()) });
const item = z.discriminatedUnion('type', [textSetting, numberSetting, integerSetting]);
const listSetting = z.strictObject({
  type: z.literal('array'),
  ...annotations,
  items: item,
  default: z.optional(z.array(z.unknown())),
  minItems: z.optional(size),
  maxItems: z.optional(z.int().check(z.gte(0), z.lte(100))),
  uniqueItems: z.optional(z.boolean()),
});
/** Pairs of a customer's own choice, such as event names and what the partner calls them. */
const mapSetting = z.strictObject({
  type: z.literal('object'),
  ...annotations,
  additionalProperties: item,
  default: z.optional(z.record(z.string(), z.unknown())),
  minProperties: z.optional(size),
  maxProperties: z.optional(z.int().check(z.gte(0), z.lte(100))),
});

const setting = z.discriminatedUnion(
  'type',
  [textSetting, numberSetting, integerSetting, booleanSetting, listSetting, mapSetting],
  { error: 'must have a "type": string, number, integer, boolean, array or object' },
);

/** One setting of a component. */
export type Setting = z.infer<typeof setting>;

/** The settings of a component, as a JSON Schema of the object that customers send. */
export const settingsSchema = z
  .strictObject({
    $schema: z.optional(z.literal('https://json-schema.org/draft/2020-12/schema')),
    title: z.optional(text(100)),
    description: z.optional(text(1_000)),
    type: z.literal('object'),
    properties: z.record(z.string(), setting),
    required: z.optional(z.array(z.string())),
    additionalProperties: z._default(z.literal(false), false),
  })
  .check((context) => {
    for (const { path, message } of inconsistencies(context.value)) {
      context.issues.push({ code: 'custom', message, path, input: context.value });
    }
  });

export type SettingsSchema = z.infer<typeof settingsSchema>;

type Issue = { readonly path: string[]; readonly message: string };
type Shape = {
  readonly properties: Readonly<Record<string, Setting>>;
  readonly required?: readonly string[] | undefined;
};

function inconsistencies({ properties, required = [] }: Shape): Issue[] {
  const names = Object.keys(properties);
  return [
    ...(names.length > MAX_SETTINGS ? [{ path: ['properties'], message: `must have ${MAX_SETTINGS} at most` }] : []),
    ...names.flatMap((name) => found(['properties', name], problemOfName(name))),
    ...Object.entries(properties).flatMap(([name, value]) => problemsOfSetting(['properties', name], value)),
    ...required
      .filter((name) => !names.includes(name))
      .map((name) => ({ path: ['required'], message: `names "${name.slice(0, 100)}", which is not in "properties"` })),
  ];
}

function found(path: string[], message: string | undefined): Issue[] {
  return message === undefined ? [] : [{ path, message }];
}

function problemOfName(name: string): string | undefined {
  if (RESERVED.has(name)) return 'is a name that Penstock uses itself; choose another one';
  // `name in {}`: what every object has already, such as "constructor", could not be told from what was sent.
  const isUsable = /^[a-zA-Z][a-zA-Z0-9_]{0,62}$/.test(name) && !(name in {});
  return isUsable ? undefined : 'must be a name of letters, digits and "_" that begins with a letter';
}

function problemsOfSetting(path: string[], value: Setting): Issue[] {
  const isSecretWithDefault = value.writeOnly === true && value.default !== undefined;
  return [
    ...found([...path, 'default'], isSecretWithDefault ? 'a secret has no default' : undefined),
    ...(value.type === 'string' ? found([...path, 'maxLength'], problemOfLength(value)) : []),
    ...('items' in value ? problemsOfSetting([...path, 'items'], value.items) : []),
    ...(value.type === 'object'
      ? problemsOfSetting([...path, 'additionalProperties'], value.additionalProperties)
      : []),
  ];
}

function problemOfLength({ pattern, maxLength }: Setting & { type: 'string' }): string | undefined {
  const isFit = pattern === undefined || (maxLength ?? Infinity) <= MAX_PATTERN_TEXT;
  return isFit ? undefined : `must be there and at most ${MAX_PATTERN_TEXT}, because there is a "pattern"`;
}
