// Reading from the API: `useRead` for one answer, `useWhole` for one that has pages, `useList` for a list as a whole,
// `usePages` for one that comes page by page. With `every` they look again and again, and what they have stays shown while a later look fails.

import { hashKey, useInfiniteQuery, useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import type { ApiClient, DataOf, InputTo, ItemOf, Operation } from '../../../client/api-client.ts';
import type { ApiCallError } from '../../../client/call-error.ts';
import { useApi, useWorkspaceId } from './api.tsx';
import { countingFailures, nextPollMs, useLive } from './live.tsx';

/** An operation that changes nothing. */
export type ReadOperation = Extract<Operation, `GET ${string}`>;

export type ReadOptions = {
  /** Milliseconds between two looks. @default it looks once */
  readonly every?: number;
  /** Milliseconds for which what was read is good enough for who comes to see it. @default 1000 */
  readonly freshMs?: number;
  /** false: it does not look yet. */
  readonly when?: boolean;
};

export type Read<Data> = {
  readonly data: Data | undefined;
  /** For `ifMatch` of the change. */
  readonly revision: string | undefined;
  /** What the last look ended with; `data` is then of the look before. */
  readonly error: ApiCallError | undefined;
  /** When `data` was looked at. */
  readonly asOf: Date | undefined;
  readonly retry: () => void;
};

type Input<Line extends Operation> = Omit<InputTo<Line>, 'ifMatch' | 'idempotencyKey'>;
type ReadArguments<Line extends Operation> =
  Partial<Input<Line>> extends Input<Line>
    ? [input?: Input<Line>, options?: ReadOptions]
    : [input: Input<Line>, options?: ReadOptions];

/** The client as it is at run time; the hooks below give it its types back. */
type AnyClient = {
  whole(line: string, input: unknown): Promise<unknown>;
  send(line: string, input: unknown): Promise<{ data: unknown; revision: string | undefined }>;
  call(line: string, input: unknown): Promise<AnyPage>;
  list(line: string, input: unknown): AsyncIterable<unknown>;
};
type AnyPage = Readonly<Record<string, unknown>> & { readonly pagination?: { readonly next?: string } };
const untyped = (api: ApiClient): AnyClient => api as unknown as AnyClient;

/** One answer of the API. */
export function useRead<Line extends ReadOperation>(line: Line, ...rest: ReadArguments<Line>): Read<DataOf<Line>> {
  const [input, options] = rest;
  const api = untyped(useApi());
  const query = usePolled([useWorkspaceId(), line, input ?? {}], () => api.send(line, input), options);
  return readOf(query, ({ data }) => data as DataOf<Line>);
}

/** A list as a whole, however many pages it has. */
export function useList<Line extends ReadOperation>(line: Line, ...rest: ReadArguments<Line>): Read<ItemOf<Line>[]> {
  const [input, options] = rest;
  const api = untyped(useApi());
  const readAll = async (): Promise<Answer> => {
    const data: unknown[] = [];
    for await (const item of api.list(line, input)) data.push(item);
    return { data, revision: undefined };
  };
  const query = usePolled([useWorkspaceId(), line, input ?? {}, 'whole'], readAll, options);
  return readOf(query, ({ data }) => data as ItemOf<Line>[]);
}

/** An answer that may come in pages, as one: `useWhole('GET /delivery-overview')`. */
export function useWhole<Line extends ReadOperation>(
  line: Line,
  ...rest: ReadArguments<Line>
): Read<Omit<DataOf<Line>, 'pagination'>> {
  const [input, options] = rest;
  const api = untyped(useApi());
  const readAll = async (): Promise<Answer> => ({ data: await api.whole(line, input), revision: undefined });
  const query = usePolled([useWorkspaceId(), line, input ?? {}, 'joined'], readAll, options);
  return readOf(query, ({ data }) => data as Omit<DataOf<Line>, 'pagination'>);
}

export type Pages<Item> = Read<Item[]> & {
  readonly hasMore: boolean;
  readonly isReadingMore: boolean;
  readonly more: () => void;
};

/** A list of which as many pages are read as somebody wants to see. */
export function usePages<Line extends ReadOperation>(line: Line, ...rest: ReadArguments<Line>): Pages<ItemOf<Line>> {
  const [input, options = {}] = rest;
  const api = untyped(useApi());
  const polling = usePolling([useWorkspaceId(), line, input ?? {}, 'pages'], options);
  const query = useInfiniteQuery<AnyPage, ApiCallError, { pages: AnyPage[] }, readonly unknown[], string | undefined>({
    ...polling.options,
    initialPageParam: undefined,
    queryFn: ({ pageParam: cursor }) => {
      const asked = { ...input, query: { ...(input as { query?: object } | undefined)?.query, cursor } };
      return countingFailures(polling.hash, api.call(line, asked));
    },
    getNextPageParam: ({ pagination }) => pagination?.next,
  });
  const { data, fetchNextPage } = query;
  const items = useMemo(() => data?.pages.flatMap(itemsIn) as ItemOf<Line>[] | undefined, [data]);
  const more = useCallback(() => void fetchNextPage(), [fetchNextPage]);
  return {
    ...stateOf(query),
    data: items,
    revision: undefined,
    hasMore: query.hasNextPage,
    isReadingMore: query.isFetchingNextPage,
    more,
  };
}

function itemsIn({ pagination: _, ...rest }: AnyPage): unknown[] {
  return Object.values(rest).flatMap((value) => (Array.isArray(value) ? (value as unknown[]) : []));
}

type Answer = { readonly data: unknown; readonly revision: string | undefined };

function usePolled(queryKey: readonly unknown[], look: () => Promise<Answer>, options: ReadOptions = {}) {
  const polling = usePolling(queryKey, options);
  return useQuery<Answer, ApiCallError>({
    ...polling.options,
    queryFn: () => countingFailures(polling.hash, look()),
  });
}

function usePolling(queryKey: readonly unknown[], { every, freshMs, when = true }: ReadOptions) {
  const { state } = useLive();
  const hash = hashKey(queryKey);
  const refetchInterval = (): number | false =>
    every === undefined || state !== 'live' ? false : nextPollMs(hash, every);
  return {
    hash,
    options: { queryKey, enabled: when, refetchInterval, ...(freshMs === undefined ? {} : { staleTime: freshMs }) },
  };
}

function readOf<Data>(query: UseQueryResult<Answer, ApiCallError>, dataIn: (answer: Answer) => Data): Read<Data> {
  const { data } = query;
  return {
    ...stateOf(query),
    data: data === undefined ? undefined : dataIn(data),
    revision: data?.revision,
  };
}

type QueryState = {
  readonly error: ApiCallError | null;
  readonly dataUpdatedAt: number;
  readonly refetch: () => Promise<unknown>;
};

/** How a look ended. */
export function stateOf({
  error,
  dataUpdatedAt,
  refetch,
}: QueryState): Pick<Read<unknown>, 'error' | 'asOf' | 'retry'> {
  return {
    error: error ?? undefined,
    asOf: dataUpdatedAt === 0 ? undefined : new Date(dataUpdatedAt),
    retry: () => void refetch(),
  };
}

/** Reads anew whatever is shown and could not be read the last time. */
export function useAskAgain(): () => void {
  const client = useQueryClient();
  const failed = {
    type: 'active',
    predicate: ({ state }: { state: { status: string } }) => state.status === 'error',
  } as const;
  return () => void client.refetchQueries(failed, { cancelRefetch: false });
}
