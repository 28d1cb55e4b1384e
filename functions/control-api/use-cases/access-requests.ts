import {
  ACCESS_REQUEST_LIMITS,
  suggestWorkspaceId,
  type AccessRequest,
  type AccessRequestState,
} from '../../../domain/access/access-requests.ts';
import type { WorkspaceInfo } from '../../../domain/access/people.ts';
import { DAY_MS, SECOND_MS } from '../../../domain/base/time-units.ts';
import { accessRequestKey, workspaceKey } from '../../../domain/tables/table-keys.ts';
import {
  readDocument,
  readDocuments,
  transact,
  writeItem,
  type DocumentWrite,
  type Stored,
} from '../../shared/dynamo/document-store.ts';
import { memberIdOf } from '../../shared/stores/workspace-items.ts';
import { apiError } from '../http/api-error.ts';
import type { WideContext } from '../http/context.ts';
import { notFound } from '../http/problem.ts';
import { admitInvitation, requireInvitation, withAccount } from './invitations.ts';
import { ownedWorkspace, workspacesOf } from './workspaces.ts';

// Requests of partners for access: strangers ask, and the operator, or the reviewing workspace, decides.

/** Workspaces that review: there is one, unless an operator has made more. A transaction has room for a hundred writes. */
const MOST_NOTED = 20;

type Noted = ReturnType<WideContext['note']>;
type Asked = Pick<AccessRequest, 'company' | 'website' | 'name' | 'email' | 'useCase'>;

/** Of the id of a person, so that an email has one. */
const idOf = (email: string): string => memberIdOf(email).replace('usr_', 'req_');

/** Nothing is answered: a stranger learns neither who has asked before nor who is here already. */
export async function askForAccess({ tables, now }: WideContext, asked: Asked): Promise<void> {
  const id = idOf(asked.email);
  const before = await readDocument<AccessRequest>(tables, accessRequestKey(id));
  // The first one counts until it is declined: nobody changes what another has asked for, or was given.
  if (before !== undefined && before.document.state !== 'declined' && isKept(before.document, now)) return;
  const request: AccessRequest = { id, ...asked, state: 'waiting', requestedAt: now.toISOString() };
  // Somebody who asked with the same email at the same moment was first.
  await transact(tables, [writeItem(tables.table, writeOf(request, before ?? 'nothing'))]);
}

export async function listRequests(
  { tables, now }: WideContext,
  state: AccessRequestState | undefined,
): Promise<AccessRequest[]> {
  const stored = await readDocuments<AccessRequest>(tables, accessRequestKey(''));
  const requests = stored.map(({ document }) => document).filter((request) => isKept(request, now));
  return state === undefined ? requests : requests.filter((request) => request.state === state);
}

/** With what whoever decides should know: where the person is already, and what the workspace could be called. */
export async function withCircumstances(context: WideContext, request: AccessRequest) {
  const memberOf = request.state === 'waiting' ? await workspacesOf(context.tables, request.email) : undefined;
  const suggestion = suggestWorkspaceId(request.company);
  return {
    ...(await withAccount(context, request)),
    ...(memberOf === undefined ? {} : { memberOf }),
    ...(memberOf === undefined || suggestion === '' ? {} : { suggestedWorkspaceId: suggestion }),
  };
}

/** Makes a workspace of which the person is the owner, and has them invited. */
export async function approveRequest(
  context: WideContext,
  { id, workspaceId, workspaceName }: { id: string; workspaceId: string; workspaceName: string | undefined },
) {
  const { tables, note, outside } = context;
  const before = await waiting(context, id);
  const { company, email, name } = before.document;
  const invitation =
    outside.accounts === undefined ? undefined : await admitInvitation(context, { email, workspace: workspaceId });
  const owner = { email, name };
  const { workspace, writes } = ownedWorkspace(context, { id: workspaceId, name: workspaceName ?? company, owner });
  const request = decided(context, before.document, { state: 'approved', workspaceId });
  const refused = await transact(tables, [
    ...[...writes, writeOf(request, before)].map((write) => writeItem(tables.table, write)),
    ...(await decisionNotes(context, request)),
    note({ type: 'workspace', id: workspaceId }, { after: { ...workspace, accessRequest: id } }, workspaceId),
  ]);
  if (refused === 0) throw apiError('already_exists.workspace', { id: workspaceId });
  if (refused !== undefined) throw apiError('conflict', { what: 'request for access', id });
  await invitation?.send();
  return request;
}

export async function declineRequest(context: WideContext, { id, reason }: { id: string; reason: string }) {
  const { tables } = context;
  const before = await waiting(context, id);
  const request = decided(context, before.document, { state: 'declined', reason });
  const notes = await decisionNotes(context, request);
  const refused = await transact(tables, [writeItem(tables.table, writeOf(request, before)), ...notes]);
  if (refused !== undefined) throw apiError('conflict', { what: 'request for access', id });
  return request;
}

/**
 * A decision stands in the log of the workspace that reviews, also when the operator of the installation has decided. What the
 * stranger has written does not: the log outlives the request.
 */
async function decisionNotes(
  { caller, tables, note }: WideContext,
  { id, state, reason, workspaceId }: AccessRequest,
): Promise<Noted[]> {
  const after = { state, reason, workspaceId };
  const { actor, workspace } = caller;
  if (actor.type !== 'operator' && workspace !== undefined) return [noteIn(workspace)];
  const all = await readDocuments<WorkspaceInfo>(tables, workspaceKey(''));
  const reviewing = all.filter(({ document }) => document.reviews === true).slice(0, MOST_NOTED);
  return reviewing.map(({ document }) => noteIn(document.id));

  function noteIn(ofWorkspace: string): Noted {
    return note({ type: 'access-request', id }, { before: { state: 'waiting' }, after }, ofWorkspace);
  }
}

/** Once more, to who was approved: the mail may have been lost, or the provider was away. */
export async function inviteApproved(context: WideContext, id: string): Promise<AccessRequest> {
  const { document: request } = await requestOf(context, id);
  const { state, workspaceId, email } = request;
  if (state !== 'approved' || workspaceId === undefined) throw apiError('not_approved', { state });
  const invitation = await requireInvitation(context, { email, workspace: workspaceId });
  const { note, tables } = context;
  const noted = note({ type: 'user', id: memberIdOf(email) }, { after: { isInvited: true } }, workspaceId);
  await transact(tables, [noted]);
  await invitation.send();
  return request;
}

/** Whoever decides about the components of all workspaces decides who may build some; and the operator. */
export async function requireProgramme({ caller, tables }: WideContext): Promise<void> {
  if (caller.actor.type === 'operator') return;
  const { workspace = '' } = caller;
  const stored = workspace === '' ? undefined : await readDocument<WorkspaceInfo>(tables, workspaceKey(workspace));
  if (stored?.document.reviews !== true) throw apiError('not_found.access_requests');
}

export async function requestOf({ tables, now }: WideContext, id: string): Promise<Stored<AccessRequest>> {
  const stored = await readDocument<AccessRequest>(tables, accessRequestKey(id));
  if (stored === undefined || !isKept(stored.document, now)) throw notFound('access request', id);
  return stored;
}

/** Whether a workspace was made for a person who had asked for access. Requests are forgotten, so it is true for a while. */
export async function isMadeFor(
  { tables, now }: Pick<WideContext, 'tables' | 'now'>,
  { email, workspace }: { readonly email: string; readonly workspace: string },
): Promise<boolean> {
  const stored = await readDocument<AccessRequest>(tables, accessRequestKey(idOf(email)));
  return stored !== undefined && isKept(stored.document, now) && stored.document.workspaceId === workspace;
}

async function waiting(context: WideContext, id: string): Promise<Stored<AccessRequest>> {
  const stored = await requestOf(context, id);
  const { state } = stored.document;
  if (state !== 'waiting') throw apiError('already_decided', { state });
  return stored;
}

function decided(
  { caller, now }: Pick<WideContext, 'caller' | 'now'>,
  request: AccessRequest,
  decision: Pick<AccessRequest, 'state' | 'reason' | 'workspaceId'>,
): AccessRequest {
  return { ...request, ...decision, decidedAt: now.toISOString(), decidedBy: caller.actor.name };
}

function endsAt({ requestedAt, decidedAt = requestedAt }: AccessRequest): number {
  return Date.parse(decidedAt) + ACCESS_REQUEST_LIMITS.keptDays * DAY_MS;
}

/** What has ended lies there for a while until the table forgets it. */
const isKept = (request: AccessRequest, now: Date): boolean => endsAt(request) > now.getTime();

function writeOf(request: AccessRequest, replaces: DocumentWrite['replaces']): DocumentWrite {
  const expiresAt = Math.ceil(endsAt(request) / SECOND_MS);
  return { key: accessRequestKey(request.id), document: request, replaces, expiresAt };
}
