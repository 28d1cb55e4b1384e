import { globSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** One import, export-from or import() of a file. */
export type ModuleImport = {
  /** As written; for our own files the path from the root, such as `domain/events/event.ts`. */
  readonly target: string;
  readonly isTypeOnly: boolean;
  readonly line: number;
};

export type Module = {
  /** From the root, such as `functions/ingest/ingest.ts`. */
  readonly path: string;
  readonly source: ts.SourceFile;
  readonly imports: readonly ModuleImport[];
};

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** Every TypeScript file below these folders of the project, read by the compiler. */
export function readModules(folders: readonly string[]): Module[] {
  const paths = folders.flatMap((folder) => globSync(`${folder}/**/*.{ts,tsx}`, { cwd: ROOT }));
  return paths
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => !path.includes('/node_modules/'))
    .sort()
    .map((path) => parseModule(path, readFileSync(join(ROOT, path), 'utf8')));
}

/** The module that this text would be at this path. */
export function parseModule(path: string, text: string): Module {
  const source = ts.createSourceFile(path, text, { languageVersion: ts.ScriptTarget.Latest }, true);
  const imports: ModuleImport[] = [];
  visit(source, (node) => {
    const found = importedBy(node);
    if (found === undefined) return;
    const { text: target } = found.specifier;
    const resolved = target.startsWith('.') ? posix.join(posix.dirname(path), target) : target;
    imports.push({ target: resolved, isTypeOnly: found.isTypeOnly, line: lineOf(source, node) });
  });
  return { path, source, imports };
}

export function visit(node: ts.Node, look: (node: ts.Node) => void): void {
  look(node);
  ts.forEachChild(node, (child) => visit(child, look));
}

export function lineOf(source: ts.SourceFile, node: ts.Node): number {
  return source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
}

function importedBy(node: ts.Node): { specifier: ts.StringLiteral; isTypeOnly: boolean } | undefined {
  if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
    return { specifier: node.moduleSpecifier, isTypeOnly: isTypeOnlyImport(node.importClause) };
  }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined && ts.isStringLiteral(node.moduleSpecifier)) {
    return { specifier: node.moduleSpecifier, isTypeOnly: node.isTypeOnly };
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument) && ts.isStringLiteral(node.argument.literal)) {
    return { specifier: node.argument.literal, isTypeOnly: true };
  }
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    const [argument] = node.arguments;
    return argument !== undefined && ts.isStringLiteral(argument)
      ? { specifier: argument, isTypeOnly: false }
      : undefined;
  }
  return undefined;
}

/** `import type {...}`, or every name in `import { type A, type B }` marked as a type. */
function isTypeOnlyImport(clause: ts.ImportClause | undefined): boolean {
  if (clause === undefined) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const bindings = clause.namedBindings;
  if (clause.name !== undefined || bindings === undefined || !ts.isNamedImports(bindings)) return false;
  return bindings.elements.length > 0 && bindings.elements.every(({ isTypeOnly }) => isTypeOnly);
}
