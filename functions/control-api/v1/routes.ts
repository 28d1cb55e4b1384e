import { auditRoutes } from './nouns/audit-events.ts';
import { destinationRoutes } from './nouns/destinations.ts';
import { grantRoutes } from './nouns/grants.ts';
import { oauthClientRoutes } from './nouns/oauth-clients.ts';
import { sourceRoutes } from './nouns/sources.ts';
import { tokenRoutes } from './nouns/tokens.ts';
import { userRoutes } from './nouns/users.ts';
import { workspaceRoutes } from './nouns/workspace.ts';
import type { ApiRoute } from './route.ts';

/** Every operation of the API. The OpenAPI document, and the test that tries them all with a foreign token, follow it. */
export const API_ROUTES: readonly ApiRoute[] = [
  ...workspaceRoutes,
  ...userRoutes,
  ...tokenRoutes,
  ...auditRoutes,
  ...sourceRoutes,
  ...destinationRoutes,
  ...oauthClientRoutes,
  ...grantRoutes,
];
