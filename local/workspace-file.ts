import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node } from 'yaml';
import * as z from 'zod/mini';
import { fileErrorReason } from '../domain/base/file-errors.ts';
import { SCHEMA_MESSAGES } from '../domain/base/schema-messages.ts';
import { workspaceSchema, type Workspace } from '../domain/workspace/workspace.ts';
import { withCode } from './function-files.ts';
import { yamlMessage } from './yaml-messages.ts';

// The schemas come without texts, which functions do not need; here people read them.
z.config(SCHEMA_MESSAGES);

/** The workspace file cannot be used. The message names the file, and for each problem the line and what is wrong. */
export class WorkspaceFileError extends Error {
  override readonly name = 'WorkspaceFileError';
}

type Problem = { readonly path: string; readonly message: string };

/** A workspace file that has been read, and is YAML or JSON. */
export type OpenWorkspaceFile = {
  /** What it says, unchecked. */
  readonly plain: unknown;
  /** The workspace it is of, if it says so. */
  readonly workspace: string | undefined;
  /** Throws one `WorkspaceFileError` with every problem in it. */
  parse(): Workspace;
  /** The same file that says something else: its code in the place of paths, say. */
  saying(plain: unknown): OpenWorkspaceFile;
  /** What somebody else found in it, with the lines. Paths are such as `destinations[0].settings.url`. */
  problems(found: readonly Problem[]): WorkspaceFileError;
};

/** Reads a workspace file. Throws `WorkspaceFileError` when it is not there, or neither YAML nor JSON. */
export function openWorkspaceFile(path: string): OpenWorkspaceFile {
  return openWorkspaceText(readText(path), basename(path));
}

/** Reads a workspace file with the code of its functions. Throws `WorkspaceFileError` with all that is wrong with it. */
export async function openWithCode(path: string): Promise<OpenWorkspaceFile> {
  const file = openWorkspaceFile(path);
  const { plain, problems: found } = await withCode(file.plain, path);
  if (found.length > 0) throw file.problems(found);
  return plain === file.plain ? file : file.saying(plain);
}

/** Reads a workspace file, YAML or JSON. Throws one `WorkspaceFileError` with every problem in it. */
export function readWorkspaceFile(path: string): Workspace {
  return openWorkspaceFile(path).parse();
}

/** Reads the text of a workspace file; `name` is what messages call the file. */
export function parseWorkspace(text: string, name: string): Workspace {
  return openWorkspaceText(text, name).parse();
}

function openWorkspaceText(text: string, name: string): OpenWorkspaceFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    throw problems(
      name,
      document.errors.map((error) => ({ line: lines.linePos(error.pos[0]).line, message: yamlMessage(error) })),
    );
  }
  return openDocument({ document, lines, name }, toPlain(document, name));
}

type Opened = { readonly document: Document; readonly lines: LineCounter; readonly name: string };

function openDocument(opened: Opened, plain: unknown): OpenWorkspaceFile {
  const { document, lines, name } = opened;
  const withLine = (path: readonly (string | number)[], message: string) => {
    const at = path.length === 0 ? '' : `${pathText(path)}: `;
    return { line: lineOf(document, path, lines), message: `${at}${message}` };
  };
  return {
    plain,
    workspace: workspaceOf(plain),
    saying: (other) => openDocument(opened, other),
    parse() {
      const result = workspaceSchema.safeParse(plain);
      if (result.success) return result.data;
      throw problems(
        name,
        result.error.issues.map((issue) => {
          const unknownKeys = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
          const path = [...issue.path, ...unknownKeys].map((part) => (typeof part === 'symbol' ? '' : part));
          return withLine(path, issue.message);
        }),
      );
    },
    problems: (found) =>
      problems(
        name,
        found.map(({ path, message }) => withLine(pathParts(path), message)),
      ),
  };
}

function workspaceOf(plain: unknown): string | undefined {
  const said = typeof plain === 'object' && plain !== null && 'workspace' in plain ? plain.workspace : undefined;
  return typeof said === 'string' ? said : undefined;
}

/** Reverses `pathText`. */
function pathParts(path: string): (string | number)[] {
  return (path.match(/[^.[\]]+/g) ?? []).map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

/** Throws for an alias without its anchor, and for aliases that would multiply without end. */
function toPlain(document: Document, name: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    throw problems(name, [{ line: undefined, message: error instanceof Error ? error.message : String(error) }]);
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw new WorkspaceFileError(
      isMissing
        ? `There is no workspace file at ${path}. Give the path of one with --workspace, or leave it out for an example.`
        : `The workspace file ${path} cannot be read: ${fileErrorReason(error)}.`,
    );
  }
}

function problems(name: string, found: readonly { line: number | undefined; message: string }[]): WorkspaceFileError {
  const lines = found.map(({ line, message }) => `  ${name}${line === undefined ? '' : `:${line}`}  ${message}`);
  return new WorkspaceFileError(`The workspace file is not usable:\n${lines.join('\n')}`);
}

/** `destinations[0].settings.url` */
function pathText(path: readonly (string | number)[]): string {
  return path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : text === '' ? part : `${text}.${part}`),
    '',
  );
}

/** The line of the value at a path, or of the nearest thing around it that is there. */
function lineOf(document: Document, path: readonly (string | number)[], lines: LineCounter): number | undefined {
  for (let length = path.length; length >= 0; length -= 1) {
    const start = startOf(document, path.slice(0, length));
    if (start !== undefined) return lines.linePos(start).line;
  }
  return undefined;
}

function startOf(document: Document, path: readonly (string | number)[]): number | undefined {
  const key = path.at(-1);
  const parent: unknown = path.length === 0 ? undefined : document.getIn(path.slice(0, -1), true);
  if (key !== undefined && isMap(parent)) {
    const pair = parent.items.find((item) => isScalar(item.key) && item.key.value === key);
    return isScalar(pair?.key) ? pair.key.range?.[0] : undefined;
  }
  if (typeof key === 'number' && isSeq(parent)) return (parent.items[key] as Node | undefined)?.range?.[0];
  return document.contents?.range?.[0];
}
