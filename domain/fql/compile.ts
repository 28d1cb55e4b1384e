// Decides which events a destination gets: compiles the filter a person wrote in FQL, Segment's filter query language,
// or says what is wrong with it and where. The control plane checks filters with it, the router applies them.

import { checkFilter } from './check.ts';
import { compileCondition } from './evaluate.ts';
import { parseFql } from './parse.ts';
import type { Expression } from './syntax.ts';
import { FqlSyntaxError, printPath } from './syntax.ts';
import { STEPS_PER_EVENT, withinBudget, type StepBudget } from './step-budget.ts';
import { utf8Length } from './values.ts';

/** Longest filter in bytes, as documented by Segment (5 KB). */
export const MAX_FQL_BYTES = 5 * 1024;

/** A field that a filter reads: as FQL writes it, its names, and where it first stands (0-based, UTF-16 units). */
export type FqlField = { readonly path: string; readonly segments: readonly string[]; readonly position: number };

/**
 * Result of compiling a filter. `matches` never throws and is made once for many events; it is undefined for an event
 * with which the filter costs more than `budget` has, by itself `STEPS_PER_EVENT`. `fields` are the fields the
 * filter reads, each once and in the order of their first use. For a refused filter `position` is
 * the 0-based offset into the text (UTF-16 units), and `message` says what was found, what was expected, and where it
 * helps how to write it right.
 */
export type CompiledFql =
  | {
      readonly ok: true;
      readonly matches: (event: Readonly<Record<string, unknown>>, budget?: StepBudget) => boolean | undefined;
      readonly fields: readonly FqlField[];
    }
  | { readonly ok: false; readonly message: string; readonly position: number };

/** Compiles a filter. A filter that is refused must not be applied: an event it might have held back is not sent. */
export function compileFql(text: string): CompiledFql {
  const sizeBytes = utf8Length(text);
  if (sizeBytes > MAX_FQL_BYTES) {
    return {
      ok: false,
      message: `Found a filter of ${sizeBytes} bytes, expected at most ${MAX_FQL_BYTES}.`,
      position: 0,
    };
  }
  try {
    const filter = parseFql(text);
    checkFilter(filter);
    const condition = compileCondition(filter);
    return {
      ok: true,
      matches: (event, budget = { left: STEPS_PER_EVENT }) => withinBudget(() => condition(event, budget)),
      fields: uniqueFields(fieldsOf(filter)),
    };
  } catch (error) {
    if (error instanceof FqlSyntaxError) return { ok: false, message: error.message, position: error.position };
    throw error;
  }
}

function uniqueFields(fields: readonly FqlField[]): FqlField[] {
  const byPath = new Map<string, FqlField>();
  for (const field of fields) if (!byPath.has(field.path)) byPath.set(field.path, field);
  return [...byPath.values()];
}

function fieldsOf(expression: Expression): FqlField[] {
  switch (expression.kind) {
    case 'literal':
      return [];
    case 'path':
      return [fieldOf(expression)];
    case 'list':
      return expression.items.flatMap(fieldsOf);
    case 'call':
      return expression.args.flatMap(fieldsOf);
    case 'and':
    case 'or':
      return expression.operands.flatMap(fieldsOf);
    case 'not':
      return fieldsOf(expression.operand);
    case 'comparison':
      return [...fieldsOf(expression.left), ...fieldsOf(expression.right)];
  }
}

function fieldOf({ segments, position }: Expression & { kind: 'path' }): FqlField {
  return { path: printPath(segments), segments, position };
}
