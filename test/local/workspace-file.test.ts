import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parseWorkspace, readWorkspaceFile, WorkspaceFileError } from '../../local/workspace-file.ts';

/** The minimal form of a workspace file. */
const YAML = `workspace: acme
sources:
  - id: web
    name: Website
    writeKeys: [wk_web]
destinations:
  - id: crm
    source: web
    kind: webhook
    enabled: true
    filter: 'type = "track" and event = "Order Completed"'
    settings: { url: "http://localhost:9001/hook", sharedSecret: "s3cret", apiKey: "partner-key" }
    retry: { retries: 9, over: 4h }
`;

function aFile(name: string, text: string): string {
  const directory = mkdtempSync(join(tmpdir(), 'penstock-workspace-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
}

function problemsIn(text: string): string[] {
  const messages: string[] = [];
  try {
    parseWorkspace(text, 'acme.yaml');
  } catch (error) {
    if (!(error instanceof WorkspaceFileError)) throw error;
    messages.push(...error.message.split('\n'));
  }
  return messages;
}

describe('a workspace file', () => {
  test('may be YAML', () => {
    const workspace = readWorkspaceFile(aFile('acme.yaml', YAML));

    expect(workspace).toEqual({
      workspace: 'acme',
      sources: [{ id: 'web', name: 'Website', enabled: true, writeKeys: ['wk_web'], acceptDeletes: false }],
      destinations: [
        {
          id: 'crm',
          source: 'web',
          kind: 'webhook',
          enabled: true,
          filter: 'type = "track" and event = "Order Completed"',
          settings: { url: 'http://localhost:9001/hook', sharedSecret: 's3cret', apiKey: 'partner-key' },
          retry: { retries: 9, overMs: 14_400_000 },
          breaker: { failingShare: 0.5, minimumAttempts: 500, windowMs: 60_000, probeMs: 30_000 },
          lane: 'webhooks',
        },
      ],
    });
  });

  test('may be JSON', () => {
    const json = JSON.stringify({ workspace: 'acme', sources: [{ id: 'web', writeKeys: ['wk_web'] }] }, null, 2);

    const workspace = readWorkspaceFile(aFile('acme.json', json));

    expect(workspace.sources).toEqual([{ id: 'web', enabled: true, writeKeys: ['wk_web'], acceptDeletes: false }]);
  });

  test('that is not there is missed by its path, with what to do', () => {
    const path = join(tmpdir(), 'penstock-no-such-file.yaml');

    const read = (): unknown => readWorkspaceFile(path);

    expect(read).toThrow(WorkspaceFileError);
    expect(read).toThrow(`There is no workspace file at ${path}. Give the path of one with --workspace`);
  });

  test('that is a directory cannot be read', () => {
    const read = (): unknown => readWorkspaceFile(tmpdir());

    expect(read).toThrow(WorkspaceFileError);
    expect(read).toThrow(`The workspace file ${tmpdir()} cannot be read: it is a folder.`);
  });

  test('is called by its name in messages, without the folder', () => {
    const path = aFile('mine.yaml', 'workspace: acme\nsources: 5\n');

    const read = (): unknown => readWorkspaceFile(path);

    expect(read).toThrow(/^The workspace file is not usable:\n {2}mine\.yaml:2 {2}sources: /);
  });
});

describe('a problem is named with file, line and place', () => {
  test.each([
    ['a wrong value', YAML.replace('wk_web]', '"wk web"]'), ':5  sources[0].writeKeys[0]: must be 1 to 128 printable'],
    ['a nested value', YAML.replace('http://local', 'local'), ':12  destinations[0].settings.url: must be an http'],
    [
      'an unknown key',
      YAML.replace('enabled:', 'enable:'),
      ':10  destinations[0].enable: is no field that is known here. Did you mean "enabled"?',
    ],
    ['a missing key', YAML.replace('    source: web\n', ''), ':7  destinations[0].source: is required'],
    [
      'a missing source',
      YAML.replace('source: web', 'source: app'),
      ':8  destinations[0].source: there is no source "app"',
    ],
    ['a bad filter', YAML.replace('type = ', 'type = = '), ':11  destinations[0].filter: '],
    ['a bad duration', YAML.replace('4h', '4'), ':13  destinations[0].retry.over: must be a duration such as 4h'],
    ['a syntax error', YAML.replace('[wk_web]', '[wk_web'), ':6  '],
    ['a repeated key', YAML.replace('    kind: webhook\n', '    id: other\n'), ':9  names a field a second time'],
    ['a tab', YAML.replace('    name', '\tname'), ':4  '],
    ['two documents', `${YAML}---\nworkspace: other\n`, ':14  begins a second document; a file has one'],
    ['a list', '- acme\n', ':1  must be an object with fields'],
  ])('%s', (_what, text, expected) => {
    const [title, problem] = problemsIn(text);

    expect(title).toBe('The workspace file is not usable:');
    expect(problem?.slice(0, `  acme.yaml${expected}`.length)).toBe(`  acme.yaml${expected}`);
  });

  test('an empty file has no line to name', () => {
    const problems = problemsIn('');

    expect(problems).toEqual(['The workspace file is not usable:', '  acme.yaml  must be an object with fields']);
  });

  test.each([
    ['an alias without its anchor', 'workspace: *nowhere\n'],
    [
      'aliases that multiply without end',
      `a: &a [${'x, '.repeat(50)}]\n${['b', 'c', 'd'].map((key, index) => `${key}: &${key} [${`*${'abc'[index]}, `.repeat(50)}]`).join('\n')}\n`,
    ],
  ])('%s', (_what, text) => {
    const [title, problem] = problemsIn(text);

    expect(title).toBe('The workspace file is not usable:');
    expect(problem).toMatch(/alias/i);
  });

  test('in JSON too', () => {
    const problems = problemsIn(
      '{\n  "workspace": "acme",\n  "sources": [\n    { "id": "web", "writeKeys": [] }\n  ]\n}\n',
    );

    expect(problems.slice(1)).toEqual(['  acme.yaml:4  sources[0].writeKeys: must have at least one write key']);
  });

  test('and all of them are named at once', () => {
    const problems = problemsIn('workspace: Acme\nsources:\n  - id: web\n    writeKeys: []\n    colour: red\n');

    expect(problems.slice(1).map((problem) => problem.slice(0, problem.indexOf(': ')))).toEqual([
      '  acme.yaml:1  workspace',
      '  acme.yaml:5  sources[0].colour',
      '  acme.yaml:4  sources[0].writeKeys',
    ]);
  });
});
