// A filter as rows, "field, comparison, value", all of which or one of which must hold. It is read by the parser that the
// pipeline has, and printed in one place; what has no such rows is left to the editor.

import { compileFql } from '../../../../domain/fql/compile.ts';
import { parseFql } from '../../../../domain/fql/parse.ts';
import { printPath, type Expression } from '../../../../domain/fql/syntax.ts';

export const COMPARISONS = [
  ['=', 'is'],
  ['!=', 'is not'],
  ['>', 'is more than'],
  ['>=', 'is at least'],
  ['<', 'is less than'],
  ['<=', 'is at most'],
  ['contains', 'contains'],
  ['match', 'is like'],
] as const;
export type Comparison = (typeof COMPARISONS)[number][0];

export const VALUE_KINDS = [
  ['text', 'text'],
  ['number', 'number'],
  ['true', 'true'],
  ['false', 'false'],
  ['null', 'nothing'],
] as const;
export type ValueKind = (typeof VALUE_KINDS)[number][0];

export type Row = {
  /** As FQL writes it: `properties.total`. */
  readonly field: string;
  readonly comparison: Comparison;
  readonly kind: ValueKind;
  /** Of a text or a number; a text without its quotes. */
  readonly value: string;
};

export type Rows = { readonly join: 'and' | 'or'; readonly rows: readonly Row[] };

export const NEW_ROW: Row = { field: 'event', comparison: '=', kind: 'text', value: '' };

/** The rows of a filter; undefined where it says more than rows can, or is none. */
export function rowsOf(text: string): Rows | undefined {
  if (text.trim() === '') return { join: 'and', rows: [] };
  if (!compileFql(text).ok) return undefined;
  const filter = parseFql(text);
  const isJoined = filter.kind === 'and' || filter.kind === 'or';
  const rows = (isJoined ? filter.operands : [filter]).map(rowOf);
  if (!rows.every((row) => row !== undefined)) return undefined;
  return { join: filter.kind === 'or' ? 'or' : 'and', rows };
}

function rowOf(expression: Expression): Row | undefined {
  if (expression.kind === 'comparison') {
    const { operator, left, right } = expression;
    if (operator === 'in' || left.kind !== 'path') return undefined;
    const value = valueOf(right);
    return value && { field: printPath(left.segments), comparison: operator, ...value };
  }
  if (expression.kind !== 'call' || (expression.name !== 'contains' && expression.name !== 'match')) return undefined;
  const [subject, part] = expression.args;
  if (subject?.kind !== 'path' || part?.kind !== 'literal' || typeof part.value !== 'string') return undefined;
  return { field: printPath(subject.segments), comparison: expression.name, kind: 'text', value: part.value };
}

function valueOf(expression: Expression): Pick<Row, 'kind' | 'value'> | undefined {
  if (expression.kind !== 'literal') return undefined;
  const { value } = expression;
  if (typeof value === 'string') return { kind: 'text', value };
  if (typeof value === 'number') return { kind: 'number', value: String(value) };
  if (typeof value === 'boolean') return { kind: value ? 'true' : 'false', value: '' };
  // A number with more digits than the browser counts with stays as it was written.
  return value === null ? { kind: 'null', value: '' } : undefined;
}

/** The one way in which rows become a filter: one on a line. */
export function printRows({ join, rows }: Rows): string {
  return rows.map((row, index) => (index === 0 ? printRow(row) : `  ${join} ${printRow(row)}`)).join('\n');
}

function printRow({ field, comparison, kind, value }: Row): string {
  const literal = kind === 'text' ? JSON.stringify(value) : kind === 'number' ? value.trim() : kind;
  if (comparison === 'contains' || comparison === 'match') return `${comparison}(${field}, ${JSON.stringify(value)})`;
  return `${field} ${comparison} ${literal}`;
}

/** `in order`, and only texts can be part of a text. */
export const kindsFor = (comparison: Comparison): readonly (readonly [ValueKind, string])[] =>
  comparison === '=' || comparison === '!='
    ? VALUE_KINDS
    : VALUE_KINDS.filter(
        ([kind]) => kind === (comparison === 'contains' || comparison === 'match' ? 'text' : 'number'),
      );

/** The row with another comparison, and a value that it can have. */
export function compared(row: Row, comparison: Comparison): Row {
  const kinds = kindsFor(comparison).map(([kind]) => kind);
  return { ...row, comparison, kind: kinds.includes(row.kind) ? row.kind : (kinds[0] ?? 'text') };
}
