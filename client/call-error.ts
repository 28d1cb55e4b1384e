import { API_VOICE, codeOf, failure, readFailure, statusOf, textOf, type Failure } from '../domain/base/error-texts.ts';

export type FieldProblem = { readonly path: string; readonly message: string };

type About = {
  readonly status: number;
  readonly code: string;
  readonly problems?: readonly FieldProblem[];
  readonly failure?: Failure | undefined;
};

/** What the API, or the way to it, says against a request. `status` is 0 when there was no answer. */
export class ApiCallError extends Error {
  override readonly name = 'ApiCallError';
  readonly status: number;
  readonly code: string;
  readonly problems: readonly FieldProblem[];
  /** For whoever says it in other words than the message; undefined when it is none of the list of errors. */
  readonly failure: Failure | undefined;
  constructor(detail: string, { status, code, problems = [], failure: known }: About) {
    super(detail);
    this.status = status;
    this.code = code;
    this.problems = problems;
    this.failure = known;
  }
}

/** Against an id that no path can carry. */
export function invalidId(text: string): ApiCallError {
  return saidHere(failure('invalid_id', { id: JSON.stringify(text) }));
}

/** Against an address that does not answer. */
export function unreachable(origin: string, error: unknown): ApiCallError {
  return saidHere(failure('unreachable', { origin, reason: reasonOf(error) }));
}

function saidHere(what: Failure): ApiCallError {
  const about = { status: statusOf(what.name), code: codeOf(what.name), failure: what };
  return new ApiCallError(textOf(what, API_VOICE), about);
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}

type Said = Partial<Record<'detail' | 'message' | 'code', string>> & {
  readonly name?: unknown;
  readonly params?: unknown;
  readonly problems?: readonly FieldProblem[];
};

/** The API explains itself in `detail`, API Gateway in `message`. */
export function errorOfAnswer(status: number, answer: unknown): ApiCallError {
  const said: Said = typeof answer === 'object' && answer !== null ? answer : {};
  const { detail, message = 'without saying why', code = `http_${status}`, problems = [] } = said;
  const text = detail ?? `The API answered ${status}: ${message}.`;
  return new ApiCallError(text, { status, code, problems, failure: readFailure(said.name ?? code, said.params) });
}
