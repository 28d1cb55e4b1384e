import type { App } from '../../../domain/catalog/app.ts';
import type { CatalogEntry } from '../../../domain/catalog/catalog-entry.ts';
import {
  maskComponent,
  type Component,
  type PublishedVersion,
  type Submission,
} from '../../../domain/catalog/component.ts';
import type { Actor } from '../../../domain/access/people.ts';
import { appKey, catalogKey, componentKey, memberKey, submissionKey } from '../../../domain/tables/table-keys.ts';
import { readDocument, revisionOf, type Stored } from '../../shared/dynamo/document-store.ts';
import { auditItem } from '../../shared/stores/workspace-items.ts';
import { apiError } from '../http/api-error.ts';
import { personOf, type ApiContext } from '../http/context.ts';
import { notFound } from '../http/problem.ts';

// What reviewers see of a component of somebody else, and whether they may decide about it.

/** Who has decided, for the partner: the name of a reviewer is nothing that other workspaces see. */
const REVIEW: Actor = { type: 'system', id: 'review', name: 'Review' };

export type Reviewed = {
  readonly stored: Stored<Component>;
  readonly app: Stored<App>;
  readonly isWaiting: boolean;
  /** Of all that reviewers are shown: another one as soon as they would be shown something else. */
  readonly revision: string;
};

/** What was submitted or published, of whatever workspace. What a partner has not handed in is not there. */
export async function reviewedOf({ tables }: ApiContext, id: string): Promise<Reviewed> {
  const submission = await readDocument<Submission>(tables, submissionKey(id));
  const entry = submission === undefined ? await readDocument<CatalogEntry>(tables, catalogKey(id)) : undefined;
  const workspace = (submission ?? entry)?.document.workspace;
  if (workspace === undefined) throw notFound('submission', id);
  const stored = await readDocument<Component>(tables, componentKey(workspace, id));
  const app = stored && (await readDocument<App>(tables, appKey(workspace, stored.document.appId)));
  if (stored === undefined || app === undefined) throw notFound('submission', id);
  const isWaiting = submission !== undefined;
  return { stored, app, isWaiting, revision: reviewRevision(stored.document, isWaiting ? app.document : undefined) };
}

/** `app`: that of what waits. What a partner writes on where nothing waits is not shown, and is no other revision. */
export function reviewRevision(component: Component, app?: App): string {
  const { id, workspace, kind, stage, currentVersion, draft } = component;
  if (app === undefined) return revisionOf({ id, workspace, kind, stage, currentVersion });
  // Which other components of the app wait is no part of it.
  const { components: _, inReview: __, ...tile } = app;
  return revisionOf({ id, workspace, kind, stage, currentVersion, draft, app: tile });
}

/**
 * Nobody decides about his own: not who has written or submitted it, and no member of the workspace that it is of, in his
 * own name or by a token that comes from him. A reviewing workspace that builds something itself has no other members
 * than its own: there it is up to somebody who had no part in it.
 */
export async function requireOtherPerson(
  context: ApiContext,
  component: Component,
  people: readonly string[],
): Promise<void> {
  if (await isOwn(context, component, people)) throw apiError('own_submission');
}

/** Whether it is up to somebody else to decide. */
export async function isOwn(
  { caller, workspace, tables }: ApiContext,
  component: Component,
  people: readonly string[],
): Promise<boolean> {
  const person = personOf(caller);
  const isForeign = component.workspace !== workspace;
  const isMember = isForeign && (await readDocument(tables, memberKey(component.workspace, person))) !== undefined;
  return isMember || people.includes(person);
}

/** Who has had a part in the version that waits. */
export function peopleOfDraft({ draft }: Component): string[] {
  const submitted = draft?.submitted?.person;
  return [...new Set([...(draft?.people ?? []), ...(submitted === undefined ? [] : [submitted])])];
}

export function peopleOfVersion(published: PublishedVersion | undefined): readonly string[] {
  return published?.people ?? [];
}

/** The same change in the log of the partner, who cannot see that of the reviewers. */
export function partnersAudit(
  { tables, now }: ApiContext,
  type: string,
  change: { before: Component; after: Component },
) {
  const { id, workspace } = change.after;
  const [before, after] = [maskComponent(change.before), maskComponent(change.after)];
  const event = { type, actor: REVIEW, resourceType: 'component', resourceId: id, before, after, at: now };
  return auditItem(tables.table, workspace, event);
}
