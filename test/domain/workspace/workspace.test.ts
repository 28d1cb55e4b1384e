import { describe, expect, test } from 'vitest';
import { switchOffLimit } from '../../../domain/workspace/destination.ts';
import { workspaceSchema } from '../../../domain/workspace/workspace.ts';
import { aDestinationInput, aSourceInput, aWorkspaceInput } from '../../support/a-workspace.ts';

/** `path: message` of every problem. */
function problemsOf(workspace: unknown): string[] {
  const issues = workspaceSchema.safeParse(workspace).error?.issues ?? [];
  return issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

const pathsOf = (workspace: unknown): string[] => problemsOf(workspace).map((problem) => problem.split(':')[0] ?? '');
const withSource = (fields: object) => ({ workspace: 'acme', sources: [{ ...aSourceInput(), ...fields }] });
const withDestination = (fields: object) => ({
  ...aWorkspaceInput(),
  destinations: [{ ...aDestinationInput(), ...fields }],
});
const withSettings = (fields: object) => withDestination({ settings: { url: 'https://a.example/', ...fields } });

describe('a workspace', () => {
  test('gets the defaults of everything that is left out', () => {
    const result = workspaceSchema.parse(aWorkspaceInput());

    expect(result).toEqual({
      workspace: 'acme',
      sources: [{ id: 'web', enabled: true, writeKeys: ['wk_web'], acceptDeletes: false }],
      destinations: [
        {
          id: 'crm',
          source: 'web',
          kind: 'webhook',
          enabled: true,
          settings: { url: 'https://partner.example.com/hook' },
          retry: { retries: 9, overMs: 14_400_000 },
          breaker: { failingShare: 0.5, minimumAttempts: 500, windowMs: 60_000, probeMs: 30_000 },
          lane: 'webhooks',
        },
      ],
    });
  });

  test('may have no sources and no destinations yet', () => {
    const result = workspaceSchema.parse({ workspace: 'acme' });

    expect(result).toEqual({ workspace: 'acme', sources: [], destinations: [] });
  });

  test('keeps everything that was written', () => {
    const sources = [
      aSourceInput({ name: 'Website', enabled: false, writeKeys: ['wk_1', 'wk_2'], acceptDeletes: true }),
    ];
    const destination = {
      ...aDestinationInput({ name: 'Our CRM', enabled: false, filter: 'type = "track"', lane: 'own' }),
      settings: { url: 'http://localhost:9001/', sharedSecret: 's', apiKey: '', headers: { 'X-A': 'b' }, region: 'eu' },
    };

    const result = workspaceSchema.parse(aWorkspaceInput({ sources, destinations: [destination] }));

    expect(result.sources).toEqual(sources);
    expect(result.destinations).toEqual([
      {
        ...destination,
        retry: { retries: 9, overMs: 14_400_000 },
        breaker: { failingShare: 0.5, minimumAttempts: 500, windowMs: 60_000, probeMs: 30_000 },
      },
    ]);
  });

  test('a breaker may be described in part', () => {
    const breaker = { minimumAttempts: 20, probeAfter: '5s' };

    const result = workspaceSchema.parse(aWorkspaceInput({ destinations: [aDestinationInput({ breaker })] }));

    expect(result.destinations[0]?.breaker).toEqual({
      failingShare: 0.5,
      minimumAttempts: 20,
      windowMs: 60_000,
      probeMs: 5_000,
    });
  });

  test.each([
    [
      { retries: 9, over: '18s' },
      { retries: 9, overMs: 18_000 },
    ],
    [
      { retries: 0, over: '0s' },
      { retries: 0, overMs: 0 },
    ],
    [
      { retries: 20, over: '72h' },
      { retries: 20, overMs: 259_200_000 },
    ],
  ])('reads the retries %j', (retry, expected) => {
    const result = workspaceSchema.parse(aWorkspaceInput({ destinations: [aDestinationInput({ retry })] }));

    expect(result.destinations[0]?.retry).toEqual(expected);
  });

  test.each([
    [undefined, { failures: 1000, overMs: 600_000 }],
    [50, { failures: 50, overMs: 600_000 }],
    [
      { failures: 50, over: '1h' },
      { failures: 50, overMs: 3_600_000 },
    ],
    [
      { failures: 1, over: '0s' },
      { failures: 1, overMs: 0 },
    ],
    ['never', undefined],
  ])('reads when it is switched off: %j', (switchOffAfter, expected) => {
    const [destination] = workspaceSchema.parse(withDestination({ switchOffAfter })).destinations;

    expect(destination && switchOffLimit(destination)).toEqual(expected);
  });
});

const AN_ID = 'must be 1 to 63 lower-case letters, digits, "-" or "_"';
const A_KEY = 'must be 1 to 128 printable characters without ":" or spaces';
const A_URL = 'must be an http or https URL without user name and password, such as https://example.com/hook';
const A_LIMIT = 'must be a number of events, 1 or more, or { "failures": 1000, "over": "10m" }, or "never"';
const RESERVED = 'is set by Penstock itself and cannot be changed';

describe('a problem is named with its place', () => {
  test.each<[problem: string, workspace: unknown]>([
    ...['', 'Acme', '-acme', 'a b', 'a/b', 'a#b', 'a=b', 'ü', 'a'.repeat(64)].map((workspace): [string, unknown] => [
      `workspace: ${AN_ID}`,
      aWorkspaceInput({ workspace }),
    ]),
    [`sources.0.id: ${AN_ID}`, withSource({ id: 'Web' })],
    ['sources.0.name: must not be empty', withSource({ name: '' })],
    ['sources.0.writeKeys: must have at least one write key', withSource({ writeKeys: [] })],
    ...['', 'wk web', 'wk:web', 'wk_ü', 'k'.repeat(129)].map((key): [string, unknown] => [
      `sources.0.writeKeys.0: ${A_KEY}`,
      withSource({ writeKeys: [key] }),
    ]),
    [`destinations.0.id: ${AN_ID}`, withDestination({ id: '' })],
    [`destinations.0.lane: ${AN_ID}`, withDestination({ lane: 'Own Lane' })],
    ['destinations.0.name: must not be empty', withDestination({ name: '' })],
    ['destinations.0.kind: must be one of "webhook", "function", "action"', withDestination({ kind: 'slack' })],
    ...['', 'example.com', 'ftp://example.com', '/hook', 'https://u:p@example.com', 'javascript:alert(1)'].map(
      (url): [string, unknown] => [`destinations.0.settings.url: ${A_URL}`, withSettings({ url })],
    ),
    ['destinations.0.settings.sharedSecret: must not be empty', withSettings({ sharedSecret: '' })],
    ...['Authorization', 'content-type', 'Host', 'User-Agent', 'webhook-id', 'X-Signature', 'x-segment-settings'].map(
      (name): [string, unknown] => [
        `destinations.0.settings.headers.${name}: ${RESERVED}`,
        withSettings({ headers: { [name]: 'x' } }),
      ],
    ),
    ['destinations.0.settings.headers.a b: must be a header name', withSettings({ headers: { 'a b': 'x' } })],
    [
      'destinations.0.settings.headers.X-A: must be printable ASCII',
      withSettings({ headers: { 'X-A': 'a\r\nX-Forged: b' } }),
    ],
    ['destinations.0.retry.retries: must be at most 20', withDestination({ retry: { retries: 21, over: '4h' } })],
    ['destinations.0.retry.retries: must be 0 or more', withDestination({ retry: { retries: -1, over: '4h' } })],
    ['destinations.0.retry.over: must be at most 72h', withDestination({ retry: { retries: 9, over: '73h' } })],
    [
      'destinations.0.retry.over: must be at least 9s: a second for each retry',
      withDestination({ retry: { retries: 9, over: '8999ms' } }),
    ],
    ...(
      [
        ['failingShare', 'must be at least 0.01', 0.001],
        ['failingShare', 'must be at most 1', 1.1],
        ['minimumAttempts', 'must be 1 or more', 0],
        ['minimumAttempts', 'must be at most 100000', 100_001],
        ['window', 'must be at least 1s', '999ms'],
        ['window', 'must be at most 1h', '61m'],
        ['probeAfter', 'must be at least 1s', '0s'],
        ['probeAfter', 'must be at most 1h', '99999d'],
      ] as const
    ).map(([field, message, value]): [string, unknown] => [
      `destinations.0.breaker.${field}: ${message}`,
      withDestination({ breaker: { [field]: value } }),
    ]),
    ['destinations.0.rateLimit.perSecond: must be at least 0.1', withDestination({ rateLimit: { perSecond: 0 } })],
    ['destinations.0.rateLimit.atOnce: must be at most 10000', withDestination({ rateLimit: { atOnce: 10_001 } })],
    ['destinations.0.switchOffAfter: must be at most 1000000', withDestination({ switchOffAfter: 1_000_001 })],
    [
      'destinations.0.switchOffAfter.over: must be at most 30d',
      withDestination({ switchOffAfter: { failures: 5, over: '31d' } }),
    ],
    [
      'destinations.0.retry.over: "4" is not a duration; write one such as 4h, 30m, 18s or 500ms',
      withDestination({ retry: { retries: 9, over: '4' } }),
    ],
    ...['sometimes', 1.5, { over: '5m' }, { failures: 5, for: '5m' }].map((limit): [string, unknown] => [
      `destinations.0.switchOffAfter: ${A_LIMIT}`,
      withDestination({ switchOffAfter: limit }),
    ]),
    ['destinations.0.switchOffAfter: must be 1 or more', withDestination({ switchOffAfter: 0 })],
    [
      'destinations.0.switchOffAfter.over: must be a duration such as 4h, 30m, 18s or 500ms',
      withDestination({ switchOffAfter: { failures: 5, over: 'soon' } }),
    ],
    ['destinations.0.source: there is no source "app" in this workspace', withDestination({ source: 'app' })],
    [
      'sources.1.id: "web" is used twice; every id must be unique',
      aWorkspaceInput({ sources: [aSourceInput(), aSourceInput({ writeKeys: ['wk_other'] })] }),
    ],
    [
      'destinations.1.id: "crm" is used twice; every id must be unique',
      aWorkspaceInput({ destinations: [aDestinationInput(), aDestinationInput()] }),
    ],
    ['destinations.0.replay: is there with componentId only', withDestination({ replay: false })],
    [
      'sources.1.writeKeys.1: this write key is used twice; each belongs to one source',
      aWorkspaceInput({ sources: [aSourceInput(), aSourceInput({ id: 'app', writeKeys: ['wk_app', 'wk_web'] })] }),
    ],
    [
      'sources.0.writeKeys.1: this write key is used twice; each belongs to one source',
      withSource({ writeKeys: ['wk_web', 'wk_web'] }),
    ],
  ])('%s', (problem, workspace) => {
    const problems = problemsOf(workspace);

    expect(problems).toEqual([problem]);
  });

  test.each<[path: string, workspace: unknown]>([
    ['', null],
    ['', []],
    ['workspace', { sources: [] }],
    ['', { ...aWorkspaceInput(), source: [] }],
    ['sources', { workspace: 'acme', sources: {} }],
    ['sources.0', withSource({ writekeys: [] })],
    ['sources.0.writeKeys', withSource({ writeKeys: 'wk_web' })],
    ['sources.0.writeKeys.0', withSource({ writeKeys: [1234] })],
    ['sources.0.enabled', withSource({ enabled: 'yes' })],
    ['sources.0.name', withSource({ name: 'n'.repeat(201) })],
    ['destinations.0', withDestination({ filters: 'x' })],
    ['destinations.0.settings', withDestination({ settings: undefined })],
    ['destinations.0.settings.url', withSettings({ url: 7 })],
    ['destinations.0.settings.apiKey', withSettings({ apiKey: 7 })],
    ['destinations.0.retry', withDestination({ retry: { retries: 9, over: '4h', jitter: 1 } })],
    ['destinations.0.retry.retries', withDestination({ retry: { retries: 1.5, over: '4h' } })],
    ['destinations.0.retry.over', withDestination({ retry: { retries: 9, over: 4 } })],
  ])('at "%s" when its value is of the wrong kind', (path, workspace) => {
    const paths = pathsOf(workspace);

    expect(paths).toEqual([path]);
  });

  test('which for a filter includes the character', () => {
    const problems = problemsOf(withDestination({ filter: 'type = = "track"' }));

    expect(problems).toEqual([expect.stringMatching(/^destinations\.0\.filter: .+ \(at character \d+\)$/)]);
  });

  test('and all of them are named at once', () => {
    const paths = pathsOf({
      workspace: 'Acme',
      sources: [{ id: 'web', writeKeys: [] }],
      destinations: [{ id: 'crm', kind: 'webhook' }, { id: 'other' }],
    });

    expect(paths).toEqual(
      expect.arrayContaining([
        'workspace',
        'sources.0.writeKeys',
        'destinations.0.source',
        'destinations.0.settings',
        'destinations.1.kind',
      ]),
    );
  });
});
