// What things are called. Answers of the API name a source or a destination by its id, and people know it by its name: the
// lists of the workspace have both. Each list is read once for all that ask.

import { useCallback } from 'react';
import type { Permission } from '../../../domain/access/permissions.ts';
import { useMay } from '../data/api.tsx';
import { useList, type Read, type ReadOperation } from '../data/read.ts';
import { namesIn, type NamedItem } from './names-in.ts';

/** Every write reads anew what is shown, and this is for what others have renamed. */
const FRESH_MS = 60_000;

const LISTS = {
  source: ['GET /sources', 'sources:read'],
  destination: ['GET /destinations', 'destinations:read'],
  app: ['GET /apps', 'apps:read'],
  component: ['GET /components', 'apps:read'],
  'catalog entry': ['GET /catalog/destinations', 'catalog:read'],
  /** Of a partner, to which somebody has given access. */
  'app with access': ['GET /oauth/grants', 'grants:read', 'appId'],
  user: ['GET /users', 'members:read'],
} as const satisfies Readonly<Record<string, readonly [ReadOperation, Permission, id?: 'appId']>>;

type NamedKind = keyof typeof LISTS;
const isNamedKind = (kind: string): kind is NamedKind => Object.hasOwn(LISTS, kind);

/**
 * What those of a kind are called: the id as long as that is not known, when it is gone, and of kinds without names.
 * Kinds are those of the audit log.
 */
export function useNames(kind: string): (id: string) => string {
  const isNamed = isNamedKind(kind);
  const [line, permission, idField = 'id'] = LISTS[isNamed ? kind : 'source'];
  const { may } = useMay(permission);
  const read: Read<readonly NamedItem[]> = useList(line, {}, { when: isNamed && may, freshMs: FRESH_MS });
  const items = isNamed ? read.data : undefined;
  return useCallback((id) => namesIn(items, idField).get(id) ?? id, [items, idField]);
}
