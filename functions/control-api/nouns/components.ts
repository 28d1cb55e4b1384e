import * as z from 'zod/mini';
import type { App } from '../../../domain/catalog/app.ts';
import { COMPONENT_KINDS, componentKind, firstSettings } from '../../../domain/catalog/component-kinds.ts';
import { firstDefinition, maskComponent, type Component, type Draft } from '../../../domain/catalog/component.ts';
import { resourceId } from '../../../domain/workspace/destination.ts';
import { templateOf } from '../../../domain/catalog/documentation-template.ts';
import { componentKey } from '../../../domain/tables/table-keys.ts';
import type { DocumentWrite } from '../../shared/dynamo/document-store.ts';
import { claimId } from '../../shared/stores/workspace-items.ts';
import { keepCode } from '../use-cases/component-code.ts';
import { openDefinition, sealDefinition } from '../use-cases/component-secrets.ts';
import {
  appForNew,
  appOf,
  componentOf,
  draftToEdit,
  listComponents,
  movedByPartner,
  nameOfComponent,
  replaceComponent,
  viewerRole,
} from '../use-cases/components.ts';
import { MOST_CODE_BODY_BYTES } from './function-fields.ts';
import { personOf, type ApiContext } from '../http/context.ts';
import { newResourceId } from '../use-cases/new-ids.ts';
import { pageOf, pageQuery, pagination } from '../http/pages.ts';
import { requireConfigAnew } from '../use-cases/require-secrets.ts';
import { route, SUCCESS } from '../http/route.ts';
import {
  componentSummary,
  componentView,
  definitionPatch,
  patchDefinition,
  answerOfComponent,
  viewOfComponent,
} from './component-fields.ts';

const params = z.object({ componentId: resourceId });
const response = z.object({ component: componentView });

const list = route({
  method: 'GET',
  path: '/components',
  operationId: 'listComponents',
  summary: 'The components that the workspace builds, or those of one app',
  permission: 'apps:read',
  query: z.extend(pageQuery, { appId: z.optional(resourceId) }),
  response: z.object({ components: z.array(componentSummary), pagination }),
  async answer(context, { query: { appId, ...query } }) {
    const all = await listComponents(context);
    const wanted = appId === undefined ? all : all.filter((component) => component.appId === appId);
    const { items, pagination: next } = pageOf(wanted, query, ({ id }) => id);
    const components = await Promise.all(
      items.map(async (item) => ({
        ...viewOfComponent(item, viewerRole(context)),
        name: await nameOfComponent(context, item),
      })),
    );
    return { data: { components, pagination: next } };
  },
});

const createComponent = route({
  method: 'POST',
  path: '/components',
  operationId: 'createComponent',
  summary: 'Begins a component of an app, with the documentation template of its kind',
  description:
    'The id is the slug in the catalog: unique in the installation, and never changed. What is left out comes with PATCH.',
  permission: 'apps:write',
  errors: ['already_exists', 'quota_exceeded', 'too_many_components', 'too_large', 'runner_unavailable'],
  body: z.strictObject({
    id: z.optional(resourceId),
    appId: resourceId,
    kind: z.enum(COMPONENT_KINDS),
    ...definitionPatch,
  }),
  mostBodyBytes: MOST_CODE_BODY_BYTES,
  example: {
    appId: 'acme-crm',
    kind: 'webhook' as const,
    supportedEvents: ['identify' as const, 'track' as const, 'delete' as const],
    config: { url: 'https://in.acme.example/penstock', sharedSecret: 'whsec_c2VjcmV0LXNlY3JldA==' },
  },
  response,
  status: 201,
  async answer(context, { body: { id: wanted, appId, kind, ...fields } }) {
    const { tables, workspace, now } = context;
    const app = await appForNew(context, appId);
    const { name } = app.document;
    const id = wanted ?? newResourceId(fields.name ?? name);
    const given = { documentation: templateOf(componentKind(kind).sections), settingsSchema: firstSettings(kind) };
    const code = fields.code === undefined ? undefined : await keepCode(context, { id, kind }, fields.code);
    const written = patchDefinition(kind, firstDefinition(kind, name, given), { ...fields, code });
    const definition = await sealDefinition(context, id, { definition: written });
    const at = now.toISOString();
    const draft: Draft = { version: 1, state: 'draft', definition, changedAt: at, people: [personOf(context.caller)] };
    const document: Component = { id, workspace, appId, kind, stage: 'building', invited: [], draft, createdAt: at };
    const components = [...app.document.components, id];
    await context.change({
      resource: { type: 'component', id },
      after: maskComponent(document),
      writes: [
        { key: componentKey(workspace, id), document, replaces: 'nothing' },
        { key: app.key, document: { ...app.document, components } satisfies App, replaces: app },
      ],
      along: [claimId(tables.table, componentKey(workspace, id).sk, workspace)],
      adds: { components: 1 },
      taken: `The id "${id}" is taken, or the app was changed at the same moment. Choose another id, or leave it out.`,
    });
    return answerOfComponent(context, document);
  },
});

const getComponent = route({
  method: 'GET',
  path: '/components/{componentId}',
  operationId: 'getComponent',
  summary: 'One component, with the draft of its next version',
  permission: 'apps:read',
  params,
  response,
  async answer(context, { params: { componentId } }) {
    const { document, revision } = await componentOf(context, componentId);
    // Of what is stored: a change is compared with it.
    return { ...answerOfComponent(context, document), revision };
  },
});

const updateComponent = route({
  method: 'PATCH',
  path: '/components/{componentId}',
  operationId: 'updateComponent',
  summary: 'Changes the draft of the next version, and begins one where there is none',
  description:
    'What customers have does not change: a published version stays as it is, and the draft becomes the next one when a reviewer has approved it. `config` is merged, and `null` takes away; secrets are shown as `{"set": true}`.',
  permission: 'apps:write',
  errors: ['wrong_role', 'wrong_state', 'too_large', 'secrets_needed', 'runner_unavailable'],
  params,
  body: z.strictObject(definitionPatch),
  mostBodyBytes: MOST_CODE_BODY_BYTES,
  example: { replay: true, rateLimit: { perSecond: 50 }, config: { url: 'https://in.acme.example/v2' } },
  response,
  async answer(context, { params: { componentId }, body }) {
    const { stored, next } = await movedByPartner(context, componentId, 'edit');
    const before = await draftToEdit(context, stored.document);
    const opened = await openDefinition(context, next.id, before.definition);
    const code = body.code === undefined ? undefined : await keepCode(context, next, body.code);
    const written = patchDefinition(next.kind, opened, { ...body, code });
    requireConfigAnew(stored.document.kind, { before: opened, after: written, given: body.config });
    const definition = await sealDefinition(context, next.id, { definition: written, before: before.definition });
    const { submitted, people, ...kept } = before;
    const all = new Set([...people, ...(submitted === undefined ? [] : [submitted.person]), personOf(context.caller)]);
    const draft: Draft = {
      ...kept,
      state: 'draft',
      definition,
      changedAt: context.now.toISOString(),
      people: [...all],
    };
    const component = { ...next, draft };
    await replaceComponent(context, { stored, component });
    return answerOfComponent(context, component);
  },
});

const deleteComponent = route({
  method: 'DELETE',
  path: '/components/{componentId}',
  operationId: 'deleteComponent',
  summary: 'Deletes a component that was never published; its id stays with the workspace',
  permission: 'apps:write',
  errors: ['wrong_role', 'wrong_state'],
  params,
  response: z.object({ status: z.literal('SUCCESS') }),
  async answer(context, { params: { componentId } }) {
    const { stored } = await movedByPartner(context, componentId, 'delete');
    await context.change({
      resource: { type: 'component', id: componentId },
      ...{ replaces: stored, before: maskComponent(stored.document) },
      writes: [{ key: stored.key, replaces: stored }, await appWithout(context, stored.document)],
    });
    return { data: SUCCESS };
  },
});

async function appWithout(context: ApiContext, { appId, id }: Component): Promise<DocumentWrite> {
  const app = await appOf(context, appId);
  const components = app.document.components.filter((other) => other !== id);
  return { key: app.key, document: { ...app.document, components } satisfies App, replaces: app };
}

const setInvitations = route({
  method: 'PUT',
  path: '/components/{componentId}/invitations',
  operationId: 'replaceInvitationsOfComponent',
  summary: 'Says which workspaces see the component while it is in private beta',
  permission: 'apps:write',
  errors: ['wrong_role', 'wrong_state'],
  params,
  body: z.strictObject({ workspaces: z.array(resourceId).check(z.maxLength(100)) }),
  example: { workspaces: ['first-customer'] },
  response,
  async answer(context, { params: { componentId }, body }) {
    const { stored, next } = await movedByPartner(context, componentId, 'invite');
    const component = { ...next, invited: [...new Set(body.workspaces)].sort() };
    await replaceComponent(context, { stored, component });
    return answerOfComponent(context, component);
  },
});

const retireComponent = route({
  method: 'POST',
  path: '/components/{componentId}/retire',
  operationId: 'retireComponent',
  summary: 'Takes a component out of the catalog for ever; who has connected it keeps it',
  permission: 'apps:own',
  errors: ['wrong_role', 'wrong_state'],
  params,
  response,
  async answer(context, { params: { componentId } }) {
    const { stored, next: component } = await movedByPartner(context, componentId, 'retire');
    await replaceComponent(context, { stored, component });
    return answerOfComponent(context, component);
  },
});

export const componentRoutes = [
  ...[list, createComponent, getComponent, updateComponent, deleteComponent],
  ...[setInvitations, retireComponent],
] as const;
