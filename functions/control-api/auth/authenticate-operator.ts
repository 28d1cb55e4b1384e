import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { failure } from '../../../domain/base/error-texts.ts';
import type { Actor, WorkspaceInfo } from '../../../domain/access/people.ts';
import { OPERATOR_PERMISSIONS } from '../../../domain/access/permissions.ts';
import { workspaceKey } from '../../../domain/tables/table-keys.ts';
import { readDocument, type Table } from '../../shared/dynamo/document-store.ts';
import { ApiError, apiError } from '../http/api-error.ts';
import type { Caller } from '../http/context.ts';
import { refuseForeignPages } from './foreign-pages.ts';
import { WORKSPACE_HEADER } from './workspace-header.ts';

const OPERATOR: Actor = { type: 'operator', id: 'operator', name: 'The operator of this installation' };

type Identity = { readonly userArn?: string | null };

/**
 * Who calls by a door of operators. There API Gateway lets in nobody without the signature of an AWS identity that may, and
 * says whose it was; a request that it says nothing of came by another door. One machine asks for no signature.
 */
export function operatorOf(
  event: APIGatewayProxyEventV2,
  { isOneMachine }: { readonly isOneMachine: boolean },
): Caller {
  const wide = { workspace: undefined, role: undefined, permissions: OPERATOR_PERMISSIONS };
  const identity = identityOf(event);
  if (identity !== undefined) return { ...wide, actor: { ...OPERATOR, id: identity.userArn ?? OPERATOR.id } };
  if (!isOneMachine) throw new ApiError(failure('unauthorized.operator'));
  refuseForeignPages(event);
  return { ...wide, actor: OPERATOR };
}

/** With the ARN of the AWS identity, such as `arn:aws:iam::123456789012:user/ada`. */
function identityOf({ requestContext }: APIGatewayProxyEventV2): Identity | undefined {
  // A field of events that come by a route with IAM authorisation, and of no others.
  const { authorizer } = requestContext as { readonly authorizer?: { readonly iam?: Identity | null } };
  return authorizer?.iam ?? undefined;
}

/** For all workspaces, or as if of the one that the request names. */
export function createAuthenticateOperator(deps: {
  readonly tables: Table;
  readonly isOneMachine: boolean;
}): (event: APIGatewayProxyEventV2) => Promise<Caller> {
  return async (event) => {
    const operator = operatorOf(event, deps);
    const workspace = event.headers[WORKSPACE_HEADER];
    if (workspace === undefined) return operator;
    const stored = await readDocument<WorkspaceInfo>(deps.tables, workspaceKey(workspace));
    if (stored === undefined) throw apiError('not_found.installation', { id: workspace.slice(0, 100) });
    return { ...operator, workspace };
  };
}
