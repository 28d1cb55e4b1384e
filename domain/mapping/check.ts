// What is wrong with a mapping, for people who save one. What has no problem here can be compiled, and fails for an event
// only by what is in the event.

import { liquidProblem } from './liquid-limits.ts';
import { placeInGiven, withRootDirective } from './root-directive.ts';
import { isDirectiveName, SHAPES, under, type Visit } from './shapes.ts';
import { isFields } from './values.ts';

export type MappingProblem = {
  /** Of the part that is wrong, as a JSON pointer; empty for the whole mapping. */
  readonly pointer: string;
  /** The end of a sentence. */
  readonly message: string;
};

/** Of one mapping, as JSON. The largest one that the catalog proposes has 13 KB. */
export const MAX_MAPPING_BYTES = 32 * 1024;

/** Levels of directives, objects and lists. */
export const MAX_MAPPING_DEPTH = 32;

/** More help nobody. */
const MAX_PROBLEMS = 20;

/** Notes that forms leave beside a directive; they mean nothing. */
const NOTES = '_metadata';

export function checkMapping(mapping: unknown): MappingProblem[] {
  if (!isFields(mapping)) return [{ pointer: '', message: 'must be an object of fields' }];
  if (isDeeperThan(mapping, MAX_MAPPING_DEPTH)) {
    return [{ pointer: '', message: `must be nested in at most ${MAX_MAPPING_DEPTH} levels` }];
  }
  const bytes = new TextEncoder().encode(JSON.stringify(mapping)).length;
  if (bytes > MAX_MAPPING_BYTES) {
    return [{ pointer: '', message: `must be at most ${MAX_MAPPING_BYTES} bytes of JSON; this is ${bytes}` }];
  }
  const rooted = withRootDirective(mapping);
  if (!rooted.ok) return [{ pointer: rooted.pointer, message: rooted.message }];
  const problems: MappingProblem[] = [];
  const visit = visitor((pointer, message) => {
    if (problems.length < MAX_PROBLEMS) problems.push({ pointer: placeInGiven(pointer, rooted.place), message });
  });
  visit.mapping(rooted.mapping, '');
  return problems;
}

function visitor(report: Visit['report']): Visit {
  const visit: Visit = {
    report,
    mapping: (value, pointer) => checkPart(value, pointer, visit),
    liquid(text, pointer) {
      const message = liquidProblem(text);
      if (message !== undefined) report(pointer, message);
    },
  };
  return visit;
}

function checkPart(value: unknown, pointer: string, visit: Visit): void {
  if (Array.isArray(value)) {
    for (const [index, each] of value.entries()) visit.mapping(each, under(pointer, index));
    return;
  }
  if (!isFields(value)) return;
  const keys = Object.keys(value);
  const names = keys.filter((key) => key.startsWith('@'));
  if (names.length === 0) {
    for (const key of keys) visit.mapping(value[key], under(pointer, key));
    return;
  }
  const [name = ''] = names;
  const others = keys.filter((key) => key !== name && key !== NOTES);
  if (others.length > 0) {
    visit.report(
      pointer,
      `must have nothing beside its directive ${name}, but has ${others.map((key) => JSON.stringify(key)).join(', ')}`,
    );
  } else if (!isDirectiveName(name)) visit.report(pointer, `has a directive that there is not: ${name}`);
  else SHAPES[name](value[name], under(pointer, name), visit);
}

function isDeeperThan(value: unknown, most: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return most === 0 || Object.values(value).some((each) => isDeeperThan(each, most - 1));
}
