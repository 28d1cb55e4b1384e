// What is said of an error: what has happened, what one can do, and the code of the API by which it is looked up.

import { ApiCallError, type FieldProblem } from '../../../client/call-error.ts';
import { textOf, type Voice } from '../../../domain/base/error-texts.ts';
import { WHEN_NOT_REACHED } from '../data/not-reached.ts';

export type ErrorText = {
  readonly text: string;
  readonly help?: string;
  readonly code?: string;
  /** What is wrong with which field, for who has no such field before them. */
  readonly problems?: readonly FieldProblem[];
};

const AWAY: ErrorText = { text: 'Penstock cannot be reached.', help: WHEN_NOT_REACHED };

export function errorTextOf(error: unknown): ErrorText {
  if (!(error instanceof ApiCallError)) return { text: error instanceof Error ? error.message : String(error) };
  const { status, code, message, problems, failure } = error;
  if (code === 'unreachable') return AWAY;
  const text = failure === undefined ? message : textOf(failure, voiceFor(problems));
  return { text, code: [status || '', code].join(' ').trim(), problems };
}

/** Fields as the console calls them. */
const LABELS: Readonly<Record<string, string>> = {
  ...{ from: 'Received from', to: 'Until', events: 'Names of events', types: 'Types' },
  onlyUndelivered: 'Send only what it never had',
};

/** For who looks at a page: it has no paths of the API, and what is wrong with which field stands below. */
const voiceFor = (problems: readonly FieldProblem[]): Voice => ({
  field: (name) => `"${LABELS[name] ?? name}"`,
  set: (name, value) => `${name}=${value}`,
  list: () => '',
  say: { problems: problems.length === 0 ? '.' : ':', body: 'What was sent' },
});
