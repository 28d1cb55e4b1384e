import { randomBytes, randomUUID } from 'node:crypto';
import type { AuthorizationCode, Grant, OAuthClient } from '../../../domain/access/oauth.ts';
import {
  clientKey,
  clientsKey,
  codeHashKey,
  type DocumentKey,
  grantKey,
  grantsKey,
} from '../../../domain/tables/table-keys.ts';
import { readDocument, type DocumentWrite, type Stored, type Table } from '../../shared/dynamo/document-store.ts';
import { sha256 } from '../../shared/stores/workspace-items.ts';

// Where clients, grants and codes lie in the control table. A client and a grant are there twice: by id, and by workspace.

const SECRET_BYTES = 32;
const ID_CHARACTERS = 16;
const MS_PER_SECOND = 1000;
/** A code is remembered for longer than the token that it was exchanged for. */
const CODE_KEPT_SECONDS = 24 * 60 * 60;
export const codeKey = (code: string): DocumentKey => codeHashKey(sha256(code));

export function readClient(tables: Table, id: string): Promise<Stored<OAuthClient> | undefined> {
  return readDocument<OAuthClient>(tables, clientKey(id));
}

export function readGrant(tables: Table, id: string): Promise<Stored<Grant> | undefined> {
  return readDocument<Grant>(tables, grantKey(id));
}

/** Undefined for text that cannot be a code. */
export async function readCode(tables: Table, code: string): Promise<Stored<AuthorizationCode> | undefined> {
  return /^psc_[\w-]{43}$/.test(code) ? readDocument<AuthorizationCode>(tables, codeKey(code)) : undefined;
}

/** Writes a client or, without `client`, takes it away. */
export function clientWrites(
  before: Stored<OAuthClient> | undefined,
  client: OAuthClient | undefined,
): DocumentWrite[] {
  const { id, workspace, app } = client ?? before?.document ?? { id: '', workspace: '', app: '' };
  const document = client === undefined ? {} : { document: client };
  return [
    { key: clientKey(id), ...document, replaces: before ?? 'nothing' },
    { key: clientsKey(workspace, app, id), ...document, replaces: 'anything' },
  ];
}

/** The same for a grant. One that no app has taken up goes by itself. */
export function grantWrites(before: Stored<Grant> | undefined, grant: Grant | undefined): DocumentWrite[] {
  const { id, workspace } = grant ?? before?.document ?? { id: '', workspace: '' };
  const expiresAt =
    grant === undefined || grant.connectedAt !== undefined ? {} : { expiresAt: keptUntil(grant.createdAt) };
  const document = grant === undefined ? {} : { document: grant, ...expiresAt };
  return [
    { key: grantKey(id), ...document, replaces: before ?? 'nothing' },
    { key: grantsKey(workspace, id), ...document, replaces: 'anything' },
  ];
}

export function codeWrite(
  key: DocumentKey,
  code: AuthorizationCode,
  before: Stored<AuthorizationCode> | undefined,
): DocumentWrite {
  return { key, document: code, replaces: before ?? 'nothing', expiresAt: keptUntil(code.expiresAt) };
}

function keptUntil(time: string): number {
  return Math.ceil(Date.parse(time) / MS_PER_SECOND) + CODE_KEPT_SECONDS;
}

export const newClientId = (): string => `cli_${newId()}`;
export const newGrantId = (): string => `grt_${newId()}`;
/** Shown once. */
export const newClientSecret = (): string => `pso_${randomBytes(SECRET_BYTES).toString('base64url')}`;
export const newCode = (): string => `psc_${randomBytes(SECRET_BYTES).toString('base64url')}`;

function newId(): string {
  return randomUUID().replaceAll('-', '').slice(0, ID_CHARACTERS);
}
