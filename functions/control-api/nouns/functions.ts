import * as z from 'zod/mini';
import {
  functionCode,
  functionSchema,
  type FunctionDocument,
  type FunctionVersion,
} from '../../../domain/workspace/function.ts';
import { resourceId } from '../../../domain/workspace/destination.ts';
import { apiError } from '../http/api-error.ts';
import type { ApiContext } from '../http/context.ts';
import { pageOf, pageQuery, pagination } from '../http/pages.ts';
import { route, SUCCESS } from '../http/route.ts';
import {
  codeOf,
  deleteFunction,
  deployFunction,
  functionOf,
  listFunctions,
  saveFunction,
  versionOf,
  versionsOf,
} from '../use-cases/functions.ts';
import { newResourceId } from '../use-cases/new-ids.ts';
import {
  functionParams,
  functionView,
  MOST_CODE_BODY_BYTES,
  settingsView,
  versionView,
  viewOfFunction,
  viewOfVersion,
} from './function-fields.ts';

const response = z.object({ function: functionView });

const list = route({
  method: 'GET',
  path: '/functions',
  operationId: 'listFunctions',
  summary: 'The functions of the workspace',
  permission: 'functions:read',
  query: pageQuery,
  response: z.object({ functions: z.array(functionView), pagination }),
  async answer(context, { query }) {
    const { items, pagination: next } = pageOf(await listFunctions(context), query, ({ id }) => id);
    return { data: { functions: items.map((item) => viewOfFunction(item)), pagination: next } };
  },
});

const deploy = z._default(z.boolean(), true);

const create = route({
  method: 'POST',
  path: '/functions',
  operationId: 'createFunction',
  summary: 'Makes a function of code, which is loaded first: what does not load is refused',
  description:
    'Code is a script or a module, in one piece: `penstock apply` bundles files and packages. It runs from now on, unless `deploy` is false. Without `id` one is made of the name.',
  permission: 'functions:write',
  errors: ['already_exists', 'too_many_functions', 'runner_unavailable'],
  body: z.strictObject({ ...functionSchema.shape, id: z.optional(resourceId), deploy }),
  mostBodyBytes: MOST_CODE_BODY_BYTES,
  example: {
    id: 'to-crm',
    type: 'destination',
    code: "async function onTrack(event, settings) {\n  await fetch('https://crm.example.com/in', { method: 'POST', body: JSON.stringify(event) });\n}",
    settings: { apiKey: { type: 'string', secret: true, required: true } },
  },
  response,
  status: 201,
  async answer(context, { body: { deploy: isDeployed, id, ...input } }) {
    const named = { ...input, id: id ?? newResourceId(input.name ?? 'function') };
    const { document, version, revision } = await saveFunction(context, named, { stored: undefined, isDeployed });
    return { data: { function: viewOfFunction(document, version) }, revision };
  },
});

const get = route({
  method: 'GET',
  path: '/functions/{functionId}',
  operationId: 'getFunction',
  summary: 'One function, with the code of its latest version',
  permission: 'functions:read',
  params: functionParams,
  response: z.object({ function: functionView, code: z.string() }),
  async answer(context, { params: { functionId } }) {
    const { document, revision } = await functionOf(context, functionId);
    const latest = await versionOf(context, functionId, document.latest);
    return { data: { function: viewOfFunction(document, latest), code: await codeOf(context, latest) }, revision };
  },
});

const update = route({
  method: 'PATCH',
  path: '/functions/{functionId}',
  operationId: 'updateFunction',
  summary: 'Changes a function; other code or other settings are another version',
  description: 'What is left out stays. The new version runs from now on, unless `deploy` is false.',
  permission: 'functions:write',
  errors: ['runner_unavailable'],
  params: functionParams,
  body: z.strictObject({
    name: functionSchema.shape.name,
    description: functionSchema.shape.description,
    code: z.optional(functionCode),
    settings: z.optional(settingsView),
    deploy,
  }),
  mostBodyBytes: MOST_CODE_BODY_BYTES,
  example: { code: 'async function onTrack(event) { console.log(event.event); }' },
  response,
  async answer(context, { params: { functionId }, body }) {
    const stored = await functionOf(context, functionId);
    const { document } = stored;
    const latest = await versionOf(context, functionId, document.latest);
    const input = {
      ...{ id: functionId, type: document.type, name: body.name ?? document.name },
      ...{ description: body.description ?? document.description },
      code: body.code ?? (await codeOf(context, latest)),
      settings: body.settings ?? latest.settings,
    };
    const saved = await saveFunction(context, input, { stored, isDeployed: body.deploy });
    return { data: { function: viewOfFunction(saved.document, saved.version) }, revision: saved.revision };
  },
});

const remove = route({
  method: 'DELETE',
  path: '/functions/{functionId}',
  operationId: 'deleteFunction',
  summary: 'Deletes a function that no destination uses, with its versions',
  permission: 'functions:write',
  errors: ['function_in_use'],
  params: functionParams,
  response: z.object({ status: z.literal('SUCCESS') }),
  async answer(context, { params: { functionId } }) {
    await deleteFunction(context, await functionOf(context, functionId));
    return { data: SUCCESS };
  },
});

const listVersions = route({
  method: 'GET',
  path: '/functions/{functionId}/versions',
  operationId: 'listFunctionVersions',
  summary: 'The versions of a function, newest first',
  permission: 'functions:read',
  params: functionParams,
  query: pageQuery,
  response: z.object({ versions: z.array(versionView), pagination }),
  async answer(context, { params: { functionId }, query }) {
    const { document } = await functionOf(context, functionId);
    // By their distance from one that there never is, so that the newest come first.
    const keyOf = ({ number }: FunctionVersion): string => String(1_000_000 - number).padStart(7, '0');
    const { items, pagination: next } = pageOf(await versionsOf(context, functionId), query, keyOf);
    return { data: { versions: items.map((item) => viewOfVersion(item, document)), pagination: next } };
  },
});

const oneVersion = z.object({ functionId: resourceId, version: z.string().check(z.regex(/^[1-9]\d{0,5}$/)) });

const getVersion = route({
  method: 'GET',
  path: '/functions/{functionId}/versions/{version}',
  operationId: 'getFunctionVersion',
  summary: 'One version of a function, with its code',
  permission: 'functions:read',
  params: oneVersion,
  response: z.object({ version: versionView, code: z.string() }),
  async answer(context, { params: { functionId, version } }) {
    const { document } = await functionOf(context, functionId);
    const found = await versionOf(context, functionId, Number(version));
    return { data: { version: viewOfVersion(found, document), code: await codeOf(context, found) } };
  },
});

const deployRoute = route({
  method: 'POST',
  path: '/functions/{functionId}/deploy',
  operationId: 'deployFunction',
  summary: 'Lets a version run, the latest unless one is named; an earlier one is a rollback',
  description:
    'Every destination that uses it runs this version within two seconds. What is under way ends as it began.',
  permission: 'functions:write',
  params: functionParams,
  body: z.strictObject({ version: z.optional(z.int().check(z.gte(1))) }),
  example: { version: 2 },
  response,
  async answer(context, { params: { functionId }, body: { version } }) {
    const stored = await functionOf(context, functionId);
    const { document, revision } = await deployFunction(context, stored, version ?? stored.document.latest);
    return { data: { function: viewOfFunction(document) }, revision };
  },
});

const rollback = route({
  method: 'POST',
  path: '/functions/{functionId}/rollback',
  operationId: 'rollbackFunction',
  summary: 'Lets the version before the one that runs run again',
  permission: 'functions:write',
  errors: ['no_earlier_version'],
  params: functionParams,
  response,
  async answer(context, { params: { functionId } }) {
    const stored = await functionOf(context, functionId);
    const { document, revision } = await deployFunction(
      context,
      stored,
      await earlierVersion(context, stored.document),
    );
    return { data: { function: viewOfFunction(document) }, revision };
  },
});

async function earlierVersion(context: ApiContext, { id, deployed }: FunctionDocument): Promise<number> {
  const numbers = (await versionsOf(context, id)).map(({ number }) => number);
  const earlier = numbers.filter((number) => number < (deployed?.number ?? 0)).at(-1);
  if (earlier === undefined) throw apiError('no_earlier_version', { id });
  return earlier;
}

export const functionRoutes = [
  ...[list, create, get, update, remove],
  ...[listVersions, getVersion, deployRoute, rollback],
] as const;
