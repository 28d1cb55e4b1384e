// A workspace as one document: its sources and destinations. The workspace file, its JSON Schema and what the control
// table keeps all follow from the schema here.

import * as z from 'zod/mini';
import { batchProblem } from '../delivery/batch-policy.ts';
import { functionKind } from '../../destinations/function/kind.ts';
import { codeHash } from '../functions/function-call.ts';
import { functionSchema, type FunctionInput } from './function.ts';
import {
  destinationSchema,
  actionProblem,
  functionProblem,
  resourceId,
  resourceName,
  type Destination,
} from './destination.ts';
import { keysOf, writeKeySchema } from '../events/write-keys.ts';

/** Of sources whose events are not sent by SDKs alone. */
const SOURCE_KINDS = ['function', 'stream'] as const;

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
    /**
     * `function`: requests come to an address of its own, and a function of the workspace makes events of them. `stream`:
     * it is made of an entry of the catalog.
     */
    kind: z.optional(z.enum(SOURCE_KINDS, { error: 'must be "function" or "stream", or be left out' })),
    function: z.optional(resourceId),
    /** The catalog entry that it was made of, and which version: settings follow the schema of that one. */
    componentId: z.optional(resourceId),
    componentVersion: z.optional(z.int().check(z.gte(1, 'must be 1 or more'))),
    /** Of a component that is code, which makes events of requests: the hash of that version. */
    componentCode: z.optional(codeHash),
    /** The app that has made it with a customer's grant, and may manage it while there is one. */
    installedBy: z.optional(resourceId),
    /** Whether who sends a request is answered with what the function returns, and not as soon as the request is kept. */
    reply: z.optional(z.boolean()),
    /** What the function, or the component, asks for. */
    settings: z.optional(functionKind.settings),
    /** Names of settings that are secret beside those whose names say so, and of those that are none: whoever asks says so. */
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

/** A source of requests: a function of the workspace, or the code of a component, makes events of them. */
export type FunctionSource = Source & { readonly kind: NonNullable<Source['kind']> };

export function isFunctionSource(source: Source): source is FunctionSource {
  return source.function !== undefined || source.componentCode !== undefined;
}

/** What is wrong with how a source says where its events come from. */
export function sourceProblems(
  source: Readonly<Partial<Record<'kind' | 'function' | 'reply' | 'settings' | Connected, unknown>>> & {
    readonly writeKeys: readonly unknown[];
  },
): readonly Problem[] {
  const { kind, function: name, reply, settings, componentId, componentVersion, componentCode } = source;
  if (kind === 'stream' || componentId !== undefined) return streamProblems(source);
  const connected = present({ componentVersion, componentCode }).map((path) => ({ path, message: WITH_COMPONENT }));
  if (name === undefined && kind === undefined) {
    const idle = present({ reply, settings });
    return [
      ...keyProblems(source),
      ...idle.map((path) => ({ path, message: 'is for a source of the kind function or stream only' })),
      ...connected,
    ];
  }
  if (kind === undefined) return [{ path: 'kind', message: 'must be "function", because it names one' }, ...connected];
  const unnamed = { path: 'function', message: 'must name a function of the workspace' };
  return [...(name === undefined ? [unnamed] : []), ...connected];
}

type Connected = 'componentId' | 'componentVersion' | 'componentCode';
type Problem = { readonly path: string; readonly message: string };

const WITH_COMPONENT = 'is there with componentId only';

function streamProblems(source: Parameters<typeof sourceProblems>[0]): Problem[] {
  const { kind, function: name, componentId, componentCode } = source;
  return [
    ...(kind === 'stream' ? [] : [{ path: 'kind', message: 'must be "stream", because it is of the catalog' }]),
    ...(componentId === undefined ? [{ path: 'componentId', message: 'must name an entry of the catalog' }] : []),
    ...(name === undefined ? [] : [{ path: 'function', message: 'is that of the catalog entry' }]),
    ...(componentCode === undefined ? keyProblems(source) : []),
  ];
}

function keyProblems({ writeKeys }: { readonly writeKeys: readonly unknown[] }): Problem[] {
  return writeKeys.length === 0 ? [{ path: 'writeKeys', message: 'must have at least one write key' }] : [];
}

const present = (fields: Readonly<Record<string, unknown>>): string[] =>
  Object.keys(fields).filter((name) => fields[name] !== undefined);

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
    | 'action'
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
    ...destinations.flatMap((destination, index): Issue[] => {
      const message = actionProblem(destination);
      return message === undefined ? [] : [{ path: ['destinations', index, 'action'], message }];
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
