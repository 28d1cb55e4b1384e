import type { Ended } from './ended.ts';
import type { Node } from './segment.ts';

const BAD_REQUEST = 400;
const LONGEST_MESSAGE = 1_000;

/** What the code of a destination says about one event of a batch. */
export function endedByNode(node: Node | undefined): Ended {
  if (node === undefined) return { kind: 'nothing' };
  const { status, errortype, errormessage = '', errorreporter } = node;
  if (status >= 200 && status < 300) return { kind: 'executed', status };
  const message = errormessage.slice(0, LONGEST_MESSAGE);
  // Found by us, before anything was sent.
  const isOfPayload = errortype === 'PAYLOAD_VALIDATION_FAILED' && errorreporter === 'INTEGRATIONS';
  if (isOfPayload && status === BAD_REQUEST) return { kind: 'invalid', problems: [message] };
  return { kind: 'refused', status, message };
}
