// What the side bar leads to. A page that does not exist yet is not linked: whoever builds it sets `isBuilt`.

import type { Permission } from '../../../domain/access/permissions.ts';
import type { IconName } from '../parts/icon.tsx';

export type NavigationEntry = {
  readonly label: string;
  readonly icon: IconName;
  /** Its path below the workspace, which is also where the pages below it are. */
  readonly path: string;
  /** Who lacks it sees the entry greyed, with the roles that have it. */
  readonly permission: Permission;
  /** For members of a workspace that reviews. */
  readonly isForReviewers?: true;
  /** Also for the operator, in whatever workspace. */
  readonly isForOperators?: true;
  readonly isBuilt: boolean;
  /** The second key of `g c`. */
  readonly goKey: string;
};

export type NavigationGroup = {
  readonly label?: string;
  readonly name: string;
  readonly entries: readonly NavigationEntry[];
};

export const NAVIGATION: readonly NavigationGroup[] = [
  {
    name: 'Pipeline',
    entries: [
      {
        label: 'Connections',
        icon: 'waypoints',
        path: 'connections',
        permission: 'delivery-overview:read',
        isBuilt: true,
        goKey: 'c',
      },
      {
        label: 'Sources',
        icon: 'arrow-down-to-line',
        path: 'sources',
        permission: 'sources:read',
        isBuilt: true,
        goKey: 's',
      },
      {
        label: 'Destinations',
        icon: 'arrow-up-from-line',
        path: 'destinations',
        permission: 'destinations:read',
        isBuilt: true,
        goKey: 'd',
      },
      {
        label: 'Undelivered',
        icon: 'inbox',
        path: 'undelivered',
        permission: 'delivery-overview:read',
        isBuilt: true,
        goKey: 'u',
      },
      {
        label: 'Replays',
        icon: 'history',
        path: 'replays',
        permission: 'replays:read',
        isBuilt: true,
        goKey: 'r',
      },
      {
        label: 'Events',
        icon: 'search',
        path: 'events',
        permission: 'events:read',
        isBuilt: true,
        goKey: 'e',
      },
      {
        label: 'Catalog',
        icon: 'layout-grid',
        path: 'catalog',
        permission: 'catalog:read',
        isBuilt: true,
        goKey: 'k',
      },
      {
        label: 'Functions',
        icon: 'square-function',
        path: 'functions',
        permission: 'functions:read',
        isBuilt: true,
        goKey: 'x',
      },
    ],
  },
  {
    label: 'Build',
    name: 'Build',
    entries: [
      {
        label: 'Developer Center',
        icon: 'blocks',
        path: 'developer',
        permission: 'apps:read',
        isBuilt: true,
        goKey: 'b',
      },
      {
        label: 'Reviews',
        icon: 'clipboard-check',
        path: 'reviews',
        permission: 'reviews:read',
        isForReviewers: true,
        isBuilt: true,
        goKey: 'v',
      },
      {
        label: 'Access requests',
        icon: 'user-plus',
        path: 'access-requests',
        permission: 'access-requests:read',
        isForReviewers: true,
        isForOperators: true,
        isBuilt: true,
        goKey: 'q',
      },
    ],
  },
  {
    label: 'Workspace',
    name: 'Workspace',
    entries: [
      {
        label: 'Notices',
        icon: 'bell',
        path: 'notices',
        permission: 'workspace:read',
        isBuilt: true,
        goKey: 'n',
      },
      {
        label: 'People',
        icon: 'users',
        path: 'people',
        permission: 'members:read',
        isBuilt: true,
        goKey: 'p',
      },
      {
        label: 'Tokens',
        icon: 'key-round',
        path: 'tokens',
        permission: 'tokens:read',
        isBuilt: true,
        goKey: 't',
      },
      {
        label: 'Apps with access',
        icon: 'link',
        path: 'grants',
        permission: 'grants:read',
        isBuilt: true,
        goKey: 'a',
      },
      {
        label: 'Audit log',
        icon: 'scroll-text',
        path: 'audit',
        permission: 'audit:read',
        isBuilt: true,
        goKey: 'l',
      },
      {
        label: 'Cost',
        icon: 'circle-dollar-sign',
        path: 'cost',
        permission: 'delivery-overview:read',
        isBuilt: true,
        goKey: 'o',
      },
      {
        label: 'Workspace file',
        icon: 'file-code',
        path: 'file',
        permission: 'workspace-file:read',
        isBuilt: true,
        goKey: 'f',
      },
    ],
  },
];
