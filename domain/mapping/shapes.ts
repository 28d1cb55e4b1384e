// What each directive wants to be given, as Segment's kit says it, and where the kit lets something pass that it cannot run
// later, what it needs to run. `check.ts` walks a mapping by these.

import { isFields, typeName } from './values.ts';

/** Says what is wrong with a value, or looks at what is in it. */
export type Shape = (value: unknown, pointer: string, visit: Visit) => void;

export type Visit = {
  readonly report: (pointer: string, message: string) => void;
  /** Any mapping: a directive, or JSON with directives in it. */
  readonly mapping: (value: unknown, pointer: string) => void;
  readonly liquid: (text: string, pointer: string) => void;
};

export function isDirectiveLike(value: unknown): boolean {
  return isFields(value) && Object.keys(value).some((key) => key.startsWith('@'));
}

/** `/` and `~` are written as JSON pointers write them. */
export function under(pointer: string, key: string | number): string {
  return `${pointer}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

const anything: Shape = (value, pointer, { mapping }) => mapping(value, pointer);

const textOrDirective: Shape = (value, pointer, { report, mapping }) => {
  if (isDirectiveLike(value)) mapping(value, pointer);
  else if (typeof value !== 'string') report(pointer, `must be a string or a directive, not ${typeName(value)}`);
};

const fieldsOrDirective: Shape = (value, pointer, { report, mapping }) => {
  if (isFields(value)) mapping(value, pointer);
  else report(pointer, `must be an object or a directive, not ${typeName(value)}`);
};

const flag: Shape = (value, pointer, { report }) => {
  if (typeof value !== 'boolean') report(pointer, `must be true or false, not ${typeName(value)}`);
};

function oneOf(...allowed: readonly string[]): Shape {
  return (value, pointer, { report }) => {
    if (allowed.includes(value as string)) return;
    report(pointer, `must be ${allowed.map((each) => `"${each}"`).join(' or ')}`);
  };
}

function textOf(least: number, most: number): Shape {
  return (value, pointer, { report }) => {
    const isFit = typeof value === 'string' && value.length >= least && value.length <= most;
    if (!isFit) report(pointer, `must be a string of ${least} to ${most} characters`);
  };
}

const someText = textOf(1, 100);

const list: Shape = (value, pointer, visit) => {
  if (!Array.isArray(value)) return visit.report(pointer, `must be a list, not ${typeName(value)}`);
  for (const [index, each] of value.entries()) fieldsOrDirective(each, under(pointer, index), visit);
};

type Field = { readonly shape: Shape; readonly isRequired: boolean };
const required = (shape: Shape): Field => ({ shape, isRequired: true });
const optional = (shape: Shape): Field => ({ shape, isRequired: false });

function fields(
  known: Readonly<Record<string, Field>>,
  alike?: (given: Readonly<Record<string, unknown>>) => string | undefined,
): Shape {
  return (value, pointer, visit) => {
    if (!isFields(value)) return visit.report(pointer, `must be an object, not ${typeName(value)}`);
    if (isDirectiveLike(value))
      return visit.report(pointer, 'must be an object with fields of its own, not a directive');
    for (const [name, { shape, isRequired }] of Object.entries(known)) {
      if (value[name] !== undefined) shape(value[name], under(pointer, name), visit);
      else if (isRequired) visit.report(pointer, `must have "${name}"`);
    }
    for (const name of Object.keys(value))
      if (!Object.hasOwn(known, name)) anything(value[name], under(pointer, name), visit);
    const message = alike?.(value);
    if (message !== undefined) visit.report(pointer, message);
  };
}

/** Of what is replaced, and of what comes there: as Segment's. */
const MAX_REPLACED_CHARACTERS = 10;

export const SHAPES = {
  '@if': fields(
    { exists: optional(anything), blank: optional(anything), then: optional(anything), else: optional(anything) },
    ({ exists, blank }) => (exists || blank ? undefined : 'must have "exists" or "blank"'),
  ),
  '@case': fields({ operator: required(oneOf('lower', 'upper')), value: optional(textOrDirective) }),
  '@replace': fields({
    pattern: required(textOf(1, MAX_REPLACED_CHARACTERS)),
    replacement: optional(textOf(0, MAX_REPLACED_CHARACTERS)),
    pattern2: optional(textOf(0, MAX_REPLACED_CHARACTERS)),
    replacement2: optional(textOf(0, MAX_REPLACED_CHARACTERS)),
    value: required(textOrDirective),
    ignorecase: optional(flag),
    global: optional(flag),
  }),
  '@arrayPath': (value, pointer, visit) => {
    if (!Array.isArray(value))
      return visit.report(pointer, `must be a list of a path and a shape, not ${typeName(value)}`);
    textOrDirective(value[0], under(pointer, 0), visit);
    if (value.length > 1) anything(value[1], under(pointer, 1), visit);
  },
  '@path': textOrDirective,
  '@template': textOrDirective,
  '@literal': anything,
  '@json': fields({ mode: required(oneOf('encode', 'decode')), value: required(anything) }, ({ value }) =>
    value === undefined || value ? undefined : 'must have a "value" that is not empty',
  ),
  '@flatten': fields({ separator: required(someText), value: required(anything), omitArrays: optional(anything) }),
  '@merge': fields({ direction: required(oneOf('left', 'right')), objects: required(list) }),
  '@transform': fields({ apply: required(fieldsOrDirective), mapping: required(fieldsOrDirective) }),
  '@excludeWhenNull': anything,
  '@liquid': (value, pointer, { report, liquid }) => {
    if (typeof value === 'string') liquid(value, pointer);
    else report(pointer, `must be a string, not ${typeName(value)}`);
  },
} as const satisfies Readonly<Record<string, Shape>>;

export type DirectiveName = keyof typeof SHAPES;

export function isDirectiveName(name: string): name is DirectiveName {
  return Object.hasOwn(SHAPES, name);
}
