// A workspace as one document: its sources and destinations. The workspace file, its JSON Schema and what the control
// table keeps all follow from the schema here.

import * as z from 'zod/mini';
import { batchProblem } from '../delivery/batch-policy.ts';
import { functionSchema, type FunctionInput } from './function.ts';
import { destinationSchema, functionProblem, resourceId, resourceName, type Destination } from './destination.ts';
import { keysOf, writeKeySchema } from '../events/write-keys.ts';

export const sourceSchema = z.strictObject({
  id: resourceId,
  /** The workspace it belongs to; in a file, that of the file. */
  workspace: z.optional(resourceId),
  name: z.optional(resourceName),
  enabled: z._default(z.boolean(), true),
  /** Any of them lets an SDK send; more than one lets you rotate. */
  writeKeys: z.array(writeKeySchema).check(z.minLength(1, 'must have at least one write key')),
  /** Whether `delete` events are taken, which make partners forget a user; from senders with a server key only. */
  acceptDeletes: z._default(z.boolean(), false),
});

export type Source = z.infer<typeof sourceSchema>;

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
    'id' | 'kind' | 'source' | 'workspace' | 'replay' | 'batch' | 'componentId' | 'function' | 'insert'
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
