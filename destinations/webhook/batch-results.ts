// What a partner says of each event of a list: {"results": [{"status": 200}, {"status": 422, "message": "no such plan"}]},
// one for each event, in their order. A partner that says nothing of the kind speaks of all of them at once.

export type BatchResults =
  | { readonly kind: 'none' }
  | { readonly kind: 'each'; readonly statuses: readonly { readonly status: number; readonly text: string }[] }
  /** It means to, and cannot be understood: which event is which is not known. */
  | { readonly kind: 'unreadable'; readonly message: string };

const NAMED = '"results"';

export function readBatchResults(
  { body, bodyTruncated }: { readonly body: string; readonly bodyTruncated: boolean },
  events: number,
): BatchResults {
  if (!body.includes(NAMED)) return { kind: 'none' };
  const results = bodyTruncated ? undefined : parsedResults(body);
  if (bodyTruncated && body.trimStart().startsWith('{')) {
    return { kind: 'unreadable', message: 'the answer is too long for its results to be read' };
  }
  if (!Array.isArray(results)) return { kind: 'none' };
  if (results.length !== events) {
    return { kind: 'unreadable', message: `the answer has ${results.length} results for ${events} events` };
  }
  const statuses = results.map((result: unknown) => ({ status: statusOf(result), text: JSON.stringify(result) }));
  if (statuses.every(isKnown)) return { kind: 'each', statuses };
  return { kind: 'unreadable', message: 'a result of the answer has no status from 200 to 599' };
}

type Read = { readonly status: number | undefined; readonly text: string };
const isKnown = (read: Read): read is { status: number; text: string } => read.status !== undefined;

function parsedResults(body: string): unknown {
  try {
    const answer = JSON.parse(body) as unknown;
    return typeof answer === 'object' && answer !== null && 'results' in answer ? answer.results : undefined;
  } catch {
    return undefined;
  }
}

function statusOf(result: unknown): number | undefined {
  const status = typeof result === 'object' && result !== null && 'status' in result ? result.status : undefined;
  return typeof status === 'number' && Number.isInteger(status) && status >= 200 && status <= 599 ? status : undefined;
}
