// What stands in the catalog: the published version of a component, who sees it, and how it is found. Approval writes it;
// customers browse it.

import type { AppTile } from './app.ts';
import { componentKind } from './component-kinds.ts';
import type { Component, PublishedVersion } from './component.ts';
import type { Stage } from './component-states.ts';

/** An entry without what only its own page needs: documentation and settings are read from the version. */
export type CatalogEntry = Pick<Component, 'id' | 'workspace' | 'kind' | 'stage' | 'invited'> & {
  readonly version: number;
  readonly name: string;
  readonly app: AppTile;
  readonly connectsAs: 'destination' | 'source';
  /** ISO 8601, of the version. */
  readonly publishedAt: string;
};

/** The entry of a component that has been published. */
export function entryOf({ id, workspace, kind, stage, invited }: Component, published: PublishedVersion): CatalogEntry {
  const { version, definition, app, publishedAt } = published;
  const { connectsAs } = componentKind(kind);
  return { id, workspace, kind, stage, invited, version, name: definition.name, app, connectsAs, publishedAt };
}

/** Whether everybody may see it, of whatever workspace. */
export function isPublic({ stage }: Pick<CatalogEntry, 'stage'>): boolean {
  return stage === 'public' || stage === 'public-beta';
}

/** Whether a workspace may see and connect it. Its own is always invited. */
export function isVisibleTo(entry: CatalogEntry, workspace: string): boolean {
  if (isPublic(entry)) return true;
  if (entry.stage !== 'private-beta') return false;
  return entry.workspace === workspace || entry.invited.includes(workspace);
}

/** The words of Segment's Public API for how far a component has come. */
export const CATALOG_STATUS: Readonly<Record<Stage, string>> = {
  building: 'PRIVATE_BUILDING',
  'private-beta': 'PRIVATE_BETA',
  'public-beta': 'PUBLIC_BETA',
  public: 'PUBLIC',
  retired: 'DEPRECATED',
};
