import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { createWideContext, type WideContext, type WideContextDeps } from '../http/context.ts';
import type { ApiRequest, Result, Route } from '../http/router.ts';
import type { Caller } from '../http/context.ts';
import { servicesOf, type Services } from '../use-cases/services.ts';

// What operators asked before there was /api/v1: the same use cases, by older names. An alias reads its request and writes
// its answer; whatever else it wants to do belongs in the use case.

export type AliasContext = WideContext & { readonly services: Services };

export type Alias = {
  readonly pattern: string;
  /** The route of /api/v1 that does the same, such as `GET /delivery-overview`. */
  readonly of: string;
  /** What the audit log calls it: the operation of that route. */
  readonly operationId?: string;
  readonly answer: (request: ApiRequest, context: AliasContext) => Promise<Result>;
};

export type AliasDeps = WideContextDeps & {
  /** Who calls as an operator. Throws 401 and 403. */
  readonly operatorOf: (event: APIGatewayProxyEventV2) => Caller;
  readonly now: () => Date;
};

export function toRoute({ pattern, operationId = pattern, answer }: Alias, deps: AliasDeps): Route {
  return {
    pattern,
    async answer(request) {
      const wide = createWideContext(deps, {
        ...{ caller: deps.operatorOf(request.event), now: deps.now(), operationId },
        event: request.event,
      });
      return answer(request, { ...wide, services: servicesOf(wide) });
    },
  };
}
