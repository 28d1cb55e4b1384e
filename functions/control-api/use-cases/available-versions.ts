import { isVisibleTo, type CatalogEntry } from '../../../domain/catalog/catalog-entry.ts';
import { catalogKey } from '../../../domain/tables/table-keys.ts';
import { readDocuments } from '../../shared/dynamo/document-store.ts';
import type { ApiContext } from '../http/context.ts';

type Made = { readonly componentId?: string | undefined; readonly componentVersion?: number | undefined };

/** Which version each of what is made of components could take, where that is another one. The catalog is read if one is. */
export async function availableVersions(
  { tables, workspace }: Pick<ApiContext, 'tables' | 'workspace'>,
  made: readonly Made[],
): Promise<(one: Made) => { readonly availableVersion?: number }> {
  const isWanted = made.some(({ componentId }) => componentId !== undefined);
  const entries = isWanted ? await readDocuments<CatalogEntry>(tables, catalogKey('')) : [];
  const visible = entries.map(({ document }) => document).filter((entry) => isVisibleTo(entry, workspace));
  const versions = new Map(visible.map(({ id, version }) => [id, version]));
  return ({ componentId, componentVersion = 0 }) => {
    const latest = componentId === undefined ? undefined : versions.get(componentId);
    return latest === undefined || latest <= componentVersion ? {} : { availableVersion: latest };
  };
}
