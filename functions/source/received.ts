import { RECEIVED_LIMITS, type ReceivedRequest } from '../../domain/functions/received-request.ts';
import type { FunctionOutcome } from '../../domain/functions/function-outcome.ts';
import type { SourceRequest } from '../../domain/functions/source-run.ts';
import type { Asked } from './hand-on.ts';

type Header = Asked['header'];

/** What is written down of a request, whatever became of it. */
export function receivedOf({ requestId, receivedAt, request }: Header, status: number) {
  return { requestId, receivedAt, method: request.method, bytes: bytesOf(request), status };
}

function bytesOf({ text = '', base64 }: SourceRequest): number {
  return base64 === undefined ? Buffer.byteLength(text) : Buffer.byteLength(base64, 'base64');
}

/** What became of one that made no events. `strike` takes secrets out of what the function says. */
export function endOf(
  { outcome, reason, answer }: FunctionOutcome,
  strike: (text: string) => string,
): Pick<ReceivedRequest, 'outcome' | 'reason' | 'message'> {
  const message = answer === undefined ? undefined : strike(answer).slice(0, RECEIVED_LIMITS.messageCharacters);
  return {
    outcome: outcome.kind === 'filtered' ? 'dropped' : 'failed',
    reason,
    ...(message === undefined ? {} : { message: message.toWellFormed() }),
  };
}
