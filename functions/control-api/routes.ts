import { appLogoRoutes } from './nouns/app-logo.ts';
import { accessRequestRoutes } from './nouns/access-requests.ts';
import { appRoutes } from './nouns/apps.ts';
import { auditRoutes } from './nouns/audit-events.ts';
import { componentKindRoutes } from './nouns/component-kinds.ts';
import { componentCodeRoutes } from './nouns/component-code.ts';
import { componentUsageRoutes } from './nouns/component-usage.ts';
import { componentTestRoutes } from './nouns/component-tests.ts';
import { destinationTestRoutes } from './nouns/destination-tests.ts';
import { callerRoutes } from './nouns/caller.ts';
import { deliveryOverviewRoutes } from './nouns/delivery-overview.ts';
import { destinationRoutes } from './nouns/destinations.ts';
import { destinationSubscriptionRoutes } from './nouns/destination-subscriptions.ts';
import { sourceEventRoutes } from './nouns/source-events.ts';
import { sourceSchemaRoutes } from './nouns/source-schema.ts';
import { actionCatalogRoutes } from './nouns/action-catalog.ts';
import { catalogRoutes } from './nouns/catalog.ts';
import { componentRoutes } from './nouns/components.ts';
import { reviewListRoutes } from './nouns/review-lists.ts';
import { reviewRoutes } from './nouns/reviews.ts';
import { laneRoutes } from './nouns/lanes.ts';
import { reviewTestRoutes } from './nouns/review-tests.ts';
import { quotaRoutes } from './nouns/quotas.ts';
import { replayRoutes } from './nouns/replays.ts';
import { functionLogRoutes } from './nouns/function-logs.ts';
import { functionTestRoutes } from './nouns/function-tests.ts';
import { functionRoutes } from './nouns/functions.ts';
import { grantRoutes } from './nouns/grants.ts';
import { noticeRoutes } from './nouns/notices.ts';
import { oauthClientRoutes } from './nouns/oauth-clients.ts';
import { sourceAddressRoutes } from './nouns/source-addresses.ts';
import { sourceRequestRoutes } from './nouns/source-requests.ts';
import { sourceRoutes } from './nouns/sources.ts';
import { submissionRoutes } from './nouns/submissions.ts';
import { tokenRoutes } from './nouns/tokens.ts';
import { traceRoutes } from './nouns/traces.ts';
import { undeliveredEventRoutes } from './nouns/undelivered-events.ts';
import { userRoutes } from './nouns/users.ts';
import { workspaceRoutes } from './nouns/workspace.ts';
import { workspaceDriftRoutes } from './nouns/workspace-drift.ts';
import { workspaceFileRoutes } from './nouns/workspace-file.ts';
import { workspacesRoutes } from './nouns/workspaces.ts';
import type { ApiRoute } from './http/route.ts';

const ROUTES = [
  ...workspaceRoutes,
  ...quotaRoutes,
  ...callerRoutes,
  ...userRoutes,
  ...tokenRoutes,
  ...auditRoutes,
  ...noticeRoutes,
  ...sourceRoutes,
  ...sourceAddressRoutes,
  ...sourceRequestRoutes,
  ...sourceEventRoutes,
  ...sourceSchemaRoutes,
  ...destinationRoutes,
  ...destinationSubscriptionRoutes,
  ...destinationTestRoutes,
  ...functionRoutes,
  ...functionTestRoutes,
  ...functionLogRoutes,
  ...componentCodeRoutes,
  ...componentKindRoutes,
  ...componentTestRoutes,
  ...catalogRoutes,
  ...actionCatalogRoutes,
  ...appRoutes,
  ...appLogoRoutes,
  ...componentRoutes,
  ...submissionRoutes,
  ...reviewListRoutes,
  ...reviewRoutes,
  ...reviewTestRoutes,
  ...componentUsageRoutes,
  ...deliveryOverviewRoutes,
  ...traceRoutes,
  ...undeliveredEventRoutes,
  ...replayRoutes,
  ...workspaceFileRoutes,
  ...workspaceDriftRoutes,
  ...oauthClientRoutes,
  ...grantRoutes,
  ...workspacesRoutes,
  ...accessRequestRoutes,
  ...laneRoutes,
];

/** Their types, of which the client makes its own. */
export type TypedApiRoutes = (typeof ROUTES)[number];

/** Every operation of the API. The OpenAPI document, and the test that tries them all with a foreign token, follow it. */
export const API_ROUTES: readonly ApiRoute[] = ROUTES;
