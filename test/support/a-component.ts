import type { ComponentTestResult } from '../../domain/catalog/component-test-result.ts';
import { DESTINATION_SECTIONS } from '../../domain/catalog/documentation-template.ts';
import { componentTestKey } from '../../domain/tables/table-keys.ts';
import { transact, writeItem, type Table } from '../../functions/shared/dynamo/document-store.ts';
import type { ApiAnswer, ApiCall } from './an-api.ts';

type Api = { readonly tables: Table; call(line: string, call?: ApiCall): Promise<ApiAnswer>; token: Tokens };
type Tokens = (workspace: string, role?: 'reviewer') => Promise<string>;

/** An app of which nothing is missing. */
export const aCompleteApp = {
  name: 'Acme CRM',
  description: 'Keeps your customers in one place.',
  website: 'https://acme.example/',
  categories: ['CRM', 'Analytics'],
  logoUrl: 'https://acme.example/logo.svg',
  support: { email: 'support@acme.example' },
  launch: {
    documentationUrl: 'https://acme.example/docs/penstock',
    integrationsPageUrl: 'https://acme.example/integrations',
    announcementUrl: 'https://acme.example/blog/penstock',
    testAccount: { username: 'reviewer', notes: 'Ask support for the password.' },
  },
};

/** Documentation in which no section is missing and no prompt is left. */
export const aDocumentation = DESTINATION_SECTIONS.map(({ heading }) => `## ${heading}\n\nText about it.\n`).join('\n');

/** A webhook that takes a key and a region. */
export const aDefinition = {
  name: 'Acme CRM',
  documentation: aDocumentation,
  supportedEvents: ['identify', 'track', 'delete'],
  settingsSchema: {
    type: 'object',
    properties: {
      apiKey: { type: 'string', title: 'API key', writeOnly: true, minLength: 1 },
      region: { type: 'string', enum: ['eu', 'us'], default: 'eu' },
      pin: { type: 'string', writeOnly: true },
    },
    required: ['apiKey'],
  },
  config: { url: 'https://{region}.acme.example/in', sharedSecret: 'whsec_c2VjcmV0LXNlY3JldA==' },
};

/** Says that the test suite was run against a version, and how it ended. */
export async function putTestResult(
  tables: Table,
  [component, version]: readonly [string, number],
  result: Partial<ComponentTestResult> = {},
): Promise<void> {
  const document = { at: new Date().toISOString(), failures: 0, warnings: 0, ...result };
  const write = { key: componentTestKey(component, version), document, replaces: 'anything' } as const;
  await transact(tables, [writeItem(tables.table, write)]);
}

/** Decides about what a reviewer has been shown just now. */
export async function decide(api: Pick<Api, 'call'>, line: string, { token, body }: ApiCall): Promise<ApiAnswer> {
  const [, id = ''] = /\/reviews\/([^/]+)\//.exec(line) ?? [];
  const { headers } = await api.call(`GET /reviews/${id}`, token === undefined ? {} : { token });
  const revision = headers['etag'] === undefined ? {} : { 'if-match': headers['etag'] };
  return api.call(line, { ...(token === undefined ? {} : { token }), body, headers: revision });
}

/** Brings a component of a new app to a state, over the API. The reviewer is of the workspace `reviews`. */
export async function aComponent(
  api: Api & { reviewingWorkspace(id: string): Promise<void> },
  token: string,
  wanted: {
    id: string;
    appId: string;
    until?: 'building' | 'in-review' | 'private-beta';
    definition?: object;
    testedAt?: string;
    /** @default none of ours */
    logo?: Uint8Array;
  },
): Promise<string> {
  const { id, appId, until = 'building', definition = {}, testedAt, logo } = wanted;
  const post = async (line: string, body?: unknown, as = token): Promise<void> => {
    const isDecision = line.startsWith('POST /reviews/');
    const answer = await (isDecision ? decide(api, line, { token: as, body }) : api.call(line, { token: as, body }));
    if (answer.status >= 300) throw new Error(`${line}: ${JSON.stringify(answer.body)}`);
  };
  await post('POST /apps', { id: appId, ...aCompleteApp });
  if (logo !== undefined) await post(`PUT /apps/${appId}/logo`, { image: Buffer.from(logo).toString('base64') });
  await post(`POST /apps/${appId}/terms`, { accepted: true });
  await post('POST /components', { id, appId, kind: 'webhook', ...aDefinition, ...definition });
  await putTestResult(api.tables, [id, 1], testedAt === undefined ? {} : { at: testedAt });
  if (until === 'building') return id;
  await post(`POST /components/${id}/submission`);
  if (until === 'in-review') return id;
  await api.reviewingWorkspace('reviews');
  await post(`POST /reviews/${id}/approve`, {}, await api.token('reviews', 'reviewer'));
  return id;
}
