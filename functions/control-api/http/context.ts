import type { ActionCatalog } from '../../../domain/catalog/check-action.ts';
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Functions } from '../../../destinations/runtime.ts';
import type { Account } from '../../../domain/access/accounts.ts';
import type { GrantLimits } from '../../../domain/access/oauth.ts';
import type { Actor, Origin } from '../../../domain/access/people.ts';
import type { EventRoute } from '../../../domain/events/event-route.ts';
import type { Permission, Role } from '../../../domain/access/permissions.ts';
import { raiseVersion } from '../../shared/stores/config-version.ts';
import {
  transact,
  writeItem,
  type DocumentWrite,
  type Stored,
  type Table,
} from '../../shared/dynamo/document-store.ts';
import type { SecretBox } from '../../shared/secrets/secret-box.ts';
import { auditItem } from '../../shared/stores/workspace-items.ts';
import type { Outside } from '../../shared/lambda/outside.ts';
import type { FunctionDesk } from '../../shared/functions/function-desk.ts';
import type { OutboundHttp } from '../../shared/outbound/outbound-http.ts';
import type { Quotas } from '../../../domain/workspace/quotas.ts';
import { apiError, type ApiError } from './api-error.ts';
import type { Installation } from './installation.ts';
import type { CounterTable } from './limits.ts';
import { admit, type Adds } from './quotas.ts';

/** The accounts of people at the sign-in provider, known by their email. */
export type Accounts = {
  of(email: string): Promise<Account>;
  /** Makes the account if there is none, and has the provider send the invitation, again if need be. */
  invite(email: string): Promise<Account>;
};

/** What tests of destinations, the debugger and invitations reach for. */
export type ApiOutside = Pick<Outside, 'now' | 'unique' | 'waitMs'> & {
  /** For calls of destinations and partners; no answer calls a URL in another way. */
  readonly http: Pick<OutboundHttp, 'send'>;
  /** Where functions are tried and run; absent where nothing can. */
  readonly functions?: FunctionDesk | undefined;
  /** Runs what is deployed, as delivery does; absent like the above. */
  readonly deployed?: Functions | undefined;
  /** What there is of actions; absent where nobody can read it. */
  readonly actions?: ActionCatalog | undefined;
  /** The events of a source that were archived last, each as JSON, newest first. */
  readonly newestEvents: (
    sourceId: string,
    now: Date,
    isWanted?: (event: EventRoute) => boolean,
  ) => Promise<readonly string[]>;
  /** Undefined where nobody signs in. */
  readonly accounts?: Accounts | undefined;
};

/** Who calls, for which workspace, and what he may do there. */
export type Caller = {
  /** Undefined for an operator who names none: all of them. */
  readonly workspace: string | undefined;
  readonly actor: Actor;
  /** What `permissions` come from, or a part of them; undefined for an operator. */
  readonly role: Role | undefined;
  readonly permissions: ReadonlySet<Permission>;
  /** For a member: which membership it is. */
  readonly membership?: string | undefined;
  /** For a token: from whom it has what it may do, and when it ends. */
  readonly token?: Origin & { readonly expiresAt?: string | undefined };
  /** For a partner's app: it sees and changes its own destinations of one source, and nothing else. */
  readonly grant?: GrantLimits | undefined;
};

/** Finds out who calls; `isAny`: in any of the caller's workspaces, where none is named; `isCatalog`: whether the request is one for the catalog; `isOpen`: whether strangers may send it. Throws 401, and 429 after too many tries. */
export type Authenticate = (
  event: APIGatewayProxyEventV2,
  now: Date,
  options?: { readonly isAny?: boolean; readonly isCatalog?: boolean; readonly isOpen?: boolean },
) => Promise<Caller>;

/** What a token or a grant that somebody makes comes from: it ends with the member, and with the token that has made it. */
export function originOf({ token, actor, membership }: Caller): Omit<Origin, 'createdAt'> {
  if (token === undefined) return { createdBy: actor, ...(membership === undefined ? {} : { membership }) };
  const { createdBy, membership: ofCreator, ancestors = [] } = token;
  const known = ofCreator === undefined ? {} : { membership: ofCreator };
  return { createdBy, ...known, ancestors: [...ancestors, actor.id] };
}

/**
 * Who is behind a request: the member whose token it is, or whose token has made it, however far away. Of tokens that no
 * member has made, the first one stands for its owner. Ids of members follow from their email, in every workspace.
 */
export function personOf({ actor, token }: Caller): string {
  if (token === undefined) return actor.id;
  return token.createdBy.type === 'member' ? token.createdBy.id : (token.ancestors?.[0] ?? actor.id);
}

/** A change of one resource, with all that it writes. */
type Change = {
  readonly resource: { readonly type: string; readonly id: string };
  /** The resource as it was read; absent for a new one. What `If-Match` is compared with. */
  readonly replaces?: Stored<unknown>;
  /** For the audit log, without secrets. */
  readonly before?: unknown;
  readonly after?: unknown;
  readonly writes?: readonly DocumentWrite[];
  /** Writes of other kinds that belong to it. */
  readonly along?: readonly TransactWriteItem[];
  /** Whether running functions have to hear of it. */
  readonly isConfig?: boolean;
  /** What the workspace has more of afterwards; 409 when a quota does not allow it. */
  readonly adds?: Adds;
  /** What to say when an id is taken. @default a general sentence */
  readonly taken?: string;
};

/** How a change gets into the audit log of a workspace. */
export type Note = (
  resource: Change['resource'],
  about: Pick<Change, 'before' | 'after'>,
  workspace: string,
) => TransactWriteItem;

/** What the answer of a route works with that reaches as far as its caller does. */
export type WideContext = {
  readonly caller: Caller;
  /** Undefined for all workspaces. */
  readonly workspace: string | undefined;
  readonly now: Date;
  /** Where the caller has reached us: scheme and host. */
  readonly origin: string;
  readonly tables: Table;
  readonly counters: CounterTable;
  readonly quotas: Quotas;
  readonly outside: ApiOutside;
  /** For the use cases about events, which `servicesOf` makes see what the caller may see. */
  readonly installation: Installation;
  /** The lanes that the stage has. */
  readonly deployedLanes: ReadonlySet<string>;
  readonly note: Note;
};

/** What a route's answer works with. Everything in it is about the caller's workspace. */
export type ApiContext = WideContext & {
  readonly workspace: string;
  /** For what is stored of destinations. */
  readonly secrets: SecretBox;
  /** Throws 412 when `If-Match` names another revision of what is shown: for what is not one document. */
  requireMatch(revision: string): void;
  /** Writes a change and its audit event together. Throws 412 and 409 when it does not meet what it was made for. */
  change(change: Change): Promise<void>;
};

export type WideContextDeps = Omit<WideContext, 'caller' | 'workspace' | 'now' | 'note' | 'origin'>;

export function createWideContext(
  { tables, counters, quotas, outside, installation, deployedLanes }: WideContextDeps,
  {
    caller,
    now,
    operationId,
    event,
  }: { caller: Caller; now: Date; operationId: string; event: APIGatewayProxyEventV2 },
): WideContext {
  const { workspace, actor } = caller;
  return {
    origin: originOfRequest(event),
    ...{ caller, workspace, now, tables, counters, quotas, outside, installation, deployedLanes },
    note: ({ type: resourceType, id: resourceId }, about, ofWorkspace) =>
      auditItem(tables.table, ofWorkspace, { type: operationId, actor, resourceType, resourceId, ...about, at: now }),
  };
}

function originOfRequest({ headers, requestContext }: APIGatewayProxyEventV2): string {
  return `${headers['x-forwarded-proto'] ?? 'https'}://${requestContext.domainName}`;
}

export function createContext(
  wide: WideContext,
  { workspace, secrets, ifMatch }: Pick<ApiContext, 'workspace' | 'secrets'> & { ifMatch: string | undefined },
): ApiContext {
  const { tables, now, quotas, note } = wide;
  let isMatched = false;
  return {
    ...wide,
    ...{ workspace, secrets },
    requireMatch(revision) {
      requireMatch(ifMatch, revision);
      isMatched = true;
    },
    async change({ resource, replaces, before, after, writes = [], along = [], isConfig = false, adds, taken }) {
      if (!isMatched) requireMatch(ifMatch, replaces?.revision);
      const items = [
        ...writes.map((write) => writeItem(tables.table, write)),
        ...along,
        note(resource, { before, after }, workspace),
        ...(isConfig ? [raiseVersion(tables.table, [workspace])] : []),
      ];
      const admission = adds && (() => admit({ tables, workspace, now, quotas }, adds));
      const refused = await transactAdmitted(tables, items, admission);
      if (refused === undefined) return;
      const isNew = replaces === undefined;
      throw isNew ? alreadyThere(resource, taken) : changedMeanwhile(resource, ifMatch);
    },
  };
}

/** Others of the workspace that add something at the same moment make it count anew. */
const ADMISSION_TRIES = 10;

async function transactAdmitted(
  tables: Table,
  items: TransactWriteItem[],
  admission: (() => Promise<TransactWriteItem>) | undefined,
): Promise<number | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    const refused = await transact(tables, [...items, ...(admission === undefined ? [] : [await admission()])]);
    if (refused !== items.length || attempt === ADMISSION_TRIES) return refused;
  }
}

function requireMatch(ifMatch: string | undefined, revision: string | undefined): void {
  if (ifMatch === undefined || ifMatch.trim() === '*') return;
  const wanted = ifMatch.split(',').map((tag) => tag.trim());
  if (revision !== undefined && wanted.includes(`"${revision}"`)) return;
  throw apiError('precondition_failed');
}

function alreadyThere({ type: what, id }: Change['resource'], taken: string | undefined): ApiError {
  return taken === undefined
    ? apiError('already_exists', { what, id })
    : apiError('already_exists.elsewhere', { why: taken });
}

function changedMeanwhile({ type: what, id }: Change['resource'], ifMatch: string | undefined): ApiError {
  return apiError(ifMatch === undefined ? 'conflict' : 'precondition_failed.now', { what, id });
}
