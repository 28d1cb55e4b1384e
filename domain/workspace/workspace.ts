// A workspace as one document: its sources and destinations. The workspace file, its JSON Schema and what the control
// table keeps all follow from the schema here.

import * as z from 'zod/mini';
import { batchProblem } from '../delivery/batch-policy.ts';
import { functionKind } from '../../destinations/function/kind.ts';
import { functionSchema, type FunctionInput } from './function.ts';
import { destinationSchema, functionProblem, resourceId, resourceName, type Destination } from './destination.ts';
import { keysOf, writeKeySchema } from '../events/write-keys.ts';

export const sourceSchema = z
  .strictObject({
    id: resourceId,
    /** The workspace it belongs to; in a file, that of the file. */
    workspace: z.optional(resourceId),
    name: z.optional(resourceName),
    enabled: z._default(z.boolean(), true),
    /** Any of them lets an SDK send; more than one lets you rotate. A source of requests needs none. */
    writeKeys: z._default(z.array(writeKeySchema), []),
    /** Whether `delete` events are taken, which make partners forget a user; from senders with a server key only. */
    acceptDeletes: z._default(z.boolean(), false),
    /** `function`: requests come to an address of its own, and a function of the workspace makes events of them. */
    kind: z.optional(z.literal('function', { error: 'must be "function", or be left out' })),
    function: z.optional(resourceId),
    /** Whether who sends a request is answered with what the function returns, and not as soon as the request is kept. */
    reply: z.optional(z.boolean()),
    /** What the function asks for. */
    settings: z.optional(functionKind.settings),
    /** Names of settings that are secret beside those whose names say so, and of those that are none: the function says so. */
    secretSettings: z.optional(z.array(z.string())),
    openSettings: z.optional(z.array(z.string())),
  })
  .check(
    z.check(
      ({ value, issues }) => {
        for (const { path, message } of sourceProblems(value)) {
          issues.push({ code: 'custom', message, path: [path], input: value });
        }
      },
      // Also where something else is wrong: people are told all at once.
      {
        when: ({ value }) =>
          typeof value === 'object' && value !== null && 'writeKeys' in value && Array.isArray(value.writeKeys),
      },
    ),
  );

export type Source = z.infer<typeof sourceSchema>;

/** A source of requests. */
export type FunctionSource = Source & { readonly function: string };

export function isFunctionSource(source: Source): source is FunctionSource {
  return source.function !== undefined;
}

/** What is wrong with how a source says where its events come from. */
export function sourceProblems(
  source: Readonly<Partial<Record<'kind' | 'function' | 'reply' | 'settings', unknown>>> & {
    readonly writeKeys: readonly unknown[];
  },
): readonly { readonly path: string; readonly message: string }[] {
  const { kind, function: name, reply, settings, writeKeys } = source;
  if (name === undefined && kind === undefined) {
    const idle = Object.entries({ reply, settings }).filter(([, value]) => value !== undefined);
    const noKey = writeKeys.length === 0 ? [{ path: 'writeKeys', message: 'must have at least one write key' }] : [];
    return [...noKey, ...idle.map(([path]) => ({ path, message: 'is for a source of the kind function only' }))];
  }
  if (kind === undefined) return [{ path: 'kind', message: 'must be "function", because it names one' }];
  return name === undefined ? [{ path: 'function', message: 'must name a function of the workspace' }] : [];
}

export const workspaceSchema = z
  .strictObject({
    workspace: resourceId,
    sources: z._default(z.array(sourceSchema), []),
    destinations: z._default(z.array(destinationSchema), []),
    functions: z.optional(z.array(functionSchema)),
  })
  .check((context) => {
    for (const issue of inconsistencies(context.value)) {
      context.issues.push({ code: 'custom', message: issue.message, path: issue.path, input: context.value });
    }
  });

export type Workspace = z.infer<typeof workspaceSchema>;
/** A workspace as people write it: what has a default may be left out. */
export type WorkspaceInput = z.input<typeof workspaceSchema>;

type Issue = { path: (string | number)[]; message: string };

function inconsistencies({
  workspace,
  sources,
  destinations,
  functions = [],
}: {
  workspace: string;
  sources: readonly Source[];
  destinations: readonly Pick<
    Destination,
    | 'id'
    | 'kind'
    | 'source'
    | 'workspace'
    | 'replay'
    | 'batch'
    | 'componentId'
    | 'componentCode'
    | 'function'
    | 'insert'
  >[];
  functions?: readonly FunctionInput[] | undefined;
}): Issue[] {
  const sourceIds = new Set(sources.map(({ id }) => id));
  return [
    ...foreign('sources', sources, workspace),
    ...foreign('destinations', destinations, workspace),
    ...repeats('sources', sources),
    ...repeats('destinations', destinations),
    ...repeats('functions', functions),
    ...destinations.flatMap((destination, index): Issue[] => {
      const message = functionProblem(destination);
      return message === undefined ? [] : [{ path: ['destinations', index, 'function'], message }];
    }),
    ...repeatedWriteKeys(sources),
    ...destinations.flatMap(({ replay, componentId }, index): Issue[] =>
      replay === undefined || componentId !== undefined
        ? []
        : [{ path: ['destinations', index, 'replay'], message: 'is there with componentId only' }],
    ),
    ...destinations.flatMap((destination, index): Issue[] => {
      const message = destination.batch === undefined ? undefined : batchProblem(destination);
      return message === undefined ? [] : [{ path: ['destinations', index, 'batch'], message }];
    }),
    ...destinations.flatMap(({ source }, index): Issue[] =>
      sourceIds.has(source)
        ? []
        : [{ path: ['destinations', index, 'source'], message: `there is no source "${source}" in this workspace` }],
    ),
  ];
}

function foreign(list: string, items: readonly { workspace?: string | undefined }[], workspace: string): Issue[] {
  return items.flatMap((item, index) =>
    item.workspace === undefined || item.workspace === workspace
      ? []
      : [{ path: [list, index, 'workspace'], message: `must be "${workspace}", the workspace of this file` }],
  );
}

function repeats(list: string, items: readonly { id: string }[]): Issue[] {
  return items.flatMap(({ id }, index) =>
    items.findIndex((item) => item.id === id) < index
      ? [{ path: [list, index, 'id'], message: `"${id}" is used twice; every id must be unique` }]
      : [],
  );
}

function repeatedWriteKeys(sources: readonly Source[]): Issue[] {
  const seen = new Set<string>();
  return sources.flatMap((holder, source) =>
    keysOf(holder).flatMap((key, index): Issue[] => {
      if (seen.has(key)) {
        return [
          {
            path: ['sources', source, 'writeKeys', index],
            message: 'this write key is used twice; each belongs to one source',
          },
        ];
      }
      seen.add(key);
      return [];
    }),
  );
}
