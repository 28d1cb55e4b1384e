import type { ApiClient, DataOf } from '../../client/api-client.ts';
import { describeDifference } from '../../domain/workspace/describe-change.ts';
import type { Output } from './output.ts';

type Drift = Pick<DataOf<'GET /workspace-file/drift'>, 'lastApply' | 'changes'>;

/** All of it: which application it is since, the last page says. */
export async function readDrift(client: Pick<ApiClient, 'call'>): Promise<Drift> {
  const changes: Drift['changes'] = [];
  let cursor: string | undefined;
  for (;;) {
    const query = cursor === undefined ? {} : { cursor };
    const { pagination, lastApply, ...page } = await client.call('GET /workspace-file/drift', { query });
    changes.push(...page.changes);
    cursor = pagination.next;
    if (cursor === undefined) return { changes, ...(lastApply === undefined ? {} : { lastApply }) };
  }
}

const DONE = { create: 'was made', update: 'was changed', delete: 'was deleted' } as const;

/** What was changed beside the file of a workspace, newest first. */
export function printDrift(out: Output, { lastApply, changes }: Drift): void {
  const since = lastApply === undefined ? 'in the 400 days of the log' : `since ${lastApply.at} (${lastApply.by.name})`;
  if (changes.length === 0) {
    out.line(`Nothing was changed beside the file ${since}.`);
    return;
  }
  for (const { timestamp, actor, action, resourceType, resourceId, differences } of changes) {
    out.line(`${timestamp}  ${resourceType} ${resourceId} ${DONE[action]} by ${actor.name}`);
    if (action === 'update') for (const difference of differences) out.line(`  ${describeDifference(difference)}`);
  }
  out.line(`\n${changes.length} ${changes.length === 1 ? 'change' : 'changes'} ${since}.`);
}
