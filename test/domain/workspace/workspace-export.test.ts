import { describe, expect, test } from 'vitest';
import { exportWorkspace, fillMarks, type WorkspaceFile } from '../../../domain/workspace/workspace-export.ts';
import { workspaceSchema, type WorkspaceInput } from '../../../domain/workspace/workspace.ts';

const EVERYTHING = { writeKeys: true, secrets: true };
const NO_SECRETS = { writeKeys: false, secrets: false };

const FULL: WorkspaceInput = {
  workspace: 'acme',
  sources: [
    { id: 'web', name: 'Website', writeKeys: ['wk_1', 'wk_2'], acceptDeletes: true },
    { id: 'app', writeKeys: ['wk_3'], enabled: false },
  ],
  destinations: [
    {
      id: 'crm',
      name: 'CRM',
      source: 'web',
      kind: 'webhook',
      enabled: false,
      filter: 'type = "track"',
      settings: {
        url: 'https://crm.example/hook',
        sharedSecret: 's3cret',
        apiKey: 'key',
        headers: { 'X-Auth': 'h1' },
        region: { name: 'eu', token: 't' },
      },
      retry: { retries: 3, over: '90s' },
      breaker: { failingShare: 0.25, minimumAttempts: 10, window: '1500ms', probeAfter: '2m' },
      rateLimit: { perSecond: 0.5, atOnce: 2 },
      switchOffAfter: { failures: 50, over: '1h' },
      lane: 'slow',
    },
    { id: 'bi', source: 'app', kind: 'webhook', settings: { url: 'https://bi.example/' } },
  ],
};

describe('an exported workspace', () => {
  test('read again is the workspace', () => {
    const workspace = workspaceSchema.parse(FULL);

    const file = exportWorkspace('acme', workspace, EVERYTHING);

    const sorted = {
      ...workspace,
      sources: workspace.sources.toReversed(),
      destinations: workspace.destinations.toReversed(),
    };
    expect(workspaceSchema.parse(JSON.parse(JSON.stringify(file)))).toEqual(sorted);
  });

  test('leaves out what has its default', () => {
    const file = exportWorkspace('acme', workspaceSchema.parse(FULL), EVERYTHING);

    expect(file.sources[0]).toEqual({ id: 'app', writeKeys: ['wk_3'], enabled: false });
    expect(file.destinations[0]).toEqual({
      ...{ id: 'bi', source: 'app', kind: 'webhook' },
      settings: { url: 'https://bi.example/' },
    });
  });

  test('has marks in the places of secrets and keys, for who may not see them', () => {
    const file = exportWorkspace('acme', workspaceSchema.parse(FULL), NO_SECRETS);

    const text = JSON.stringify(file);
    expect(text).not.toMatch(/s3cret|"key"|h1|"t"|wk_/);
    expect(file.destinations[1]?.['settings']).toMatchObject({ sharedSecret: { set: true }, region: { name: 'eu' } });
  });

  test('with marks, filled with what is stored, is the workspace', () => {
    const workspace = workspaceSchema.parse(FULL);
    const file = exportWorkspace('acme', workspace, NO_SECRETS);

    const { filled, problems } = fillMarks(file, workspace);

    expect(problems).toEqual([]);
    expect(workspaceSchema.parse(filled).destinations.toReversed()).toEqual(workspace.destinations);
    expect(workspaceSchema.parse(filled).sources.toReversed()).toEqual(workspace.sources);
  });

  test('with marks says what is missing when nothing is stored', () => {
    const file = exportWorkspace('acme', workspaceSchema.parse(FULL), NO_SECRETS);

    const { problems } = fillMarks(file, { sources: [], destinations: [] });

    expect(problems.map(({ path }) => path)).toEqual([
      'sources[0].writeKeys',
      'sources[1].writeKeys',
      'destinations[1].settings.sharedSecret',
      'destinations[1].settings.apiKey',
      'destinations[1].settings.headers.X-Auth',
      'destinations[1].settings.region.token',
    ]);
  });

  test('takes a mark for one only in the place of a secret', () => {
    const file: WorkspaceFile = {
      workspace: 'acme',
      sources: [],
      destinations: [{ id: 'x', settings: { flags: { set: true }, sharedSecret: 'new' } }],
    };

    const { filled, problems } = fillMarks(file, { sources: [], destinations: [] });

    expect({ filled, problems }).toEqual({ filled: file, problems: [] });
  });
});
