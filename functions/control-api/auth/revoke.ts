import type { Grant } from '../../../domain/access/oauth.ts';
import type { Origin } from '../../../domain/access/people.ts';
import { grantsKey, tokenHashKey, tokenKey } from '../../../domain/tables/table-keys.ts';
import { readDocuments } from '../../shared/dynamo/document-store.ts';
import { type StoredToken } from '../../shared/stores/workspace-items.ts';
import { grantWrites, readGrant } from './grant-items.ts';
import type { ApiContext } from '../http/context.ts';

// What comes from a member or a token that is gone is good for nothing from that moment on: every request looks. Here it
// is taken away as well, so that lists show what there is.

/** The log has no hashes: whoever reads it learns nothing about tokens that could be tried. */
export const forLog = ({ hash: _, ...token }: StoredToken): object => token;

/** Takes away all tokens and grants that come from somebody. */
export async function revokeAllOf(context: ApiContext, isOf: (origin: Origin) => boolean): Promise<void> {
  const { tables, workspace } = context;
  const tokens = await readDocuments<StoredToken>(tables, tokenKey(workspace, ''));
  for (const { key, document: token } of tokens.filter(({ document }) => isOf(document))) {
    await context.change({
      resource: { type: 'token', id: token.id },
      before: forLog(token),
      writes: [
        { key, replaces: 'anything' },
        { key: tokenHashKey(token.hash), replaces: 'anything' },
      ],
    });
  }
  const grants = await readDocuments<Grant>(tables, grantsKey(workspace));
  for (const { document } of grants.filter((grant) => isOf(grant.document))) {
    const stored = await readGrant(tables, document.id);
    if (stored === undefined) continue;
    await context.change({
      resource: { type: 'grant', id: document.id },
      before: document,
      replaces: stored,
      writes: grantWrites(stored, undefined),
    });
  }
}
