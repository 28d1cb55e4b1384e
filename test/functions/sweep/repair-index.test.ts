import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Destination } from '../../../domain/workspace/destination.ts';
import { workspaceSchema } from '../../../domain/workspace/workspace.ts';
import { itemKeyOf } from '../../../functions/shared/stores/config-index.ts';
import { createConfigReader } from '../../../functions/shared/stores/config-reader.ts';
import { putDocument } from '../../../functions/shared/stores/config-store.ts';
import { isIndexed, readConfigVersion } from '../../../functions/shared/stores/config-version.ts';
import { itemKey, transact } from '../../../functions/shared/dynamo/document-store.ts';
import { repairIndex } from '../../../functions/sweep/repair-index.ts';
import { applyWorkspace, planWorkspace } from '../../../functions/shared/stores/workspace-store.ts';
import type { Source } from '../../../domain/workspace/workspace.ts';
import { aDestination } from '../../support/a-destination.ts';
import { aSource } from '../../support/a-source.ts';
import { CONTROL_TABLE, startRealTables } from '../../support/real-tables.ts';
import { createTestSecrets } from '../../support/test-secrets.ts';
import { withoutWaits } from '../../support/without-waits.ts';

let tables: Awaited<ReturnType<typeof startRealTables>>;
beforeEach(async () => {
  tables = await startRealTables();
});
afterEach(() => tables.close());

const control = () => withoutWaits({ dynamodb: tables.dynamodb, table: CONTROL_TABLE });
const store = () => ({ ...control(), secrets: createTestSecrets() });

/** As functions of the version before look-ups write: a document, and one more change. */
async function putAsBefore(document: Source | Destination): Promise<void> {
  const version = {
    TableName: CONTROL_TABLE,
    Key: itemKey({ pk: 'config', sk: 'version' }),
    UpdateExpression: 'ADD version :one',
    ExpressionAttributeValues: { ':one': { N: '1' } },
  };
  await transact(control(), [putDocument(CONTROL_TABLE, itemKeyOf(document), document), { Update: version }]);
}

function aFunction() {
  const clock = { now: new Date('2026-11-22T01:00:00.000Z') };
  const reader = createConfigReader({ ...control(), now: () => clock.now });
  return {
    look: async () => {
      clock.now = new Date(clock.now.getTime() + 2_000);
      const source = await reader.sourceOfWriteKey('wk_old');
      const ids = (await reader.destinationsOf('old')).map(({ id }) => id);
      return [source?.enabled, ids, (await reader.destination('crm'))?.enabled];
    },
  };
}

const old = aSource({ id: 'old', workspace: 'acme', writeKeys: ['wk_old'] });
const crm = aDestination({ id: 'crm', workspace: 'acme', source: 'old' });

describe('an installation that has no look-ups yet', () => {
  test('is read as it was written, before and after they are made', async () => {
    await putAsBefore(old);
    await putAsBefore(crm);
    const { look } = aFunction();

    const before = await look();
    const wasIndexed = isIndexed(await readConfigVersion(control(), true));
    await repairIndex(control());
    const after = await look();

    expect([wasIndexed, isIndexed(await readConfigVersion(control(), true))]).toEqual([false, true]);
    expect(before).toEqual([true, ['crm'], true]);
    expect(after).toEqual(before);
    expect(await aFunction().look()).toEqual(before);
  });

  test('follows functions of the earlier version that go on beside new ones', async () => {
    await putAsBefore(old);
    await putAsBefore(crm);
    await repairIndex(control());
    const { look } = aFunction();
    await look();

    await putAsBefore({ ...old, enabled: false });
    await putAsBefore(aDestination({ id: 'mail', workspace: 'acme', source: 'old' }));
    const during = await look();
    await repairIndex(control());
    await putAsBefore({ ...crm, enabled: false });
    await repairIndex(control());

    expect(during).toEqual([false, ['crm', 'mail'], true]);
    expect(await look()).toEqual([false, ['crm', 'mail'], false]);
    expect(isIndexed(await readConfigVersion(control(), true))).toBe(true);
  });

  test('may be repaired by two at once, while others change it', async () => {
    await putAsBefore(old);
    const other = { workspace: 'other', sources: [{ id: 'other', writeKeys: ['wk_other'] }] };

    await Promise.all([
      repairIndex(control()),
      repairIndex(control()),
      applyWorkspace(store(), workspaceSchema.parse(other)),
      putAsBefore(crm),
    ]);
    await repairIndex(control());

    expect(isIndexed(await readConfigVersion(control(), true))).toBe(true);
    expect(await aFunction().look()).toEqual([true, ['crm'], true]);
  });

  test('keeps its write keys from other workspaces all the time', async () => {
    await putAsBefore(old);
    const thief = workspaceSchema.parse({ workspace: 'thief', sources: [{ id: 'mine', writeKeys: ['wk_old'] }] });
    const message = 'A write key of this file is one of another workspace';

    await expect(planWorkspace(store(), thief)).rejects.toThrow(message);
    await repairIndex(control());
    await expect(planWorkspace(store(), thief)).rejects.toThrow(message);
    await expect(applyWorkspace(store(), thief)).rejects.toThrow(message);
  });

  test('gives what belongs to no workspace to the one that applies a file first', async () => {
    const { workspace: _, ...nobodys } = old;
    await putAsBefore(nobodys);
    await repairIndex(control());
    const file = workspaceSchema.parse({ workspace: 'heir', sources: [{ id: 'old', writeKeys: ['wk_old'] }] });

    await applyWorkspace(store(), file);

    const thief = workspaceSchema.parse({ workspace: 'thief', sources: [{ id: 'mine', writeKeys: ['wk_old'] }] });
    await expect(planWorkspace(store(), thief)).rejects.toThrow('A write key of this file is one of another');
    expect(await aFunction().look()).toEqual([true, [], undefined]);
  });
});
