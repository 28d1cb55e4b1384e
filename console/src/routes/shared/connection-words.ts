import type { DataOf } from '../../../../client/api-client.ts';
import type { StateName } from '../../parts/state-name.ts';

export type ConnectionAnswer = DataOf<'POST /destinations/{destinationId}/test-connection'>;

/** How a test of a connection went. An answer of 401 or 503 is no delivery, but somebody is there who has given it. */
export function connectionWords({
  connection,
  test: { request, response },
}: Pick<ConnectionAnswer, 'connection'> & {
  readonly test: Pick<ConnectionAnswer['test'], 'request' | 'response'>;
}): readonly [StateName, string] {
  if (connection === 'connected') return ['pass', 'It took the event'];
  const state = connection === 'refused' ? 'warn' : 'failed';
  if (response?.kind === 'response') return [state, 'It answered, and did not take the event'];
  return request === undefined ? [state, 'Nothing was sent'] : [state, 'It could not be reached'];
}
