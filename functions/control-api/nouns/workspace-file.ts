import * as z from 'zod/mini';
import type { Destination } from '../../../domain/workspace/destination.ts';
import { toChangeLine } from '../../../domain/workspace/describe-change.ts';
import { failure } from '../../../domain/base/error-texts.ts';
import { mistakesInWorkspace } from '../../../domain/workspace/likely-mistakes.ts';
import { exportWorkspace, fillMarks, type WorkspaceFile } from '../../../domain/workspace/workspace-export.ts';
import { workspaceSchema, type Source, type Workspace } from '../../../domain/workspace/workspace.ts';
import { openAll } from '../../shared/secrets/keep-secrets.ts';
import { revisionOf } from '../../shared/dynamo/document-store.ts';
import {
  applyWorkspace,
  ForeignIdError,
  planWorkspace,
  type Change,
  type WorkspaceStore,
} from '../../shared/stores/workspace-store.ts';
import { FunctionLoadError } from '../../shared/stores/apply-functions.ts';
import { MissingFunctionError } from '../../shared/stores/decided-by-functions.ts';
import { ApiError, apiError } from '../http/api-error.ts';
import { listConfig } from '../use-cases/config-resources.ts';
import type { ApiContext } from '../http/context.ts';
import { exportFunctions } from '../use-cases/functions.ts';
import { connectOne, connectSource } from './connect-in-file.ts';
import { createLaneCheck } from '../use-cases/lanes.ts';
import { requireRoomForFile } from '../http/quotas.ts';
import { fieldProblems, type FieldProblem } from '../http/field-problems.ts';
import { secretsToGive } from '../use-cases/require-secrets.ts';
import { route } from '../http/route.ts';

// The workspace as one file: docs/workspace-file.md says what stands in it. The rules are those of a file that an
// operator applies; what is new is that a mark stands for a secret that stays as it is stored.

const fields = z.record(z.string(), z.unknown());

/** Checked against the schema of the file once its marks are filled in. */
const fileBody = z.strictObject({
  /** The caller's; may be left out. */
  workspace: z.optional(z.string()),
  sources: z._default(z.array(fields), []),
  destinations: z._default(z.array(fields), []),
  /** Without the list, functions stay as they are. */
  functions: z.optional(z.array(fields)),
});

/** With functions in it, as far as Lambda takes a request. */
const MOST_FILE_BYTES = 5 * 1024 * 1024;

const fileView = z.object({
  workspace: z.string(),
  sources: z.array(fields),
  destinations: z.array(fields),
  /** Absent where there are none. */
  functions: z.optional(z.array(fields)),
});
const exported = z.object({ workspaceFile: fileView });

const changes = z.object({
  changes: z.array(
    z.object({
      action: z.enum(['create', 'update', 'delete']),
      resourceType: z.string(),
      resourceId: z.string(),
      /** What an update changes; secrets are marks. */
      differences: z.array(
        z.object({ path: z.string(), before: z.optional(z.unknown()), after: z.optional(z.unknown()) }),
      ),
    }),
  ),
  /** What is allowed and most likely a mistake. Paths are those of the file. */
  warnings: z.array(z.object({ path: z.string(), message: z.string() })),
});

const example = {
  sources: [{ id: 'website', name: 'Website', writeKeys: { set: true } }],
  destinations: [
    {
      id: 'crm',
      source: 'website',
      kind: 'webhook',
      settings: { url: 'https://crm.example/hook', sharedSecret: { set: true } },
    },
  ],
};

type Fields = WorkspaceFile['sources'][number];
type Resources = { readonly sources: Source[]; readonly destinations: Destination[] };

/** With secrets as people wrote them. */
async function resourcesOf(context: ApiContext): Promise<Resources> {
  const [sources, destinations] = await Promise.all([
    listConfig<Source>(context, 'source'),
    listConfig<Destination>(context, 'destination'),
  ]);
  const { secrets } = context;
  return { sources: await openAll(secrets, sources), destinations: await openAll(secrets, destinations) };
}

/** Of everything that a file could change: who applies a file says with it for what it was planned. */
async function revisionOfAll(context: ApiContext): Promise<string> {
  const [sources, destinations] = await Promise.all([
    listConfig<Source>(context, 'source'),
    listConfig<Destination>(context, 'destination'),
  ]);
  return revisionOf({ sources, destinations });
}

/** What can be planned and applied, and where. */
function storeOf({ tables, secrets, outside }: ApiContext): WorkspaceStore {
  return { ...tables, secrets, now: outside.now, functions: outside.functions, actions: outside.actions };
}

async function fileOf(context: ApiContext, { secrets }: { secrets: boolean }): Promise<z.input<typeof fileView>> {
  const { workspace, caller } = context;
  const shown = { writeKeys: caller.permissions.has('sources:write'), secrets };
  const { sources, destinations } = exportWorkspace(workspace, await resourcesOf(context), shown);
  const functions = await exportFunctions(context);
  const named = functions.length === 0 ? {} : { functions };
  return { workspace, sources: [...sources], destinations: [...destinations], ...named };
}

const getWorkspaceFile = route({
  method: 'GET',
  path: '/workspace-file',
  operationId: 'getWorkspaceFile',
  summary: 'The workspace as one file, with marks in the places of secrets',
  description: 'Applied again, a mark keeps the secret that is stored.',
  permission: 'workspace-file:read',
  response: exported,
  async answer(context) {
    const revision = await revisionOfAll(context);
    return { data: { workspaceFile: await fileOf(context, { secrets: false }) }, revision };
  },
});

const getWorkspaceFileWithSecrets = route({
  method: 'GET',
  path: '/workspace-file/with-secrets',
  operationId: 'getWorkspaceFileWithSecrets',
  summary: 'The workspace as one file, with its secrets: all that is needed to make it anew',
  description: 'The only place where secrets are shown. Who has looked is in the audit log.',
  permission: 'secrets:read',
  response: exported,
  async answer(context) {
    const { workspace } = context;
    await context.change({ resource: { type: 'workspace', id: workspace } });
    return { data: { workspaceFile: await fileOf(context, { secrets: true }) } };
  },
});

const planWorkspaceFile = route({
  method: 'POST',
  path: '/workspace-file/plan',
  operationId: 'planWorkspaceFile',
  summary: 'What would have to change for the workspace to be as the file says; changes nothing',
  description:
    'Its `ETag` is of the workspace for which it was planned. As `If-Match` of the application it refuses the file when somebody has changed a source or a destination since.',
  permission: 'workspace-file:write',
  errors: ['already_exists.elsewhere'],
  body: fileBody,
  mostBodyBytes: MOST_FILE_BYTES,
  example,
  response: changes,
  async answer(context, { body }) {
    const workspace = await readFile(context, body);
    await requireRoomForFile(context, workspace);
    const revision = await revisionOfAll(context);
    return { data: viewOf(workspace, await refusing(planWorkspace(storeOf(context), workspace))), revision };
  },
});

const applyWorkspaceFile = route({
  method: 'POST',
  path: '/workspace-file/apply',
  operationId: 'applyWorkspaceFile',
  summary: 'Makes the workspace as the file says; what is not in the file is deleted',
  permission: 'workspace-file:write',
  errors: ['already_exists.elsewhere', 'quota_exceeded'],
  body: fileBody,
  mostBodyBytes: MOST_FILE_BYTES,
  example,
  response: changes,
  async answer(context, { body }) {
    context.requireMatch(await revisionOfAll(context));
    const workspace = await readFile(context, body);
    await requireRoomForFile(context, workspace);
    const found = await refusing(applyWorkspace(storeOf(context), workspace, context.caller.actor));
    return { data: viewOf(workspace, found) };
  },
});

/** Checks a file as it is checked everywhere, with what is stored in the places of marks. */
async function readFile(context: ApiContext, body: z.output<typeof fileBody>): Promise<Workspace> {
  const { workspace } = context;
  if (body.workspace !== undefined && body.workspace !== workspace) {
    throw invalid([{ path: 'workspace', message: `must be "${workspace}", which you work in` }]);
  }
  const stored = await resourcesOf(context);
  const { functions, ...resources } = body;
  const { filled, problems } = fillMarks({ ...resources, workspace }, stored);
  if (problems.length > 0) throw invalid(problems);
  const result = workspaceSchema.safeParse({
    ...(await connectAll(context, filled, stored)),
    ...(functions === undefined ? {} : { functions }),
  });
  if (!result.success) throw invalid(fieldProblems(result.error.issues));
  const moved = result.data.destinations.flatMap((destination, index) => {
    const before = stored.destinations.find(({ id }) => id === destination.id);
    const given = body.destinations[index]?.['settings'];
    const problems = before === undefined ? [] : secretsToGive(before, destination, given);
    return problems.map(({ path, message }) => ({ path: `destinations[${index}].settings.${path}`, message }));
  });
  const refused = [...moved, ...(await laneProblems(context, result.data, stored))];
  if (refused.length > 0) throw invalid(refused);
  return result.data;
}

async function laneProblems(
  context: ApiContext,
  { destinations }: Workspace,
  stored: Resources,
): Promise<FieldProblem[]> {
  const before = new Map(stored.destinations.map((destination) => [destination.id, destination]));
  const laneProblem = createLaneCheck(context);
  const problems: FieldProblem[] = [];
  for (const [index, destination] of destinations.entries()) {
    const message = await laneProblem(destination, before.get(destination.id));
    if (message !== undefined) problems.push({ path: `destinations[${index}].lane`, message });
  }
  return problems;
}

/** The file with what is made of components as the components make it, for whoever may connect them. */
async function connectAll(context: ApiContext, file: WorkspaceFile, stored: Resources): Promise<WorkspaceFile> {
  const problems: FieldProblem[] = [];
  const connectList = async <T extends { readonly id: string }>(
    list: 'sources' | 'destinations',
    present: readonly T[],
    connect: (context: ApiContext, resource: Fields, before: T | undefined) => Promise<Fields | FieldProblem[]>,
  ): Promise<Fields[]> => {
    const all: Fields[] = [];
    for (const [index, resource] of file[list].entries()) {
      const connected = await connect(
        context,
        resource,
        present.find(({ id }) => id === resource['id']),
      );
      if (!Array.isArray(connected)) all.push(connected);
      else problems.push(...connected.map(({ path, message }) => ({ path: `${list}[${index}].${path}`, message })));
    }
    return all;
  };
  const sources = await connectList('sources', stored.sources, connectSource);
  const destinations = await connectList('destinations', stored.destinations, connectOne);
  if (problems.length > 0) throw invalid(problems);
  return { ...file, sources, destinations };
}

function invalid(problems: readonly FieldProblem[]): ApiError {
  return new ApiError(failure('invalid_body.file'), { problems });
}

async function refusing(work: Promise<Change[]>): Promise<Change[]> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ForeignIdError) throw apiError('already_exists.elsewhere', { why: error.message });
    if (error instanceof MissingFunctionError) throw invalid([{ path: 'destinations', message: error.message }]);
    if (error instanceof FunctionLoadError) {
      throw invalid([{ path: 'functions', message: `"${error.id}" does not load: ${error.message}` }]);
    }
    throw error;
  }
}

function viewOf(workspace: Workspace, found: readonly Change[]): z.input<typeof changes> {
  return {
    changes: found.map(toChangeLine),
    warnings: mistakesInWorkspace(workspace),
  };
}

export const workspaceFileRoutes = [
  ...[getWorkspaceFile, getWorkspaceFileWithSecrets],
  ...[planWorkspaceFile, applyWorkspaceFile],
] as const;
