// What the API says of partners' apps and components, of what waits for a review, and of the catalog, whatever they are called.
import type { DataOf, ItemOf } from '../../../client/api-client.ts';
import { settingsSchema } from '../../../domain/catalog/settings-schema.ts';
import { aDefinition, aDocumentation } from '../a-component.ts';
import { aDestination, aSource } from './an-overview.ts';
import type { Answers } from './console-site.ts';

const AT = '2026-11-02T09:00:00.000Z';
const NAMES = ['Acme CRM', 'Lumen Analytics'] as const;

const SCHEMA = settingsSchema.parse(aDefinition.settingsSchema);

const DEFINITION = {
  ...{ documentation: aDocumentation, settingsSchema: SCHEMA, supportedEvents: ['identify', 'track'], replay: false },
  config: { url: 'https://in.acme.example/penstock', sharedSecret: { set: true } },
} satisfies Partial<NonNullable<DataOf<'GET /components/{componentId}'>['component']['draft']>>;

const CHECKLIST: DataOf<'GET /components/{componentId}/checklist'>['checklist'] = [
  { id: 'app-info', title: 'The app is described', status: 'pass', details: [] },
  { id: 'announcement', title: 'The launch is announced', status: 'warn', details: ['The app has no announcement.'] },
  { id: 'documentation', title: 'It is documented', status: 'fail', details: ['The section "support" is missing.'] },
];

const idOf = (index: number): string => `part-${index}-15801b0b`;

function anApp(name: string, index: number): ItemOf<'GET /apps'> {
  return {
    ...{ id: `app-${index}`, slug: `app-${index}`, name, workspaceId: 'acme', description: name, locked: false },
    ...{ website: 'https://acme.example/', categories: ['CRM'], createdAt: AT, components: [idOf(index)] },
    ...{ support: { email: 'support@acme.example' }, launch: { testAccount: { username: name, notes: name } } },
  };
}

function aPart(name: string, index: number): ItemOf<'GET /components'> {
  return {
    ...{ id: idOf(index), slug: idOf(index), name, appId: `app-${index}`, workspaceId: 'acme', kind: 'webhook' },
    ...{
      state: 'rejected',
      actions: ['edit', 'submit', 'delete'],
      createdAt: AT,
      draft: { version: 1, state: 'rejected' },
    },
    invitedWorkspaces: ['first-customer'],
  };
}

function aTest(index: number, detail: string): ItemOf<'GET /component-tests'> {
  return {
    ...{ id: `tst_${index}`, url: DEFINITION.config.url, eventTypes: ['track'], componentId: idOf(0), version: 1 },
    ...{ startedAt: AT, finishedAt: AT, state: 'done', passed: index > 0, requests: 66 },
    counts: { pass: 1, warn: 0, fail: 1, skipped: 1 },
    cases: [
      { name: 'track', title: 'A track call', verdict: 'pass', detail: 'Answered 202.', status: 202, latencyMs: 28 },
      { name: 'signature', title: 'A wrong signature', verdict: 'skipped', detail: 'It was not tried.' },
      { name: 'again', title: 'The same event again', verdict: 'fail', detail, status: 409, latencyMs: 11 },
    ],
  };
}

/** Apps of these names, each with a component that a reviewer has given back, with words that are the last name. */
export function aDeveloperCenter(names: readonly string[] = NAMES): Answers {
  const name = names.at(-1) ?? '';
  const [app = anApp(name, 0)] = names.map(anApp);
  // Which only lists have.
  const { name: _, ...component } = aPart(name, 0);
  const review = { at: AT, comments: name };
  const draft = { ...DEFINITION, name, version: 1, state: 'rejected', changedAt: AT, review };
  return {
    'GET /apps': { apps: names.map(anApp), pagination: {} },
    'GET /apps/{appId}': { app: { ...app, name, description: name } },
    'GET /apps/{appId}/oauth-clients': { oauthClients: [], pagination: {} },
    'GET /components': { components: names.map(aPart), pagination: {} },
    'GET /components/{componentId}': { component: { ...component, draft } },
    'GET /components/{componentId}/checklist': { ready: false, checklist: CHECKLIST },
    'GET /component-tests': { componentTests: [aTest(0, name), aTest(1, name)], pagination: {} },
  };
}

/** What waits for a reviewer, and one of it, of which all is new. */
export function aReviewingWorkspace(names: readonly string[] = NAMES): Answers {
  const name = names.at(-1) ?? '';
  const { id: appId, description, launch, support } = anApp(name, 0);
  const definition = { ...DEFINITION, name };
  return {
    'GET /reviews': {
      reviews: names.map((_, index) => ({
        ...{ id: idOf(index), componentId: idOf(index), workspaceId: 'partner', appId: `app-${index}` },
        ...{ state: 'in-review', version: 1, submittedAt: AT },
      })),
      pagination: {},
    },
    'GET /reviews/{submissionId}': {
      review: {
        ...{ id: idOf(0), componentId: idOf(0), workspaceId: 'partner', kind: 'webhook', state: 'in-review' },
        ...{ app: { id: appId, name, description, launch, support }, isOwn: false },
        submission: {
          ...{ version: 1, submittedAt: AT, definition, checklist: CHECKLIST },
          differences: [
            { path: 'app', after: { name, description } },
            { path: 'definition', after: definition },
          ],
        },
      },
    },
    'GET /component-tests': { componentTests: [aTest(0, name)], pagination: {} },
  };
}

/** Entries of these names; the last one is connected. */
export function aCatalog(names: readonly string[] = NAMES): Answers {
  const name = names.at(-1) ?? '';
  const entries = names.map((one, index) => ({
    ...{ id: idOf(index), slug: idOf(index), name: one, description: one, categories: ['CRM'], logos: {} },
    ...{ status: 'PUBLIC_BETA', version: 1, publishedAt: AT },
  }));
  const { supportedEvents, documentation } = DEFINITION;
  const [entry] = entries;
  return {
    'GET /catalog/destinations': { destinationsCatalog: entries, pagination: {} },
    'GET /catalog/destinations/{catalogId}': {
      destinationMetadata: {
        ...{ id: idOf(0), slug: idOf(0), logos: {}, status: 'PUBLIC_BETA', version: 1, publishedAt: AT, ...entry },
        ...{ name, description: name, categories: ['CRM'], kind: 'webhook', connectionModes: ['cloud'] },
        ...{ supportedEvents, settingsSchema: SCHEMA, documentation: `${documentation}\n\n${name}` },
        ...{ supportedFeatures: { replay: true }, contacts: [{ email: 'support@acme.example' }] },
      },
    },
    'GET /sources': { sources: names.map((one, index) => aSource(`s${index}`, one)), pagination: {} },
    'GET /destinations': {
      destinations: [{ ...aDestination('d0', name, 's0'), metadataId: idOf(0) }],
      pagination: {},
    },
    'GET /destinations/{destinationId}': {
      destination: { ...aDestination('d0', name, 's0'), metadataId: idOf(0), enabled: false },
    },
  };
}
