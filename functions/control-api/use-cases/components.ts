import type { App } from '../../../domain/catalog/app.ts';
import { entryOf } from '../../../domain/catalog/catalog-entry.ts';
import { judgeAction, type ActingRole, type ComponentAction } from '../../../domain/catalog/component-states.ts';
import {
  maskComponent,
  standingOf,
  type Component,
  type Draft,
  type PublishedVersion,
} from '../../../domain/catalog/component.ts';
import type { ComponentTestResult } from '../../../domain/catalog/component-test-result.ts';
import { submissionChecklist, type ChecklistItem } from '../../../domain/catalog/submission-checklist.ts';
import { appKey, catalogKey, componentKey, componentTestKey, versionKey } from '../../../domain/tables/table-keys.ts';
import {
  readDocument,
  readDocuments,
  revisionOf,
  type DocumentWrite,
  type Stored,
} from '../../shared/dynamo/document-store.ts';
import { ApiError, apiError } from '../http/api-error.ts';
import { openDefinition } from './component-secrets.ts';
import type { ApiContext } from '../http/context.ts';
import { invalidBody, notFound } from '../http/problem.ts';

// Apps and components of partners. Other workspaces see of them what is in the catalog; reviewers see what was submitted.

/** An app of the caller's workspace. */
export async function appOf({ tables, workspace }: ApiContext, id: string): Promise<Stored<App>> {
  const stored = await readDocument<App>(tables, appKey(workspace, id));
  if (stored === undefined) throw notFound('app', id);
  return stored;
}

/** A component of the caller's workspace. */
export async function componentOf({ tables, workspace }: ApiContext, id: string): Promise<Stored<Component>> {
  const stored = await readDocument<Component>(tables, componentKey(workspace, id));
  if (stored === undefined) throw notFound('component', id);
  return stored;
}

/** All components of the caller's workspace. */
export async function listComponents({ tables, workspace }: ApiContext): Promise<Component[]> {
  const stored = await readDocuments<Component>(tables, componentKey(workspace, ''));
  return stored.map(({ document }) => document);
}

export async function publishedVersion(
  { tables }: ApiContext,
  componentId: string,
  version: number,
): Promise<PublishedVersion | undefined> {
  return (await readDocument<PublishedVersion>(tables, versionKey(componentId, version)))?.document;
}

/** What it is called: as the draft has it; without a draft, as it was published. */
export async function nameOfComponent(context: ApiContext, component: Component): Promise<string> {
  const { id, draft, currentVersion } = component;
  if (draft !== undefined) return draft.definition.name;
  const published = currentVersion === undefined ? undefined : await publishedVersion(context, id, currentVersion);
  return published?.definition.name ?? id;
}

/** For whom a component is shown; undefined for who can only look. */
export function viewerRole(context: ApiContext): ActingRole | undefined {
  return context.caller.permissions.has('apps:write') ? partnerRole(context) : undefined;
}

/** In what capacity somebody of the partner acts. */
export function partnerRole({ caller }: ApiContext): ActingRole {
  return caller.permissions.has('apps:own') ? 'owner' : 'developer';
}

/** Moves a component to where an action leads. Throws 403 and 409 when it leads nowhere. */
export function moved(component: Component, action: ComponentAction, role: ActingRole): Component {
  const verdict = judgeAction(standingOf(component), action, role);
  if (!verdict.ok) throw new ApiError(verdict.failure);
  const { stage, draft: state } = verdict.standing;
  const { draft, ...rest } = component;
  if (state === 'none' || draft === undefined) return { ...rest, stage };
  return { ...rest, stage, draft: { ...draft, state } };
}

/** A component of the caller's workspace, and where an action of its partner brings it. Throws as `moved` does. */
export async function movedByPartner(
  context: ApiContext,
  id: string,
  action: ComponentAction,
): Promise<{ readonly stored: Stored<Component>; readonly next: Component }> {
  const stored = await componentOf(context, id);
  return { stored, next: moved(stored.document, action, partnerRole(context)) };
}

/** The draft of a component that has one by its state. */
export function draftOf({ draft, id }: Component): Draft {
  if (draft === undefined) throw apiError('wrong_state.no_draft', { id });
  return draft;
}

type ComponentChange = {
  readonly stored: Stored<Component>;
  readonly component: Component;
  /** Of the app and others. */
  readonly writes?: readonly DocumentWrite[];
  readonly along?: Parameters<ApiContext['change']>[0]['along'];
};

/** Writes a component after a change, and its catalog entry when it has one. Returns the revision. */
export async function replaceComponent(
  context: ApiContext,
  { stored, component, writes = [], along = [] }: ComponentChange,
): Promise<string> {
  await context.change({
    resource: { type: 'component', id: component.id },
    replaces: stored,
    before: maskComponent(stored.document),
    after: maskComponent(component, stored.document),
    writes: [
      { key: stored.key, document: component, replaces: stored },
      ...(await entryWrites(context, stored.document, component)),
      ...writes,
    ],
    along,
  });
  return revisionOf(component);
}

/** The catalog follows the component when stage or invitations change. Approval writes the entry itself. */
async function entryWrites(context: ApiContext, before: Component, after: Component): Promise<DocumentWrite[]> {
  const { currentVersion, id } = after;
  const isSame = before.stage === after.stage && before.invited.join() === after.invited.join();
  if (isSame || currentVersion === undefined || currentVersion !== before.currentVersion) return [];
  const published = await publishedVersion(context, id, currentVersion);
  if (published === undefined) return [];
  return [{ key: catalogKey(id), document: entryOf(after, published), replaces: 'anything' }];
}

/** The app with a component that waits for review, or does so no more. */
export function appInReview(stored: Stored<App>, componentId: string, isWaiting: boolean): DocumentWrite {
  const others = stored.document.inReview.filter((id) => id !== componentId);
  const document: App = { ...stored.document, inReview: isWaiting ? [...others, componentId] : others };
  return { key: stored.key, document, replaces: stored };
}

/** How far the draft of a component is from being submitted. */
export async function checklistOf(context: ApiContext, app: App, component: Component): Promise<ChecklistItem[]> {
  const stored = draftOf(component);
  const draft = { ...stored, definition: await openDefinition(context, component.id, stored.definition) };
  const test = await readDocument<ComponentTestResult>(context.tables, componentTestKey(component.id, draft.version));
  return submissionChecklist({ app, kind: component.kind, draft, test: test?.document });
}

/** The draft there is, or one that begins where the published version is. */
export async function draftToEdit(context: ApiContext, { id, draft, currentVersion = 0 }: Component): Promise<Draft> {
  if (draft !== undefined) return draft;
  const published = await publishedVersion(context, id, currentVersion);
  if (published === undefined) throw new Error(`version ${currentVersion} of the component ${id} is not there`);
  const { definition } = published;
  return { version: currentVersion + 1, state: 'draft', definition, changedAt: '', people: [] };
}

const MAX_COMPONENTS_OF_APP = 20;

/** The app that a new component is to belong to. */
export async function appForNew(context: ApiContext, appId: string): Promise<Stored<App>> {
  const app = await appOf(context, appId).catch((error: unknown) => {
    if (!(error instanceof ApiError)) throw error;
    const problems = [{ path: 'appId', message: `there is no app "${appId}" in the workspace "${context.workspace}"` }];
    throw invalidBody(problems);
  });
  const isFull = app.document.components.length >= MAX_COMPONENTS_OF_APP;
  if (isFull) throw apiError('too_many_components', { most: MAX_COMPONENTS_OF_APP });
  return app;
}
