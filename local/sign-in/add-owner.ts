import type { WorkspaceInfo } from '../../domain/access/people.ts';
import { ownersKey, workspaceKey } from '../../domain/tables/table-keys.ts';
import {
  readDocument,
  readDocuments,
  transact,
  writeItem,
  type Table,
} from '../../functions/shared/dynamo/document-store.ts';
import { memberWrites, newMember, type Owners } from '../../functions/shared/stores/workspace-items.ts';
import { DEMO_OWNER } from './demo-people.ts';

/** Makes the demo owner an owner of every workspace that has no other, so that somebody can sign in. */
export async function addDemoOwner(tables: Table): Promise<void> {
  const workspaces = await readDocuments<WorkspaceInfo>(tables, workspaceKey(''));
  for (const { document } of workspaces) {
    const owners = await readDocument<Owners>(tables, ownersKey(document.id));
    if ((owners?.document.owners ?? []).length > 0) continue;
    const { email, name } = DEMO_OWNER;
    const added = { addedAt: new Date().toISOString(), addedBy: 'npm start -- --sign-in' };
    const member = newMember({ email, name, role: 'owner', ...added });
    const writes = memberWrites(document.id, { before: undefined, member, owners });
    await transact(
      tables,
      writes.map((write) => writeItem(tables.table, write)),
    );
  }
}
