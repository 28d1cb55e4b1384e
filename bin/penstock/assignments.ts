import { readFileSync } from 'node:fs';
import { fileErrorReason } from '../../domain/base/file-errors.ts';
import { UsageError } from './command.ts';

const PATTERN = /^((?:[^=:\\]|\\.|:(?!=))+)(:?=)([^]*)$/;

/**
 * `filter=type = "track"` is text, `rateLimit.perSecond:=50` is JSON, `settings.sharedSecret=@secret.txt` is what a file
 * says (`@-` what comes in at stdin), so that secrets stay out of the history of the shell, `mapping:=@mapping.json` is
 * the JSON that a file says. A dot goes one level down; `\.` is a dot.
 */
export function readAssignments(words: readonly string[]): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const word of words) {
    const [, path, operator, text] = PATTERN.exec(word) ?? [];
    if (path === undefined || text === undefined) throw notOne(word);
    assign(fields, path.match(/(?:[^.\\]|\\.)+/g)?.map((part) => part.replaceAll(/\\(.)/g, '$1')) ?? [], {
      value: operator === '=' ? textOf(text) : jsonOf(word, textOf(text)),
      word,
    });
  }
  return fields;
}

function assign(
  fields: Record<string, unknown>,
  [name, ...deeper]: readonly string[],
  { value, word }: { value: unknown; word: string },
): void {
  if (name === undefined || name === '__proto__') throw notOne(word);
  if (deeper.length === 0) {
    fields[name] = value;
    return;
  }
  const inner = fields[name] ?? {};
  if (typeof inner !== 'object' || Array.isArray(inner)) throw notOne(word);
  fields[name] = inner;
  assign(inner as Record<string, unknown>, deeper, { value, word });
}

function textOf(text: string): string {
  return text.startsWith('@') ? readText(text.slice(1)).replace(/\r?\n$/, '') : text;
}

/** What a file says; `-` is stdin. */
export const readText = (path: string): string => readBytes(path).toString('utf8');

/** The same of a file that is no text. */
export function readBytes(path: string): Buffer {
  try {
    return readFileSync(path === '-' ? process.stdin.fd : path);
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${fileErrorReason(error)}.`);
  }
}

function jsonOf(word: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError(`What stands behind ":=" in ${word} is no JSON. For text, write "=".`);
  }
}

function notOne(word: string): UsageError {
  return new UsageError(
    `"${word}" sets nothing. Write name=CRM, settings.url=https://..., rateLimit.perSecond:=50, or filter:=null to take it away.`,
  );
}
