import type * as z from 'zod/mini';
import type { TypedApiRoutes } from '../functions/control-api/routes.ts';
import { API_ROOT, OPERATOR_ROOT } from '../domain/base/api-roots.ts';
import { errorOfAnswer, invalidId, unreachable } from './call-error.ts';
import { joinPages } from './join-pages.ts';
import { pathSegment } from './path-segment.ts';

// The client of /api/v1 that the command, the console and tests share. What an operation takes and answers is inferred
// from the routes themselves, so nothing is generated and nothing can be out of date; at run time this is a `fetch`.

/** Routes whose method and path are known to the compiler. */
type Known<Route> = Route extends { readonly path: infer Path } ? (`/${string}` extends Path ? never : Route) : never;
type Route = Known<TypedApiRoutes>;

/** Such as `GET /sources/{sourceId}`. */
export type Operation = Route extends infer R
  ? R extends { readonly method: infer Method extends string; readonly path: infer Path extends string }
    ? `${Method} ${Path}`
    : never
  : never;

type RouteOf<Line extends Operation> = Line extends `${infer Method} ${infer Path}`
  ? Extract<Route, { readonly method: Method; readonly path: Path }>
  : never;

type InputOf<Schema> = Schema extends z.ZodMiniType ? z.input<Schema> : never;

/** A part of a request: not there when the route takes none, optional when nothing in it is required. */
type Part<Name extends string, Value> = [Value] extends [undefined]
  ? unknown
  : Partial<Value> extends Value
    ? Readonly<Partial<Record<Name, Value>>>
    : Readonly<Record<Name, Value>>;

/** A body is sent whenever a route takes one, also when nothing in it is required. */
type BodyPart<Value> = [Value] extends [undefined] ? unknown : Readonly<Record<'body', Value>>;

/** What an operation takes. */
export type InputTo<Line extends Operation> = Part<'params', InputOf<NonNullable<RouteOf<Line>['params']>>> &
  Part<'query', InputOf<NonNullable<RouteOf<Line>['query']>>> &
  BodyPart<InputOf<NonNullable<RouteOf<Line>['body']>>> & {
    /** The revision that a change was made for. */
    readonly ifMatch?: string;
    /** The same request again gets the first answer. */
    readonly idempotencyKey?: string;
  };

/** What an operation answers as `data`. */
export type DataOf<Line extends Operation> = z.output<RouteOf<Line>['response']>;

/** What a list is a list of. */
export type ItemOf<Line extends Operation> =
  DataOf<Line> extends infer Data
    ? Data extends { readonly pagination: unknown }
      ? ItemIn<Exclude<Data[keyof Data], Data['pagination']>>
      : never
    : never;

/** Of a list; never of what stands beside it. */
type ItemIn<Value> = Value extends readonly (infer Item)[] ? Item : never;

type Arguments<Line extends Operation> =
  Partial<InputTo<Line>> extends InputTo<Line> ? [input?: InputTo<Line>] : [input: InputTo<Line>];

export type ApiClient = {
  call<Line extends Operation>(line: Line, ...input: Arguments<Line>): Promise<DataOf<Line>>;
  /** With the revision, for `ifMatch`. */
  send<Line extends Operation>(
    line: Line,
    ...input: Arguments<Line>
  ): Promise<{ readonly data: DataOf<Line>; readonly revision: string | undefined }>;
  /** An answer that may come in pages, as one. */
  whole<Line extends Operation>(line: Line, ...input: Arguments<Line>): Promise<Omit<DataOf<Line>, 'pagination'>>;
  /** Everything in a list, read page by page. */
  list<Line extends Operation>(line: Line, ...input: Arguments<Line>): AsyncGenerator<ItemOf<Line>>;
};

/** A request as it will be sent. */
export type UnsignedRequest = {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
};

/** The headers of a request, with those that sign it. */
export type Sign = (request: UnsignedRequest) => Promise<Readonly<Record<string, string>>>;

export type ApiClientOptions = {
  /** Where the API is, such as `https://abc.execute-api.eu-west-1.amazonaws.com`. */
  readonly url: string;
  /** An API token, or an ID token of the sign-in. One machine takes requests without. */
  readonly token?: string | undefined;
  /** In the place of a token: signs as an AWS identity, for operators. One machine takes requests of operators as they are. */
  readonly operator?: Sign | undefined;
  /** For who may work in several; for operators, who else reach all. */
  readonly workspace?: string | undefined;
  readonly fetch?: typeof fetch;
};

/** What a request can hold, whatever the operation. */
type AnyInput = {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly ifMatch?: string;
  readonly idempotencyKey?: string;
};
type AnyPage = { readonly pagination?: { readonly next?: string } } & Readonly<Record<string, unknown>>;

export function createApiClient(options: ApiClientOptions): ApiClient {
  const { fetch: send = fetch, operator: sign } = options;
  const root = sign === undefined ? API_ROOT : OPERATOR_ROOT;

  async function request(line: string, input: AnyInput = {}) {
    const [method = '', template = ''] = line.split(' ');
    const url = urlOf(options.url, `${root}${template === '/' ? '' : template}`, input);
    const unsigned = { method, url, headers: headersOf(options, input), ...bodyOf(input) };
    const headers = sign === undefined ? unsigned.headers : await sign(unsigned);
    const response = await send(url, { method, headers, ...bodyOf(input) }).catch((error: unknown) => {
      throw unreachable(url.origin, error);
    });
    const answer: unknown = await response.json().catch(() => undefined);
    if (!response.ok) throw errorOfAnswer(response.status, answer);
    const revision = response.headers.get('etag')?.replaceAll('"', '');
    return { data: (answer as { data: AnyPage }).data, revision };
  }

  async function* list(line: string, input: AnyInput = {}): AsyncGenerator {
    let cursor: string | undefined;
    do {
      const query = { ...input.query, ...(cursor === undefined ? {} : { cursor }) };
      const { data } = await request(line, { ...input, query });
      const { pagination, ...rest } = data;
      for (const items of Object.values(rest)) if (Array.isArray(items)) yield* items as unknown[];
      cursor = pagination?.next;
    } while (cursor !== undefined);
  }

  async function whole(line: string, input: AnyInput = {}): Promise<object> {
    const read = async (cursor?: string): Promise<AnyPage> =>
      (await request(line, { ...input, query: { ...input.query, cursor } })).data;
    const { pagination: _, ...all } = await joinPages(read, ({ pagination }) => pagination?.next);
    return all;
  }

  // The types above describe what the API does; this only carries it there and back.
  return {
    call: async (line: string, input?: AnyInput) => (await request(line, input)).data,
    send: request,
    whole,
    list,
  } as unknown as ApiClient;
}

function urlOf(base: string, template: string, { params = {}, query = {} }: AnyInput): URL {
  const path = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => segmentOf(params[name] ?? ''));
  const url = new URL(path, base);
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    url.searchParams.set(name, typeof value === 'string' ? value : JSON.stringify(value));
  }
  // A blank is `+` in forms only.
  url.search = url.search.replaceAll('+', '%20');
  return url;
}

function segmentOf(param: string): string {
  const segment = pathSegment(param);
  if (segment === undefined) throw invalidId(param);
  return segment;
}

function headersOf({ token, workspace }: ApiClientOptions, { body, ifMatch, idempotencyKey }: AnyInput) {
  return {
    accept: 'application/json',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(workspace === undefined ? {} : { 'x-penstock-workspace': workspace }),
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(ifMatch === undefined ? {} : { 'if-match': `"${ifMatch}"` }),
    ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
  };
}

function bodyOf({ body }: AnyInput): { body?: string } {
  return body === undefined ? {} : { body: JSON.stringify(body) };
}
