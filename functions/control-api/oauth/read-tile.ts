import { tileOf, type App, type AppTile } from '../../../domain/catalog/app.ts';
import type { CatalogEntry } from '../../../domain/catalog/catalog-entry.ts';
import type { OAuthClient } from '../../../domain/access/oauth.ts';
import { appKey, catalogKey } from '../../../domain/tables/table-keys.ts';
import { batchGet } from '../../shared/dynamo/batch-get.ts';
import { itemKey, readDocument, toStored, type Table } from '../../shared/dynamo/document-store.ts';

/** What people are shown of the app that asks. `isReviewed`: a reviewer has seen these words. */
export type ShownTile = Pick<AppTile, 'id' | 'name' | 'description' | 'website' | 'logoUrl'> & {
  readonly isReviewed: boolean;
};

/** As it was published last. Of an app that has published nothing, what its partner says of it; nobody has looked at that. */
export async function readTile(
  tables: Table,
  { workspace, app: id, name }: Pick<OAuthClient, 'workspace' | 'app' | 'name'>,
): Promise<ShownTile> {
  const app = (await readDocument<App>(tables, appKey(workspace, id)))?.document;
  const keys = (app?.components ?? []).map((componentId) => itemKey(catalogKey(componentId)));
  const entries = (await batchGet(tables, keys)).items.flatMap((item) => toStored<CatalogEntry>(item)?.document ?? []);
  const [latest] = entries.toSorted((one, other) => (one.publishedAt < other.publishedAt ? 1 : -1));
  const shown = latest?.app ?? (app && tileOf(app)) ?? { id, name };
  const { description, website, logoUrl } = shown as Partial<AppTile>;
  return { id: shown.id, name: shown.name, description, website, logoUrl, isReviewed: latest !== undefined };
}
