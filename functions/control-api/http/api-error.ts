import {
  API_VOICE,
  codeOf,
  failure,
  statusOf,
  textOf,
  type ErrorCode,
  type ErrorName,
  type Failure,
  type ParamsArgument,
} from '../../../domain/base/error-texts.ts';
import { NewerFormatError } from '../../../domain/pipeline/format-numbers.ts';
import type { FieldProblem } from './field-problems.ts';

/** What goes along with an error, whatever it is. */
type Along = {
  readonly problems?: readonly FieldProblem[] | undefined;
  readonly headers?: Readonly<Record<string, string>>;
};

/** What the caller can put right. Thrown by whatever answers; every router answers it in its own form. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly failure: Failure;
  readonly problems: readonly FieldProblem[] | undefined;
  readonly headers: Readonly<Record<string, string>>;
  constructor(what: Failure, { problems, headers = {} }: Along = {}) {
    super(textOf(what, API_VOICE));
    this.failure = what;
    this.problems = problems;
    this.headers = headers;
  }
  get status(): number {
    return statusOf(this.failure.name);
  }
  get code(): ErrorCode {
    return codeOf(this.failure.name);
  }
}

/** What is answered for something that was thrown; undefined when it is nothing that anybody is to be told. */
export function toApiError(thrown: unknown): ApiError | undefined {
  if (thrown instanceof ApiError) return thrown;
  return thrown instanceof NewerFormatError ? apiError('newer_format', thrown.found) : undefined;
}

/** The error of a name, with the values that its text wants. */
export function apiError<Name extends ErrorName>(name: Name, ...params: ParamsArgument<Name>): ApiError {
  return new ApiError(failure(name, ...params));
}
