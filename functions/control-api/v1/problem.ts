import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type * as z from 'zod/mini';
import { ApiError } from '../router.ts';

/** One thing that is wrong with a request. */
export type FieldProblem = { readonly path: string; readonly message: string };

/** What the caller can put right, with the fields concerned and headers to go along. */
export class ApiProblem extends ApiError {
  readonly problems: readonly FieldProblem[] | undefined;
  readonly headers: Readonly<Record<string, string>>;
  constructor(
    status: number,
    code: string,
    about: string | { detail: string; problems?: readonly FieldProblem[]; headers?: Readonly<Record<string, string>> },
  ) {
    const { detail, problems, headers = {} } = typeof about === 'string' ? { detail: about } : about;
    super(status, code, detail);
    this.problems = problems;
    this.headers = headers;
  }
}

/** A body with fields that cannot be taken. */
export function invalidBody(problems: readonly FieldProblem[]): ApiProblem {
  return new ApiProblem(400, 'invalid_body', { detail: 'The body is not as it must be; see "problems".', problems });
}

/** Where people find the ids of what there is. */
export const LISTS: Readonly<Record<string, string>> = {
  app: '/apps',
  'catalog entry': '/catalog/destinations',
  component: '/components',
  destination: '/destinations',
  grant: '/oauth/grants',
  replay: '/replays',
  source: '/sources',
  submission: '/reviews',
  token: '/tokens',
  'undelivered event': '/undelivered-events',
  user: '/users',
};

/** Something that is not there, or not for the workspace of the caller, which the dispatcher knows. */
class NotFound extends ApiProblem {
  readonly #what: string;
  readonly #id: string;
  constructor(what: string, id: string, place: string) {
    const list = LISTS[what];
    const hint = list === undefined ? '' : ` GET /api/v1${list} lists them.`;
    super(404, 'not_found', `There is no ${what} "${id.slice(0, 100)}" in ${place}.${hint}`);
    this.#what = what;
    this.#id = id;
  }
  inWorkspace(workspace: string): NotFound {
    return new NotFound(this.#what, this.#id, `the workspace "${workspace}"`);
  }
}

/** The same answer for what is not there and for what belongs to another workspace. */
export function notFound(what: string, id: string): ApiProblem {
  return new NotFound(what, id, 'this workspace');
}

/** The problem with the name of the workspace in which something was looked for. */
export function namingWorkspace(error: ApiError, workspace: string | undefined): ApiError {
  return error instanceof NotFound && workspace !== undefined ? error.inWorkspace(workspace) : error;
}

/** problem+json, RFC 9457. */
export function toProblemAnswer(error: ApiError): APIGatewayProxyStructuredResultV2 {
  const { status, code, message: detail } = error;
  const { problems, headers } = error instanceof ApiProblem ? error : { problems: undefined, headers: {} };
  const body = { type: 'about:blank', title: titleOf(code), status, code, detail };
  return {
    statusCode: status,
    headers: { ...headers, 'content-type': 'application/problem+json' },
    body: JSON.stringify({ ...body, ...(problems === undefined ? {} : { problems: fewProblems(problems) }) }),
  };
}

function titleOf(code: string): string {
  const words = code.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

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
function fewProblems(problems: readonly FieldProblem[]): FieldProblem[] {
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
