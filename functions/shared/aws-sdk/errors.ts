/** An answer of AWS that is an error, in the shape of the SDK: `name` is the code. */
export class ServiceException extends Error {
  readonly $fault: 'client' | 'server';
  readonly $metadata: { readonly httpStatusCode: number };

  constructor({ code, message, status }: { code: string; message: string; status: number }) {
    super(message);
    this.name = code;
    this.$fault = status >= 500 ? 'server' : 'client';
    this.$metadata = { httpStatusCode: status };
  }
}

const TRANSIENT_STATUSES: ReadonlySet<number> = new Set([500, 502, 503, 504]);
const TRANSIENT_CODES: ReadonlySet<string> = new Set(['TimeoutError', 'RequestTimeout', 'RequestTimeoutException']);
const THROTTLING =
  /thrott|slowdown|LimitExceeded|ThroughputExceeded|PriorRequestNotComplete|TransactionInProgress|EC2Throttled/i;
const NETWORK_CODES: ReadonlySet<unknown> = new Set([
  ...['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN'],
]);

/** Whether the same request may succeed in a moment, and whether the service asked for patience; as the SDK judges. */
export function judgeError(error: unknown): 'throttled' | 'transient' | 'final' {
  if (!(error instanceof Error)) return 'final';
  if (!(error instanceof ServiceException))
    return 'code' in error && NETWORK_CODES.has(error.code) ? 'transient' : 'final';
  const status = error.$metadata.httpStatusCode;
  if (status === 429 || THROTTLING.test(error.name)) return 'throttled';
  return TRANSIENT_STATUSES.has(status) || TRANSIENT_CODES.has(error.name) ? 'transient' : 'final';
}
