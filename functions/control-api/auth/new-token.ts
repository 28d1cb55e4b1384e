import { randomBytes, randomUUID } from 'node:crypto';
import type { GrantLimits } from '../../../domain/access/oauth.ts';
import type { Origin } from '../../../domain/access/people.ts';
import type { Permission, Role } from '../../../domain/access/permissions.ts';
import type { DocumentWrite } from '../../shared/dynamo/document-store.ts';
import { sha256, tokenWrites, type StoredToken } from '../../shared/stores/workspace-items.ts';
import { TOKEN_PREFIX } from './authenticate.ts';

const TOKEN_BYTES = 32;
const ID_CHARACTERS = 16;

export type TokenWanted = Omit<Origin, 'createdAt'> & {
  readonly workspace: string;
  readonly name: string;
  readonly role: Role;
  readonly scopes?: readonly Permission[] | undefined;
  readonly expiresAt?: string | undefined;
  readonly grant?: GrantLimits;
  readonly now: Date;
};

/** `text` is the token, which exists nowhere else; `writes` are what stores its hash. */
export function newToken({ now, scopes, expiresAt, ...fields }: TokenWanted): {
  readonly text: string;
  readonly token: StoredToken;
  readonly writes: DocumentWrite[];
} {
  const text = TOKEN_PREFIX + randomBytes(TOKEN_BYTES).toString('base64url');
  const token: StoredToken = {
    id: `tok_${randomUUID().replaceAll('-', '').slice(0, ID_CHARACTERS)}`,
    ...fields,
    ...(scopes === undefined ? {} : { scopes }),
    createdAt: now.toISOString(),
    ...(expiresAt === undefined ? {} : { expiresAt }),
    hash: sha256(text),
  };
  return { text, token, writes: tokenWrites(token) };
}
