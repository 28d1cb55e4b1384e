import { auditRoutes } from './nouns/audit-events.ts';
import { callerRoutes } from './nouns/caller.ts';
import { deliveryOverviewRoutes } from './nouns/delivery-overview.ts';
import { destinationRoutes } from './nouns/destinations.ts';
import { replayRoutes } from './nouns/replays.ts';
import { sourceRoutes } from './nouns/sources.ts';
import { tokenRoutes } from './nouns/tokens.ts';
import { traceRoutes } from './nouns/traces.ts';
import { undeliveredEventRoutes } from './nouns/undelivered-events.ts';
import { userRoutes } from './nouns/users.ts';
import { workspaceRoutes } from './nouns/workspace.ts';
import { workspaceFileRoutes } from './nouns/workspace-file.ts';
import type { ApiRoute } from './route.ts';

const ROUTES = [
  ...workspaceRoutes,
  ...callerRoutes,
  ...userRoutes,
  ...tokenRoutes,
  ...auditRoutes,
  ...sourceRoutes,
  ...destinationRoutes,
  ...deliveryOverviewRoutes,
  ...traceRoutes,
  ...undeliveredEventRoutes,
  ...replayRoutes,
  ...workspaceFileRoutes,
];

/** Their types, of which the client makes its own. */
export type TypedApiRoutes = (typeof ROUTES)[number];

/** Every operation of the API. The OpenAPI document, and the test that tries them all with a foreign token, follow it. */
export const API_ROUTES: readonly ApiRoute[] = ROUTES;
