// Every path of the console, and the file of its page. Pages are loaded when somebody goes there.

import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  type RouteComponent,
} from '@tanstack/react-router';
import { NoSuchPage } from './no-such-page.tsx';
import { PageFailed } from './page-failed.tsx';
import { PageGoneError } from './page-gone-error.ts';
import { Workspace } from './workspace.tsx';

type PageModule = { readonly Page: RouteComponent };
/** The router would reload at once, also while Penstock cannot be reached, and then nothing would be left to read. */
const page = (load: () => Promise<PageModule>) =>
  lazyRouteComponent(
    () =>
      load().catch((cause: unknown) => {
        throw new PageGoneError('The file of the page could not be loaded.', { cause });
      }),
    'Page',
  );

const rootRoute = createRootRoute({ component: Outlet, notFoundComponent: NoSuchPage, errorComponent: PageFailed });
const homeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  component: page(() => import('../routes/home.tsx')),
});
const signedInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/signed-in',
  component: page(() => import('../routes/home.tsx')),
});
const connectRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/connect',
  component: page(() => import('../routes/consent.tsx')),
});
const requestAccessRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/request-access',
  component: page(() => import('../routes/request-access.tsx')),
});
const workspaceRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/w/$workspace',
  component: Workspace,
  notFoundComponent: NoSuchPage,
  errorComponent: PageFailed,
});

/** A page below /w/{workspace}. What is in its search parameters, it reads and checks itself. */
const inWorkspace = <const Path extends string>(path: Path, load: () => Promise<PageModule>) =>
  createRoute({
    getParentRoute: () => workspaceRoute,
    path,
    component: page(load),
    // Here, and not of all pages together: the shell stays around it.
    errorComponent: PageFailed,
    validateSearch: (search: Readonly<Record<string, unknown>>): Search => texts(search),
  });

/** Search parameters are texts: filters, an open row, a range of time. */
export type Search = Readonly<Record<string, string | undefined>>;

function texts(search: Readonly<Record<string, unknown>>): Search {
  const entries = Object.entries(search).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  return Object.fromEntries(entries) as Search;
}

const pipelinePages = [
  inWorkspace('/', () => import('../routes/landing.tsx')),
  inWorkspace('connections', () => import('../routes/connections.tsx')),
  inWorkspace('sources', () => import('../routes/sources.tsx')),
  inWorkspace('sources/$sourceId', () => import('../routes/source-overview.tsx')),
  inWorkspace('sources/$sourceId/debugger', () => import('../routes/source-debugger.tsx')),
  inWorkspace('sources/$sourceId/schema', () => import('../routes/source-schema.tsx')),
  inWorkspace('sources/$sourceId/setup', () => import('../routes/source-setup.tsx')),
  inWorkspace('sources/$sourceId/settings', () => import('../routes/source-settings.tsx')),
  inWorkspace('sources/$sourceId/history', () => import('../routes/source-history.tsx')),
  inWorkspace('destinations', () => import('../routes/destinations.tsx')),
  inWorkspace('destinations/$destinationId', () => import('../routes/destination-overview.tsx')),
  inWorkspace('destinations/$destinationId/settings', () => import('../routes/destination-settings.tsx')),
  inWorkspace('destinations/$destinationId/filter', () => import('../routes/destination-filter.tsx')),
  inWorkspace('destinations/$destinationId/mappings', () => import('../routes/destination-mappings.tsx')),
  inWorkspace('destinations/$destinationId/tester', () => import('../routes/destination-tester.tsx')),
  inWorkspace('destinations/$destinationId/undelivered', () => import('../routes/destination-undelivered.tsx')),
  inWorkspace('destinations/$destinationId/replays', () => import('../routes/destination-replays.tsx')),
  inWorkspace('destinations/$destinationId/replays/new', () => import('../routes/replay-new.tsx')),
  inWorkspace('destinations/$destinationId/history', () => import('../routes/destination-history.tsx')),
  inWorkspace('undelivered', () => import('../routes/undelivered.tsx')),
  inWorkspace('replays', () => import('../routes/replays.tsx')),
  inWorkspace('replays/$replayId', () => import('../routes/replay.tsx')),
  inWorkspace('events', () => import('../routes/events.tsx')),
  // The messageId is in the search: no path can carry every one.
  inWorkspace('events/$sourceId', () => import('../routes/event.tsx')),
  inWorkspace('catalog', () => import('../routes/catalog.tsx')),
  inWorkspace('catalog/sources/$catalogId', () => import('../routes/catalog-source.tsx')),
  inWorkspace('catalog/$catalogId', () => import('../routes/catalog-entry.tsx')),
  inWorkspace('catalog/$catalogId/connect', () => import('../routes/catalog-connect.tsx')),
  inWorkspace('functions', () => import('../routes/functions.tsx')),
  // No function can have this id.
  inWorkspace('functions/_new', () => import('../routes/function-new.tsx')),
  inWorkspace('functions/$functionId', () => import('../routes/function-overview.tsx')),
  inWorkspace('functions/$functionId/code', () => import('../routes/function-code.tsx')),
  inWorkspace('functions/$functionId/connect', () => import('../routes/function-connect.tsx')),
  inWorkspace('functions/$functionId/logs', () => import('../routes/function-logs.tsx')),
  inWorkspace('functions/$functionId/versions', () => import('../routes/function-versions.tsx')),
] as const;

const buildPages = [
  inWorkspace('developer', () => import('../routes/developer.tsx')),
  inWorkspace('developer/apps/$appId', () => import('../routes/app-info.tsx')),
  inWorkspace('developer/components/$componentId', () => import('../routes/component-info.tsx')),
  inWorkspace('developer/components/$componentId/settings', () => import('../routes/component-settings.tsx')),
  inWorkspace('developer/components/$componentId/code', () => import('../routes/component-code.tsx')),
  inWorkspace('developer/components/$componentId/test', () => import('../routes/component-test.tsx')),
  inWorkspace('developer/components/$componentId/docs', () => import('../routes/component-docs.tsx')),
  inWorkspace('developer/components/$componentId/publish', () => import('../routes/component-publish.tsx')),
  inWorkspace('reviews', () => import('../routes/reviews.tsx')),
  inWorkspace('reviews/$reviewId', () => import('../routes/review.tsx')),
  inWorkspace('access-requests', () => import('../routes/access-requests.tsx')),
] as const;

const workspacePages = [
  inWorkspace('notices', () => import('../routes/notices.tsx')),
  inWorkspace('people', () => import('../routes/people.tsx')),
  inWorkspace('tokens', () => import('../routes/tokens.tsx')),
  inWorkspace('grants', () => import('../routes/grants.tsx')),
  inWorkspace('audit', () => import('../routes/audit.tsx')),
  inWorkspace('cost', () => import('../routes/cost.tsx')),
  inWorkspace('file', () => import('../routes/workspace-file.tsx')),
] as const;

const routeTree = rootRoute.addChildren([
  homeRoute,
  signedInRoute,
  connectRoute,
  requestAccessRoute,
  workspaceRoute.addChildren([...pipelinePages, ...buildPages, ...workspacePages]),
]);

export function createConsoleRouter() {
  return createRouter({
    routeTree,
    // Ids are as people wrote them: `1` is a text here, and a text has no quotes around it.
    parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
    stringifySearch: toSearchText,
    defaultPreload: 'intent',
    scrollRestoration: true,
    scrollToTopSelectors: ['#main'],
  });
}

function toSearchText(search: Readonly<Record<string, unknown>>): string {
  const entries = Object.entries(search).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  const text = new URLSearchParams(entries).toString();
  return text === '' ? '' : `?${text}`;
}

declare module '@tanstack/react-router' {
  // The router is told its own type here, which is how links know their paths. It has to be an interface.
  // eslint-disable-next-line @typescript-eslint/consistent-type-definitions
  interface Register {
    router: ReturnType<typeof createConsoleRouter>;
  }
}
