// Words for what a workspace has connected.

type Connection = { readonly enabled: boolean };

/** `Connected twice`, and what it shows. */
export function connectionText(connections: readonly Connection[]): { state: 'ok' | 'off' | 'held'; text: string } {
  if (connections.length === 0) return { state: 'off', text: 'Not connected' };
  const on = connections.filter(({ enabled }) => enabled).length;
  if (on === 0) return { state: 'held', text: 'Connected, switched off' };
  return { state: 'ok', text: `Connected ${TIMES[connections.length] ?? `${connections.length} times`}` };
}

const TIMES: Readonly<Record<number, string>> = { 1: 'once', 2: 'twice' };
