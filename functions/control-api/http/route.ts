import type * as z from 'zod/mini';
import type { ErrorName } from '../../../domain/base/error-texts.ts';
import type { Permission } from '../../../domain/access/permissions.ts';
import type { ApiContext, WideContext } from './context.ts';

export type Schema = z.ZodMiniType;

/** What a route answers. `revision` becomes the ETag. */
export type Answer<Data> = { readonly data: Data; readonly revision?: string | undefined };

/**
 * One operation of the API: what the documentation says of it, what it takes, who may, and what answers it. Matching,
 * validation, authorisation and the OpenAPI document all follow from this value.
 */
type RouteSpec<Params extends Schema, Query extends Schema, Body extends Schema, Data extends Schema, Context> = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below /api/v1, such as `/sources/{sourceId}`; the first part is also its tag. */
  readonly path: `/${string}`;
  /** The parameter of the path that may hold slashes: API Gateway has decoded them. */
  readonly mayHoldSlashes?: string;
  readonly operationId: string;
  /** One line. */
  readonly summary: string;
  readonly description?: string;
  readonly permission: Permission;
  /** Whether it is about the caller alone, so that who may work in several workspaces need not name one. */
  readonly namesNoWorkspace?: true;
  /** Shown to everybody where the stage says `catalog: public`, without a token. */
  readonly isCatalog?: true;
  /** Answered without a token: to strangers, who may do what `permission` says and nothing else. */
  readonly isOpen?: true;
  /** `required`: 428 for a request that does not say, in `If-Match`, which revision it is about. */
  readonly ifMatch?: 'required';
  /** Errors of its own, one name for each code. Those of all routes, of bodies and so on: route-errors.ts. */
  readonly errors?: readonly ErrorName[];
  /** Of objects of strings; a path that does not fit is 404. */
  readonly params?: Params;
  readonly query?: Query;
  /** Strict, so that a misspelt field is an error. */
  readonly body?: Body;
  /** Where a body may be larger than bodies are. In bytes. */
  readonly mostBodyBytes?: number;
  /** A body that the documentation shows and tests send. Routes with a body have one. */
  readonly example?: z.input<Body>;
  /** What `data` holds. What it does not name never leaves the API. */
  readonly response: Data;
  /** 200 unless it says otherwise. */
  readonly status?: 200 | 201 | 202;
  answer(
    context: Context,
    input: { readonly params: z.output<Params>; readonly query: z.output<Query>; readonly body: z.output<Body> },
  ): Promise<Answer<z.input<Data>>>;
};

type Own<Params extends Schema, Query extends Schema, Body extends Schema, Data extends Schema> = RouteSpec<
  Params,
  Query,
  Body,
  Data,
  ApiContext
> & {
  /** `reviews`: beyond the caller's workspace, for members of a workspace that reviews; 404 for all others. */
  readonly reach?: 'reviews';
};

type Wide<Params extends Schema, Query extends Schema, Body extends Schema, Data extends Schema> = RouteSpec<
  Params,
  Query,
  Body,
  Data,
  WideContext
> & {
  /**
   * `caller`: as far as the caller reaches, which for an operator who names no workspace is all of them. `installation`: what
   * is of no workspace, for operators only.
   */
  readonly reach: 'caller' | 'installation';
};

/** A route of any kind, as the list of routes holds it. */
export type ApiRoute = Own<Schema, Schema, Schema, Schema> | Wide<Schema, Schema, Schema, Schema>;

/** What is known of a route to the compiler: what clients send and get follows from it. */
type Line<Method, Path> = { readonly method: Method; readonly path: Path };

/** Checks a route's answer against its schemas. */
export function route<
  Data extends Schema,
  Params extends Schema = z.ZodMiniUndefined,
  Query extends Schema = z.ZodMiniUndefined,
  Body extends Schema = z.ZodMiniUndefined,
  const Method extends ApiRoute['method'] = ApiRoute['method'],
  const Path extends ApiRoute['path'] = ApiRoute['path'],
>(spec: Own<Params, Query, Body, Data> & Line<Method, Path>): Own<Params, Query, Body, Data> & Line<Method, Path> {
  // The dispatcher hands `answer` nothing but what the schemas beside it have made.
  return spec;
}

/** The same for a route that reaches as far as its caller does. */
export function wideRoute<
  Data extends Schema,
  Params extends Schema = z.ZodMiniUndefined,
  Query extends Schema = z.ZodMiniUndefined,
  Body extends Schema = z.ZodMiniUndefined,
  const Method extends ApiRoute['method'] = ApiRoute['method'],
  const Path extends ApiRoute['path'] = ApiRoute['path'],
>(
  spec: RouteSpec<Params, Query, Body, Data, WideContext> & Line<Method, Path> & { readonly reach?: 'installation' },
): Wide<Params, Query, Body, Data> & Line<Method, Path> {
  return { reach: 'caller', ...spec };
}

export function isWide(route: ApiRoute): route is Extract<ApiRoute, { readonly reach: 'caller' | 'installation' }> {
  return route.reach === 'caller' || route.reach === 'installation';
}

/** What deletes say, as in Segment's Public API. */
export const SUCCESS = { status: 'SUCCESS' } as const;

type Defined<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

/** The fields of a change that it does have. */
export function definedFields<T extends object>(fields: T): Defined<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Defined<T>;
}

/** A resource without the fields that a change has taken away: they are not there, rather than there as null. */
export function withoutNulls(fields: object): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined));
}
