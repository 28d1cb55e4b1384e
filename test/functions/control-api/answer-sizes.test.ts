import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ALIASES } from '../../../functions/control-api/aliases/aliases.ts';
import { parametersIn } from '../../../functions/control-api/http/router.ts';
import { toCursor } from '../../../functions/control-api/http/pages.ts';
import { API_ROUTES } from '../../../functions/control-api/routes.ts';
import { aLargeBucket, aLongEvent, LARGE, putLargeWorkspace } from './a-large-workspace.ts';
import { anApi, anOutside } from '../../support/an-api.ts';
import { startRealTables } from '../../support/real-tables.ts';

// Lambda answers with 6 MB at most, and API Gateway with 10 MB. Every list is far below that, however much a workspace and
// an installation have.

const MAX_ANSWER_BYTES = 1_000_000;
const NOW = new Date();
const ago = (minutes: number): string => new Date(NOW.getTime() - minutes * 60_000).toISOString();
const SERIES = `startTime=${ago(LARGE.minutes)}`;

type Lists = Readonly<Record<string, number>>;
/** What is asked, and how much the lists of all pages together have. */
type Asked = { readonly at: string; readonly lists?: Lists; readonly isOneThing?: true };

const source = '/sources/source-0000';
const component = '/components/component-0000';

/** Every GET of /api/v1. */
const OF_API: Readonly<Record<string, Asked>> = {
  '/': { at: '/', isOneThing: true },
  '/quotas': { at: '/quotas' },
  '/caller': { at: '/caller', isOneThing: true },
  '/users': { at: '/users?limit=200', lists: { users: LARGE.users } },
  '/users/{userId}': { at: '/users/usr_00000000000000000000', isOneThing: true },
  '/tokens': { at: '/tokens?limit=200', lists: { tokens: LARGE.tokens } },
  '/audit-events': { at: '/audit-events?limit=200', lists: { auditEvents: LARGE.auditEvents } },
  '/notices': { at: '/notices?limit=200' },
  '/sources': { at: '/sources?limit=200', lists: { sources: LARGE.sources } },
  '/sources/{sourceId}': { at: source, isOneThing: true },
  '/sources/{sourceId}/events': { at: `${source}/events` },
  '/sources/{sourceId}/samples': { at: `${source}/samples` },
  '/sources/{sourceId}/requests': { at: `${source}/requests`, isOneThing: true },
  '/sources/{sourceId}/schema': { at: `${source}/schema?limit=200`, lists: { events: LARGE.schemaEvents } },
  '/sources/{sourceId}/trace': { at: `${source}/trace?messageId=none`, isOneThing: true },
  '/sources/{sourceId}/events/{messageId}/trace': { at: `${source}/events/none/trace`, isOneThing: true },
  '/events': { at: '/events?messageId=none' },
  '/destinations': { at: '/destinations?limit=200', lists: { destinations: LARGE.destinations } },
  '/destinations/{destinationId}': { at: '/destinations/destination-0000', isOneThing: true },
  '/destinations/{destinationId}/subscriptions': { at: '/destinations/destination-0000/subscriptions' },
  '/destinations/{destinationId}/subscriptions/{subscriptionId}': {
    at: '/destinations/destination-0000/subscriptions/none',
    isOneThing: true,
  },
  '/functions': { at: '/functions?limit=200' },
  '/functions/{functionId}': { at: '/functions/none', isOneThing: true },
  '/functions/{functionId}/logs': { at: '/functions/none/logs', isOneThing: true },
  '/functions/{functionId}/versions': { at: '/functions/none/versions', isOneThing: true },
  '/functions/{functionId}/versions/{version}': { at: '/functions/none/versions/1', isOneThing: true },
  '/component-tests': { at: '/component-tests?limit=200', lists: { componentTests: LARGE.componentTests } },
  '/component-tests/{componentTestId}': { at: '/component-tests/none', isOneThing: true },
  '/catalog/destinations': {
    at: '/catalog/destinations?limit=200',
    lists: { destinationsCatalog: LARGE.destinationsCatalog },
  },
  '/catalog/actions': { at: '/catalog/actions?limit=200' },
  '/catalog/actions/{slug}': { at: '/catalog/actions/none', isOneThing: true },
  '/catalog/sources': { at: '/catalog/sources?limit=200' },
  '/catalog/sources/{sourceMetadataId}': { at: '/catalog/sources/none', isOneThing: true },
  '/catalog/destinations/{catalogId}': { at: '/catalog/destinations/component-0000', isOneThing: true },
  '/apps': { at: '/apps?limit=200', lists: { apps: LARGE.apps } },
  '/apps/{appId}': { at: '/apps/app-0000', isOneThing: true },
  '/apps/{appId}/oauth-clients': {
    at: '/apps/app-0000/oauth-clients?limit=200',
    lists: { oauthClients: LARGE.oauthClients },
  },
  '/component-kinds': { at: '/component-kinds' },
  '/components': { at: '/components?limit=200', lists: { components: LARGE.components } },
  '/components/{componentId}': { at: component, isOneThing: true },
  '/components/{componentId}/code': { at: `${component}/code`, isOneThing: true },
  '/components/{componentId}/checklist': { at: `${component}/checklist` },
  '/components/{componentId}/versions': { at: `${component}/versions?limit=200`, lists: { versions: LARGE.versions } },
  '/components/{componentId}/versions/{version}': { at: `${component}/versions/1`, isOneThing: true },
  '/components/{componentId}/usage': { at: `${component}/usage` },
  '/components/{componentId}/programme': { at: `${component}/programme` },
  '/reviews/{submissionId}/programme': { at: '/reviews/component-0000/programme', isOneThing: true },
  '/reviews': { at: '/reviews?limit=200', lists: { reviews: LARGE.reviews } },
  '/reviews/{submissionId}/code': { at: '/reviews/component-0000/code', isOneThing: true },
  '/reviews/{submissionId}': { at: '/reviews/component-0000', isOneThing: true },
  '/access-requests': { at: '/access-requests?limit=200', lists: { accessRequests: LARGE.accessRequests } },
  '/access-requests/{accessRequestId}': { at: '/access-requests/req_00000000000000000000', isOneThing: true },
  '/delivery-overview': {
    at: '/delivery-overview',
    lists: { sources: LARGE.sources, destinations: LARGE.destinations },
  },
  '/delivery-overview/unattributed': {
    at: `/delivery-overview/unattributed?${SERIES}`,
    lists: { series: LARGE.minutes + 1 },
  },
  '/delivery-overview/series': {
    at: `/delivery-overview/series?startTime=${ago(2)}`,
    lists: { sources: LARGE.sources, destinations: LARGE.destinations },
  },
  '/delivery-overview/check': { at: '/delivery-overview/check' },
  '/workspaces': { at: '/workspaces' },
  '/lanes': { at: '/lanes' },
  '/delivery-overview/sources/{sourceId}': {
    at: `/delivery-overview/sources/source-0000?${SERIES}`,
    lists: { series: LARGE.minutes + 1 },
  },
  '/delivery-overview/destinations/{destinationId}': {
    at: `/delivery-overview/destinations/destination-0000?${SERIES}`,
    lists: { series: LARGE.minutes + 1 },
  },
  '/undelivered-events': {
    at: '/undelivered-events?limit=200',
    lists: { undeliveredEvents: LARGE.undeliveredEvents },
  },
  '/undelivered-events/summary': { at: '/undelivered-events/summary' },
  '/undelivered-events/{undeliveredEventId}': { at: '/undelivered-events/none', isOneThing: true },
  '/replays': { at: '/replays?limit=200', lists: { replays: LARGE.replays } },
  '/replays/{replayId}': { at: '/replays/mibqzo00-000000', isOneThing: true },
  // All of a workspace in one: as large as its quota of bytes, and no list.
  '/workspace-file': { at: '/workspace-file', isOneThing: true },
  '/workspace-file/drift': { at: '/workspace-file/drift' },
  '/workspace-file/with-secrets': { at: '/workspace-file/with-secrets', isOneThing: true },
  '/oauth/grants': { at: '/oauth/grants?limit=200', lists: { grants: LARGE.grants } },
};

/** Every GET of the operator's routes. */
const OF_OPERATORS: Readonly<Record<string, Asked>> = {
  '/api/workspaces': { at: '/api/workspaces', lists: { workspaces: LARGE.workspaces } },
  '/api/lanes': { at: '/api/lanes', lists: { lanes: LARGE.lanes } },
  '/api/undelivered': { at: '/api/undelivered?limit=200', lists: { records: LARGE.undeliveredEvents } },
  '/api/undelivered/{id}': { at: '/api/undelivered/none', isOneThing: true },
  '/api/replays': { at: '/api/replays', lists: { replays: LARGE.replays } },
  '/api/replays/{id}': { at: '/api/replays/mibqzo00-000000', isOneThing: true },
  '/api/ledger': { at: '/api/ledger', lists: { sources: LARGE.sources, destinations: LARGE.destinations } },
  '/api/ledger/check': { at: '/api/ledger/check' },
  '/api/ledger/series': {
    at: `/api/ledger/series?owner=destination:destination-0000&from=${ago(LARGE.minutes)}`,
    lists: { points: LARGE.minutes + 1 },
  },
  '/api/trace': { at: '/api/trace?source=source-0000&messageId=none', isOneThing: true },
  '/api/trace/{source}/{messageId+}': { at: '/api/trace/source-0000/none', isOneThing: true },
};

type Page = { readonly status: number; readonly text: string };
type Body = Readonly<Record<string, unknown>>;

let tables: Awaited<ReturnType<typeof startRealTables>>;
let ofApi: (target: string) => Promise<Page>;
let ofOperators: (target: string) => Promise<Page>;

beforeAll(async () => {
  tables = await startRealTables();
  const outside = anOutside({ newestEvents: async () => Array.from({ length: 50 }, (_, index) => aLongEvent(index)) });
  const s3 = aLargeBucket();
  const api = anApi(tables.dynamodb, { outside, s3, now: () => NOW });
  await api.reviewingWorkspace('large');
  const token = await api.token('large');
  await putLargeWorkspace(api.tables, 'large', NOW);
  ofApi = async (target) => {
    const path = target.split('?')[0];
    const isForOperators = API_ROUTES.some((route) => route.path === path && route.reach === 'installation');
    const { status, body } = await (isForOperators ? api.asOperator : api.call)(`GET ${target}`, { token });
    return { status, text: JSON.stringify(body) };
  };
  ofOperators = async (target) => {
    const { status, body } = await api.byAlias(`GET ${target}`);
    return { status, text: JSON.stringify(body) };
  };
});
afterAll(() => tables.close());

/** How much the lists of all pages have, and how large the largest page is. */
async function readAll({ at }: Asked, read: (target: string) => Promise<Page>) {
  const counts: Record<string, number> = {};
  const pages: Page[] = [];
  let next: string | undefined;
  do {
    const page = await read(next === undefined ? at : `${at}${at.includes('?') ? '&' : '?'}cursor=${next}`);
    pages.push(page);
    const answer = JSON.parse(page.text) as { readonly data?: Body; readonly cursor?: string };
    const data = (answer.data ?? answer) as Body & { readonly pagination?: { readonly next?: string } };
    for (const [name, items] of Object.entries(data)) {
      if (Array.isArray(items)) counts[name] = (counts[name] ?? 0) + items.length;
    }
    next = data.pagination?.next ?? answer.cursor;
  } while (next !== undefined && pages.length < 100);
  return { counts, pages, largestBytes: Math.max(...pages.map(({ text }) => Buffer.byteLength(text))) };
}

describe('answers about a workspace and an installation that are as large as can be', () => {
  test('are tried for every GET route', () => {
    const ofV1 = API_ROUTES.filter(({ method }) => method === 'GET').map(({ path }) => path);
    const operators = ALIASES.map(({ pattern }) => pattern.split(' ')).flatMap(([method, path = '']) =>
      method === 'GET' ? [path] : [],
    );

    expect(Object.keys(OF_API).toSorted()).toEqual(ofV1.toSorted());
    expect(Object.keys(OF_OPERATORS).toSorted()).toEqual(operators.toSorted());
  });

  const ALL = [
    ...Object.entries(OF_API).map(([path, asked]) => ({ path, asked, root: 'api' as const })),
    ...Object.entries(OF_OPERATORS).map(([path, asked]) => ({ path, asked, root: 'operator' as const })),
  ];

  test.each(ALL)('stay below 1 MB: $root $path', async ({ path, asked, root }) => {
    const { counts, pages, largestBytes } = await readAll(asked, root === 'api' ? ofApi : ofOperators);

    expect(asked.at.split('?')[0]).toMatch(new RegExp(`^${parametersIn(path)}$`));
    expect(largestBytes).toBeLessThan(MAX_ANSWER_BYTES);
    expect(counts).toMatchObject(asked.lists ?? {});
    if (asked.isOneThing !== true) expect(pages.map(({ status }) => status)).toEqual(pages.map(() => 200));
  });

  test('stay below 1 MB for who goes on after the last events of a source, who gets them all', async () => {
    type Events = { readonly data: { readonly events: readonly { messageId: string }[]; readonly cursor: string } };
    const found = new Set<string>();
    const sizesBytes: number[] = [];
    let since = toCursor(ago(5));
    let isMore = true;
    while (isMore) {
      const { text } = await ofApi(`/sources/source-0001/events?since=${since}`);
      const { data } = JSON.parse(text) as Events;
      for (const { messageId } of data.events) found.add(messageId);
      sizesBytes.push(Buffer.byteLength(text));
      since = data.cursor;
      isMore = data.events.length > 0;
    }

    expect(found.size).toBe(LARGE.debugEvents);
    expect(Math.max(...sizesBytes)).toBeLessThan(MAX_ANSWER_BYTES);
  });
});
