import type * as z from 'zod/mini';

/** One thing that is wrong with a request. */
export type FieldProblem = { readonly path: string; readonly message: string };

type Issue = z.core.$ZodIssue;

/** Who has more than this wrong reads no further, and a body can have tens of thousands of them. */
const MAX_PROBLEMS = 100;
const MAX_MESSAGE_CHARACTERS = 500;
const MAX_PATH_CHARACTERS = 300;

/** Issues with their places, unknown fields by their names; no more than are shown. */
export function fieldProblems(issues: readonly Issue[]): FieldProblem[] {
  return issues.slice(0, MAX_PROBLEMS).flatMap((issue): FieldProblem[] => {
    if (issue.code !== 'unrecognized_keys') return [{ path: pathText(issue.path), message: issue.message }];
    const keys = issue.keys.slice(0, MAX_PROBLEMS);
    return keys.map((key) => ({ path: pathText([...issue.path, key]), message: issue.message }));
  });
}

/** Texts that quote what was sent are cut, so that an answer stays small whatever that was. */
export function fewProblems(problems: readonly FieldProblem[]): FieldProblem[] {
  return problems.slice(0, MAX_PROBLEMS).map(({ path, message }) => ({
    path: path.slice(0, MAX_PATH_CHARACTERS),
    message: message.slice(0, MAX_MESSAGE_CHARACTERS),
  }));
}

/** `destinations[0].settings.url` */
function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? String(part) : `${text}.${String(part)}`;
  }, '');
}
