import { describe, expect, test } from 'vitest';
import { mergeWorkspace } from '../../../domain/workspace/merge-workspace.ts';
import { workspaceSchema, type Workspace, type WorkspaceInput } from '../../../domain/workspace/workspace.ts';
import { aDestinationInput } from '../../support/a-workspace.ts';

const NOTHING = { sources: [], destinations: [] };
const web = { id: 'web', writeKeys: ['wk_web'] };
const crm = aDestinationInput({ id: 'crm', source: 'web' });

const aWorkspace = (input: Partial<WorkspaceInput> = {}): Workspace =>
  workspaceSchema.parse({ workspace: 'acme', sources: [web], destinations: [crm], ...input });
/** The destination with other fields. */
const changed = (fields: Parameters<typeof aDestinationInput>[0]) =>
  aDestinationInput({ ...crm, ...fields } as typeof crm);
const idsOf = (workspace: Workspace) => [...workspace.sources, ...workspace.destinations].map(({ id }) => id);

describe('a workspace file that is loaded again', () => {
  const before = aWorkspace();

  test('and has not changed keeps what was changed since', () => {
    const stored = aWorkspace({
      sources: [{ ...web, writeKeys: ['wk_rotated'] }],
      destinations: [{ ...crm, enabled: false, filter: 'type = "track"' }],
    });

    expect(mergeWorkspace(before, before, stored)).toEqual(stored);
  });

  test('keeps what was created since, and does not bring back what was deleted', () => {
    const stored = aWorkspace({ sources: [web, { id: 'app', writeKeys: ['wk_app'] }], destinations: [] });

    expect(idsOf(mergeWorkspace(before, before, stored))).toEqual(['web', 'app']);
  });

  test('changes the fields that it says otherwise now, and no others', () => {
    const file = aWorkspace({ destinations: [changed({ name: 'New', settings: { ...crm.settings, region: 'eu' } })] });
    const stored = aWorkspace({ destinations: [changed({ settings: { ...crm.settings, apiKey: 'rotated' } })] });

    const [merged] = mergeWorkspace(file, before, stored).destinations;

    expect(merged).toMatchObject({ name: 'New', settings: { ...crm.settings, region: 'eu', apiKey: 'rotated' } });
  });

  test('takes away the fields that it has lost', () => {
    const earlier = aWorkspace({ destinations: [{ ...crm, filter: 'type = "track"' }] });

    const [merged] = mergeWorkspace(before, earlier, earlier).destinations;

    expect(merged).not.toHaveProperty('filter');
  });

  test('deletes what it has lost, and creates what is new in it', () => {
    const file = aWorkspace({ destinations: [aDestinationInput({ id: 'new', source: 'web' })] });

    expect(idsOf(mergeWorkspace(file, before, before))).toEqual(['web', 'new']);
  });

  test('brings a deleted source back for a destination that is new in it', () => {
    const file = aWorkspace({ destinations: [crm, aDestinationInput({ id: 'new', source: 'web' })] });

    expect(idsOf(mergeWorkspace(file, before, { sources: [], destinations: [] }))).toEqual(['web', 'new']);
  });
});

describe('a workspace file that is loaded for the first time', () => {
  test('is the workspace where there is none', () => {
    const file = aWorkspace();

    expect(mergeWorkspace(file, NOTHING, NOTHING)).toEqual(file);
  });

  test('sets what it names, and deletes nothing', () => {
    const stored = aWorkspace({
      sources: [
        { ...web, writeKeys: ['wk_old'] },
        { id: 'app', writeKeys: ['wk_app'] },
      ],
    });

    const { sources } = mergeWorkspace(aWorkspace(), NOTHING, stored);

    expect(sources.map(({ id, writeKeys }) => [id, ...writeKeys])).toEqual([
      ['web', 'wk_web'],
      ['app', 'wk_app'],
    ]);
  });
});
