import ts from 'typescript';
import { lineOf, visit, type Module } from '../support/read-modules.ts';

/** Every text that stands in a module, of templates as much as comes before the first value. */
export function literalsOf({ source }: Module): { readonly text: string; readonly line: number }[] {
  const found: { text: string; line: number }[] = [];
  visit(source, (node) => {
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node)) {
      found.push({ text: node.text, line: lineOf(source, node) });
    }
  });
  return found;
}
