import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Destination } from '../../../../domain/workspace/destination.ts';
import { workspaceSchema, type WorkspaceInput } from '../../../../domain/workspace/workspace.ts';
import { destinationItemKey, sourceItemKey } from '../../../../domain/tables/table-keys.ts';
import { createConfigReader } from '../../../../functions/shared/stores/config-reader.ts';
import { putDocument, readResource, readResources } from '../../../../functions/shared/stores/config-store.ts';
import { transact } from '../../../../functions/shared/dynamo/document-store.ts';
import { readAuditEvents } from '../../../../functions/shared/stores/workspace-items.ts';
import { applyWorkspace, planWorkspace, workspaceIds } from '../../../../functions/shared/stores/workspace-store.ts';
import { aSource } from '../../../support/a-source.ts';
import { aDestinationInput } from '../../../support/a-workspace.ts';
import { CONTROL_TABLE, startRealTables } from '../../../support/real-tables.ts';
import { createTestSecrets } from '../../../support/test-secrets.ts';
import { withoutWaits } from '../../../support/without-waits.ts';

let tables: Awaited<ReturnType<typeof startRealTables>>;

beforeAll(async () => {
  tables = await startRealTables();
});
afterAll(() => tables.close());

const apply = (input: WorkspaceInput) => applyWorkspace(store(), workspaceSchema.parse(input));
const plan = (input: WorkspaceInput) => planWorkspace(store(), workspaceSchema.parse(input));
const control = () => withoutWaits({ dynamodb: tables.dynamodb, table: CONTROL_TABLE });
const secrets = createTestSecrets();
const store = () => ({ ...control(), secrets });
const sourceIds = async (workspace: string): Promise<string[]> =>
  (await readResources(control(), 'source#'))
    .filter(({ document }) => document.workspace === workspace)
    .map(({ document }) => document.id);
const aFile = (workspace: string, ids: readonly string[]): WorkspaceInput => ({
  workspace,
  sources: ids.map((id) => ({ id, writeKeys: [`wk_${workspace}_${id}`] })),
});

describe('applying a workspace file', () => {
  test('changes what is of its workspace, and nothing of another', async () => {
    await apply(aFile('one', ['one-a', 'one-b']));
    await apply(aFile('two', ['two-a']));

    const changes = await apply(aFile('one', ['one-b', 'one-c']));

    expect(changes).toEqual([
      { action: 'create', resource: 'source#one-c' },
      { action: 'delete', resource: 'source#one-a' },
    ]);
    expect([await sourceIds('one'), await sourceIds('two')]).toEqual([['one-b', 'one-c'], ['two-a']]);
    expect(await workspaceIds(control())).toEqual(expect.arrayContaining(['one', 'two']));
  });

  test('is nothing to do when it is done', async () => {
    const file = {
      ...aFile('same', ['same-a']),
      destinations: [aDestinationInput({ id: 'same-d', source: 'same-a' })],
    };
    await apply(file);

    expect(await plan(file)).toEqual([]);
    expect(await apply(file)).toEqual([]);
  });

  test('refuses an id that another workspace has, or has given up', async () => {
    await apply(aFile('holder', ['held', 'given-up']));
    await apply(aFile('holder', ['held']));

    await expect(plan(aFile('thief', ['held']))).rejects.toThrow('The id of the source "held" belongs to another');
    await expect(apply(aFile('thief', ['given-up']))).rejects.toThrow('"given-up" belongs to another workspace');
    expect(await sourceIds('thief')).toEqual([]);
  });

  test('refuses a write key that another workspace has', async () => {
    await apply({ workspace: 'keyed', sources: [{ id: 'keyed-a', writeKeys: ['wk_shared'] }] });

    const stealing = apply({ workspace: 'keythief', sources: [{ id: 'keythief-a', writeKeys: ['wk_shared'] }] });

    await expect(stealing).rejects.toThrow('A write key of this file is one of another workspace');
  });

  test('refuses a write key that another workspace has had and revoked', async () => {
    await apply({ workspace: 'revoker', sources: [{ id: 'revoker-a', writeKeys: ['wk_revoked', 'wk_kept'] }] });
    await apply({ workspace: 'revoker', sources: [{ id: 'revoker-a', writeKeys: ['wk_kept'] }] });
    const file = { workspace: 'follower', sources: [{ id: 'follower-a', writeKeys: ['wk_revoked'] }] };

    await expect(plan(file)).rejects.toThrow('or was before it was revoked');
    await expect(apply(file)).rejects.toThrow('or was before it was revoked');
    expect(await sourceIds('follower')).toEqual([]);
  });

  test('gives a write key of its own workspace to another source of it', async () => {
    await apply({ workspace: 'mover', sources: [{ id: 'mover-a', writeKeys: ['wk_moved', 'wk_stays'] }] });
    const reader = createConfigReader({ ...control(), now: () => new Date() });

    await apply({
      workspace: 'mover',
      sources: [
        { id: 'mover-a', writeKeys: ['wk_stays'] },
        { id: 'mover-b', writeKeys: ['wk_moved'] },
      ],
    });

    const owners = [await reader.sourceOfWriteKey('wk_moved'), await reader.sourceOfWriteKey('wk_stays')];
    expect(owners.map((source) => source?.id)).toEqual(['mover-b', 'mover-a']);
  });

  test('makes as many transactions as many sources with many write keys need', async () => {
    const writeKeys = (id: number): string[] => Array.from({ length: 20 }, (_, index) => `wk_many_${id}_${index}`);
    const sources = Array.from({ length: 30 }, (_, id) => ({ id: `many-${id}`, writeKeys: writeKeys(id) }));

    const changes = await apply({ workspace: 'many', sources });

    expect(changes).toHaveLength(30);
    expect((await sourceIds('many')).length).toBe(30);
  });

  test('takes over what was stored before there were several workspaces', async () => {
    await transact(control(), [putDocument(CONTROL_TABLE, sourceItemKey('old'), aSource({ id: 'old' }))]);

    const changes = await apply({ workspace: 'heir', sources: [{ id: 'old', writeKeys: ['wk_old'] }] });

    expect(changes).toMatchObject([{ action: 'update', resource: 'source#old' }]);
    expect(await sourceIds('heir')).toEqual(['old']);
  });

  test('is written down for each resource, without secrets', async () => {
    const settings = { url: 'https://a.example/', sharedSecret: 's3cret-1' };
    const file = aFile('audited', ['audited-a']);
    const destination = aDestinationInput({ id: 'audited-d', source: 'audited-a', settings });
    await apply({ ...file, destinations: [destination] });

    const { events } = await readAuditEvents(control(), 'audited', { limit: 10, before: undefined });

    expect(events.map(({ type, resourceId }) => `${type} ${resourceId}`).sort()).toEqual([
      'createByFile audited-a',
      'createByFile audited-d',
    ]);
    expect(events[0]?.actor).toEqual({ type: 'system', id: 'workspace-file', name: 'Workspace file' });
    expect(JSON.stringify(events)).not.toMatch(/s3cret-1|wk_audited/);
  });

  const SECRETS = { sharedSecret: 's3cret-2', apiKey: 'key-2', headers: { 'x-tenant': 't3nant-2' } };
  const aFileWithSecrets = (workspace: string, settings: object): WorkspaceInput => ({
    ...aFile(workspace, [`${workspace}-s`]),
    destinations: [
      aDestinationInput({
        id: `${workspace}-d`,
        source: `${workspace}-s`,
        settings: { url: 'https://a.example/', ...settings },
      }),
    ],
  });
  const destinationOf = (workspace: string) =>
    readResource<Destination>(control(), destinationItemKey(`${workspace}-d`));

  test('stores no secret as it is, and finds no difference afterwards, also by another command', async () => {
    await apply(aFileWithSecrets('sealed', SECRETS));

    const stored = await destinationOf('sealed');
    const again = await planWorkspace(
      { ...store(), secrets: secrets.another() },
      workspaceSchema.parse(aFileWithSecrets('sealed', SECRETS)),
    );

    expect(stored?.text).not.toMatch(/s3cret-2|key-2|t3nant-2/);
    expect(stored && (await secrets.open(stored.document)).settings).toMatchObject(SECRETS);
    expect(again).toEqual([]);
  });

  test('encrypts a secret anew when it has changed, and leaves the others', async () => {
    await apply(aFileWithSecrets('changes', SECRETS));
    const before = await destinationOf('changes');

    const changes = await apply(aFileWithSecrets('changes', { ...SECRETS, apiKey: 'key-3' }));
    const after = await destinationOf('changes');
    const { events } = await readAuditEvents(control(), 'changes', { limit: 1, before: undefined });

    const marks = { before: { set: true }, after: { set: true, changed: true } };
    const differences = [{ path: 'settings.apiKey', ...marks }];
    expect(changes).toEqual([{ action: 'update', resource: 'destination#changes-d', differences }]);
    expect(after?.document.settings.sharedSecret).toEqual(before?.document.settings.sharedSecret);
    expect(after?.document.settings.apiKey).not.toEqual(before?.document.settings.apiKey);
    expect(events[0]?.after).toMatchObject({
      settings: { sharedSecret: { set: true }, apiKey: { set: true, changed: true } },
    });
  });

  test('encrypts what an earlier version has stored in the clear', async () => {
    const file = aFileWithSecrets('earlier', SECRETS);
    const [destination] = workspaceSchema.parse(file).destinations;
    await apply(aFileWithSecrets('earlier', {}));
    const document = JSON.stringify({ ...destination, workspace: 'earlier' });
    const Item = { pk: { S: 'config' }, sk: { S: 'destination#earlier-d' }, document: { S: document } };
    await tables.dynamodb.send(new PutItemCommand({ TableName: CONTROL_TABLE, Item }));

    const changes = await apply(file);

    expect(changes).toEqual([{ action: 'update', resource: 'destination#earlier-d', differences: [] }]);
    expect((await destinationOf('earlier'))?.text).not.toContain('s3cret-2');
    expect(await plan(file)).toEqual([]);
  });
});
