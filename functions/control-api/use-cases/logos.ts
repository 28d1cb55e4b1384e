import { createHash } from 'node:crypto';
import type { App } from '../../../domain/catalog/app.ts';
import { logoFile, logoPath, judgeLogo, parseLogoPath, type Logo } from '../../../domain/catalog/logo.ts';
import { logoKey } from '../../../domain/tables/table-keys.ts';
import { readDocument, readDocuments, type DocumentWrite, type Stored } from '../../shared/dynamo/document-store.ts';
import type { ApiContext } from '../http/context.ts';
import { invalidBody } from '../http/problem.ts';

// The logos of an app: the one it has, and those of published versions. Others are deleted by the change that leaves them
// without anybody who could be shown them.

/** The path of a picture that was handed in, and what keeps it there. Throws 400 for what can be no logo. */
export async function newLogo(
  { tables }: ApiContext,
  app: string,
  base64: string,
): Promise<{ readonly logoUrl: string; readonly writes: DocumentWrite[] }> {
  const bytes = Buffer.from(base64, 'base64');
  const verdict = judgeLogo(bytes);
  if (!verdict.ok) throw invalidBody([{ path: 'image', message: verdict.fault }]);
  const file = logoFile(createHash('sha256').update(bytes).digest('hex'), verdict.type);
  const key = logoKey(app, file);
  const before = await readDocument<Logo>(tables, key);
  const document: Logo = { app, base64: bytes.toString('base64') };
  const writes = before === undefined ? [{ key, document, replaces: 'nothing' } as const] : [];
  return { logoUrl: logoPath(app, file), writes };
}

/** What takes away the logo that an app has no more, unless a published version shows it. */
export async function withoutOldLogo(context: ApiContext, before: App, after: App): Promise<DocumentWrite[]> {
  if (before.logoUrl === after.logoUrl) return [];
  const stored = await logoOf(context, before);
  return stored === undefined || stored.document.isPublished === true ? [] : [{ key: stored.key, replaces: stored }];
}

/** What takes away all of an app that goes. */
export async function withoutLogos({ tables }: ApiContext, app: string): Promise<DocumentWrite[]> {
  const all = await readDocuments<Logo>(tables, logoKey(app));
  return all.map((stored) => ({ key: stored.key, replaces: stored }));
}

/** What keeps the logo of an app for as long as there is the version that is published with it. */
export async function publishedLogo(context: ApiContext, app: App): Promise<DocumentWrite[]> {
  const stored = await logoOf(context, app);
  if (stored === undefined || stored.document.isPublished === true) return [];
  return [{ key: stored.key, document: { ...stored.document, isPublished: true } satisfies Logo, replaces: stored }];
}

async function logoOf({ tables }: ApiContext, { logoUrl }: App): Promise<Stored<Logo> | undefined> {
  const place = logoUrl === undefined ? undefined : parseLogoPath(logoUrl);
  return place === undefined ? undefined : readDocument<Logo>(tables, logoKey(place.app, place.file));
}
