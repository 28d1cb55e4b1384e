// A mapping becomes a function once, and makes of each event what the action is given. It does what Segment's kit does,
// which reads the mapping anew for every event; test/domain/mapping/kit.test.ts runs both.

import { checkMapping, type MappingProblem } from './check.ts';
import { DIRECTIVES, type Compile, type Evaluate } from './directives.ts';
import { MappingFault } from './fault.ts';
import type { Liquid } from './liquid-limits.ts';
import { placeInGiven, withRootDirective } from './root-directive.ts';
import { isDirectiveName, under } from './shapes.ts';
import { copyKept, isFields, setField, type Fields } from './values.ts';

export type CompiledMapping = {
  /** What the action is given. Throws a `MappingFault` when a directive cannot work with what the event has. */
  readonly run: (event: Fields) => Fields;
};

export type Compiled =
  | { readonly ok: true; readonly mapping: CompiledMapping }
  | { readonly ok: false; readonly problems: readonly MappingProblem[] };

/** `liquid` is wanted by mappings for which `usesLiquid` holds. */
export function compileMapping(mapping: unknown, { liquid }: { readonly liquid?: Liquid | undefined } = {}): Compiled {
  const problems = checkMapping(mapping);
  if (problems.length > 0 || !isFields(mapping)) return { ok: false, problems };
  return { ok: true, mapping: { run: compileWhole(mapping, '', liquid) } };
}

/** Whether a directive of it is `@liquid`, which wants more code than all the others. */
export function usesLiquid(mapping: unknown): boolean {
  if (typeof mapping !== 'object' || mapping === null) return false;
  return Object.entries(mapping).some(([key, value]) => key === '@liquid' || usesLiquid(value));
}

function compileWhole(mapping: Fields, at: string, liquid: Liquid | undefined): (event: unknown) => Fields {
  const rooted = withRootDirective(mapping);
  if (!rooted.ok) throw new MappingFault(rooted.pointer, '', rooted.message);
  const place = (pointer: string): string => at + placeInGiven(pointer, rooted.place);
  const compile: Compile = {
    part: (value, pointer) => compilePart(value, pointer, compile),
    whole: (value, pointer) => compileWhole(value, place(pointer), liquid),
    fault(pointer, message) {
      const end = pointer.lastIndexOf('/');
      return new MappingFault(place(pointer.slice(0, end)), pointer.slice(end + 1), message);
    },
    liquid,
  };
  return compileOutput(rooted.mapping, compile);
}

/** Fields that are left out are not put there first. */
function compileOutput(mapping: Fields, compile: Compile): (event: unknown) => Fields {
  const single = directiveOf(mapping, '', compile);
  if (single !== undefined) return (event) => copyKept(single(event)) as Fields;
  const fields = Object.keys(mapping).map((key) => [key, compile.part(mapping[key], under('', key))] as const);
  return (event) => {
    const made: Record<string, unknown> = {};
    for (const [key, evaluate] of fields) {
      const value = copyKept(evaluate(event));
      if (value !== undefined) setField(made, key, value);
    }
    return made;
  };
}

function compilePart(value: unknown, pointer: string, compile: Compile): Evaluate {
  if (Array.isArray(value)) {
    const items = value.map((each, index) => compile.part(each, under(pointer, index)));
    return (data) => items.map((evaluate) => evaluate(data));
  }
  if (!isFields(value)) return () => value;
  const directive = directiveOf(value, pointer, compile);
  if (directive !== undefined) return directive;
  const fields = Object.keys(value).map((key) => [key, compile.part(value[key], under(pointer, key))] as const);
  return (data) => {
    const made: Record<string, unknown> = {};
    for (const [key, evaluate] of fields) setField(made, key, evaluate(data));
    return made;
  };
}

function directiveOf(value: Fields, pointer: string, compile: Compile): Evaluate | undefined {
  const name = Object.keys(value).find((key) => key.startsWith('@'));
  if (name === undefined || !isDirectiveName(name)) return undefined;
  return DIRECTIVES[name](value[name], under(pointer, name), compile);
}
