import { numberedItem } from '../../domain/pipeline/stored-formats.ts';
import { switchOffLimit, type Destination } from '../../domain/workspace/destination.ts';
import { maskResource } from '../../domain/workspace/mask-resource.ts';
import type { Actor } from '../../domain/access/people.ts';
import { switchedOffText } from '../../domain/delivery/setup-failures.ts';
import { NOTICE_PARTITION, destinationItemKey } from '../../domain/tables/table-keys.ts';
import { readResource, replaceDocument } from '../shared/stores/config-store.ts';
import { raiseVersion } from '../shared/stores/config-version.ts';
import { transact, type Table } from '../shared/dynamo/document-store.ts';
import { auditItem } from '../shared/stores/workspace-items.ts';

const DELIVERY: Actor = { type: 'system', id: 'delivery', name: 'Delivery' };

/**
 * Switches a destination off that is gone for good or has been refusing everything, and leaves a notice for people. A
 * destination that is off already stays as it is, and one that somebody changes at the same moment as they say.
 */
export function createSwitchOff(
  deps: Table & {
    readonly destination: (id: string) => Promise<Destination | undefined>;
    readonly now: () => Date;
  },
): (destinationId: string, reason: string) => Promise<void> {
  const { table } = deps;
  return async (destinationId, reason) => {
    const known = await deps.destination(destinationId);
    if (known?.enabled !== true) return;
    const key = destinationItemKey(destinationId);
    const stored = await readResource<Destination>(deps, key);
    if (stored?.document.enabled !== true) return;
    const at = deps.now();
    const document = { ...stored.document, enabled: false };
    const limit = switchOffLimit(stored.document);
    const message = switchedOffText({ id: destinationId, limit }, reason, at.toISOString());
    const notice = numberedItem('notice', {
      pk: { S: NOTICE_PARTITION },
      sk: { S: key },
      message: { S: message },
      at: { S: at.toISOString() },
    });
    await transact(deps, [
      replaceDocument(table, key, { document, replaces: stored }),
      raiseVersion(table, [document.workspace]),
      { Put: { TableName: table, Item: notice } },
      ...auditOf(document, at),
    ]);
  };

  function auditOf(document: Destination, at: Date) {
    if (document.workspace === undefined) return [];
    const before = maskResource({ ...document, enabled: true });
    const event = {
      type: 'switchOffDestination',
      actor: DELIVERY,
      resourceType: 'destination',
      resourceId: document.id,
    };
    return [auditItem(table, document.workspace, { ...event, before, after: maskResource(document), at })];
  }
}
