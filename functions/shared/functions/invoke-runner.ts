import { functionAnswer, type FunctionCall } from '../../../domain/functions/function-call.ts';
import type { RunAnswer } from '../../../destinations/runtime.ts';
import type { InvokeLambda } from '../lambda/clients.ts';
import { log } from '../lambda/log.ts';

/** Runs a call in the environments of a tenant, which no other tenant shares. */
export type InvokeRunner = (tenant: string, call: FunctionCall) => Promise<RunAnswer>;

/** What an answer may be, at most: Lambda's own limit. */
const MAX_ANSWER_BYTES = 6 * 1024 * 1024;

/** Nothing that the runner does is thrown: its answer is what code of customers has a part in. */
export function createInvokeRunner({
  lambda,
  functionName,
}: {
  readonly lambda: InvokeLambda;
  readonly functionName: string;
}): InvokeRunner {
  return async (tenant, call) => {
    try {
      const { FunctionError, Payload } = await lambda({
        FunctionName: functionName,
        TenantId: tenant,
        Payload: JSON.stringify(call),
      });
      if (FunctionError !== undefined) return { kind: 'crashed' };
      return readAnswer(Payload);
    } catch (error) {
      // Who is throttled says so often enough by a metric.
      if (!isThrottled(error)) log.failed('the runner could not be invoked', { error });
      return { kind: 'unavailable' };
    }
  };
}

/** By its name: the client is loaded when something is invoked. */
function isThrottled(error: unknown): boolean {
  return error instanceof Error && error.name === 'TooManyRequestsException';
}

function readAnswer(payload: Uint8Array | undefined): RunAnswer {
  if (payload === undefined || payload.byteLength > MAX_ANSWER_BYTES) return { kind: 'crashed' };
  try {
    const { success, data } = functionAnswer.safeParse(JSON.parse(Buffer.from(payload).toString('utf8')));
    return success ? data : { kind: 'crashed' };
  } catch {
    return { kind: 'crashed' };
  }
}
