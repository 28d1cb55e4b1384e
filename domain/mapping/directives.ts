// What each directive makes of an event. A mapping has been checked before (shapes.ts), so what fails here fails by what
// is in the event.

import type { MappingFault } from './fault.ts';
import type { Liquid } from './liquid-limits.ts';
import { compileTemplate, namesInPath, read, textOf } from './paths.ts';
import { under, type DirectiveName } from './shapes.ts';
import { isFields, setField, typeName, withoutNulls, type Fields } from './values.ts';

export type Evaluate = (data: unknown) => unknown;

export type Compile = {
  readonly part: (value: unknown, pointer: string) => Evaluate;
  /** A mapping of its own, whose result has no field that is left out. */
  readonly whole: (value: Fields, pointer: string) => (data: unknown) => Fields;
  readonly fault: (pointer: string, message: string) => MappingFault;
  readonly liquid: Liquid | undefined;
};

type Directive = (given: unknown, pointer: string, compile: Compile) => Evaluate;

const NOTHING: Evaluate = () => undefined;

const fieldsOf = (given: unknown): Fields => (isFields(given) ? given : {});

/** A directive about a text, which may be made by another directive. */
function ofText(compileText: (text: string) => Evaluate): Directive {
  return (given, pointer, compile) => {
    if (typeof given === 'string') return compileText(given);
    const evaluate = compile.part(given, pointer);
    return (data) => {
      const text = evaluate(data);
      if (typeof text !== 'string') throw compile.fault(pointer, `wants a string, not ${typeName(text)}`);
      return compileText(text)(data);
    };
  };
}

const readAt = (path: string): Evaluate => {
  const names = namesInPath(path);
  return (data) => read(data, names);
};

const choose: Directive = (given, pointer, { part }) => {
  const { exists, blank, then, else: otherwise } = fieldsOf(given);
  const asked = part(exists === undefined ? blank : exists, under(pointer, exists === undefined ? 'blank' : 'exists'));
  const isMet = exists === undefined ? isFilled : isThere;
  const whenMet = then === undefined ? NOTHING : part(then, under(pointer, 'then'));
  // NOTE: as in the kit, what is false, 0, '' or null stands for nothing here.
  const whenNot = otherwise ? part(otherwise, under(pointer, 'else')) : NOTHING;
  return (data) => (isMet(asked(data)) ? whenMet(data) : whenNot(data));
};

const isThere = (value: unknown): boolean => value !== undefined && value !== null;

/** NOTE: as in the kit, 0 and false are blank, and so is a list of nothing but such. */
function isFilled(value: unknown): boolean {
  if (Array.isArray(value)) return textOf(value) !== '';
  return isThere(value) && value !== '' && value !== 0 && value !== false;
}

const changeCase: Directive = (given, pointer, { part }) => {
  const { operator, value } = fieldsOf(given);
  if (!value) return NOTHING;
  const evaluate = part(value, under(pointer, 'value'));
  return (data) => {
    const text = evaluate(data);
    if (typeof text !== 'string') return text;
    return operator === 'lower' ? text.toLowerCase() : text.toUpperCase();
  };
};

type Replace = (text: string) => string;

function replacing(pattern: unknown, replacement: unknown, flags: string): Replace {
  if (typeof pattern !== 'string' || pattern === '') return (text) => text;
  const escaped = new RegExp(pattern.replace(/[-[\]{}()*+?.,\\^$|#\s]/g, '\\$&'), flags);
  return (text) => text.replace(escaped, typeof replacement === 'string' ? replacement : '');
}

const replace: Directive = (given, pointer, { part }) => {
  const { pattern, replacement, pattern2, replacement2, ignorecase, global = true, value } = fieldsOf(given);
  if (!value) return NOTHING;
  const flags = (global === true ? 'g' : '') + (ignorecase === true ? 'i' : '');
  const [first, second] = [replacing(pattern, replacement, flags), replacing(pattern2, replacement2, flags)];
  const evaluate = part(value, under(pointer, 'value'));
  return (data) => {
    const found = evaluate(data);
    const text = typeof found === 'boolean' || typeof found === 'number' ? String(found) : found;
    return typeof text === 'string' ? second(first(text)) : '';
  };
};

const mapItems: Directive = (given, pointer, { part }) => {
  const [path, shape] = given as readonly unknown[];
  const root = typeof path === 'string' ? readAt(path) : part(path, under(pointer, 0));
  if (!isFields(shape) || Object.keys(shape).length === 0) return root;
  const item = part(shape, under(pointer, 1));
  return (data) => {
    const found = root(data);
    if (Array.isArray(found)) return found.map(item);
    return isFields(found) ? [item(found)] : found;
  };
};

const flatten: Directive = (given, pointer, { part }) => {
  const { separator, value, omitArrays } = fieldsOf(given);
  const evaluate = part(value, under(pointer, 'value'));
  const isOpened = (each: unknown): each is Fields => isFields(each) || (!omitArrays && Array.isArray(each));
  const add = (target: Record<string, unknown>, prefix: string, each: unknown): void => {
    if (!isOpened(each)) return setField(target, prefix, each);
    for (const key of Object.keys(each)) add(target, prefix === '' ? key : prefix + String(separator) + key, each[key]);
  };
  return (data) => {
    const flat: Record<string, unknown> = {};
    add(flat, '', evaluate(data));
    return flat;
  };
};

const json: Directive = (given, pointer, { part }) => {
  const { mode, value } = fieldsOf(given);
  const evaluate = part(value, under(pointer, 'value'));
  if (mode === 'encode') return (data) => JSON.stringify(evaluate(data));
  return (data) => {
    const text = evaluate(data);
    if (typeof text !== 'string') return text;
    try {
      return JSON.parse(text) as unknown;
    } catch {
      return text;
    }
  };
};

const merge: Directive = (given, pointer, { part }) => {
  const { direction, objects } = fieldsOf(given);
  const place = under(pointer, 'objects');
  const parts = (objects as readonly unknown[]).map((each, index) => part(each, under(place, index)));
  // Who comes last wins.
  const inOrder = direction === 'left' ? parts.toReversed() : parts;
  return (data) => {
    const merged: Record<string, unknown> = {};
    for (const evaluate of inOrder) {
      // NOTE: as in the kit, a text adds its characters, by their places.
      const found = Object(evaluate(data) ?? {}) as Fields;
      for (const key of Object.keys(found)) setField(merged, key, found[key]);
    }
    return merged;
  };
};

const transform: Directive = (given, pointer, { part, whole, fault }) => {
  const { apply, mapping } = fieldsOf(given);
  const before = whole(fieldsOf(apply), under(pointer, 'apply'));
  const evaluate = part(mapping, under(pointer, 'mapping'));
  return (data = {}) => {
    if (!isFields(data)) throw fault(pointer, `wants an object, not ${typeName(data)}`);
    return evaluate(before(data));
  };
};

const excludeNulls: Directive = (given, pointer, { part }) => {
  const evaluate = part(given, pointer);
  return (data) => {
    const value = evaluate(data);
    return value === null ? undefined : withoutNulls(value);
  };
};

const liquid: Directive = (given, pointer, compile) => {
  if (given === '') return () => '';
  const compiled = compile.liquid?.(String(given));
  if (compiled === undefined) throw new Error('a mapping with @liquid was compiled without Liquid');
  return (data) => {
    const made = compiled.ok ? compiled.render(data) : compiled;
    if (!made.ok) throw compile.fault(pointer, made.message);
    return made.text;
  };
};

export const DIRECTIVES: Readonly<Record<DirectiveName, Directive>> = {
  '@if': choose,
  '@case': changeCase,
  '@replace': replace,
  '@arrayPath': mapItems,
  '@path': ofText(readAt),
  '@template': ofText(compileTemplate),
  '@literal': (given, pointer, { part }) => part(given, pointer),
  '@flatten': flatten,
  '@json': json,
  '@merge': merge,
  '@transform': transform,
  '@excludeWhenNull': excludeNulls,
  '@liquid': liquid,
};
