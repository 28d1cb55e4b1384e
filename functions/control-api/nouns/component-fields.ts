import * as z from 'zod/mini';
import { COMPONENT_KINDS, componentKind, type ComponentKind } from '../../../domain/catalog/component-kinds.ts';
import { actionsOf, stateOf, type ActingRole } from '../../../domain/catalog/component-states.ts';
import {
  definitionFields,
  maskDefinition,
  standingOf,
  type Component,
  type ComponentCode,
  type Definition,
  type Draft,
  type PublishedVersion,
} from '../../../domain/catalog/component.ts';
import { functionCode } from '../../../domain/workspace/function.ts';
import { failure } from '../../../domain/base/error-texts.ts';
import { mergeSettings } from '../../../domain/workspace/secret-settings.ts';
import { revisionOf } from '../../shared/dynamo/document-store.ts';
import { ApiError, apiError } from '../http/api-error.ts';
import { viewerRole } from '../use-cases/components.ts';
import type { ApiContext } from '../http/context.ts';
import { fieldProblems, type FieldProblem } from '../http/field-problems.ts';
import { invalidBody } from '../http/problem.ts';
import { definedFields, withoutNulls } from '../http/route.ts';

// A component as the API writes and shows it: secrets of its configuration as marks.

/** The audit log has a version before and after a change in one item of DynamoDB, which holds 400 KB. */
const MAX_DEFINITION_BYTES = 150 * 1024;

const configInput = z.record(z.string(), z.unknown());
const { name, documentation, settingsSchema, supportedEvents, replay, rateLimit } = definitionFields;
const { sentEvents, sampleRequests } = definitionFields;

/** What can be said of a version; what is left out stays. */
export const definitionPatch = {
  name: z.optional(name),
  documentation: z.optional(documentation),
  settingsSchema: z.optional(settingsSchema),
  supportedEvents: z.optional(supportedEvents),
  replay: z.optional(replay),
  rateLimit: z.optional(z.nullable(rateLimit)),
  /** Of a kind that is connected as a source: every event that it sends, and requests to try its code with. */
  sentEvents,
  sampleRequests,
  /** Of the kind; merged, `null` takes away. */
  config: z.optional(configInput),
  /** Of a kind that is code: a script or a module in one piece, which is loaded first. */
  code: z.optional(functionCode),
};

/** Of a kind that is code: what is known of it. `GET /components/{componentId}/code` has the code itself. */
const codeView = z.object({ hash: z.string(), bytes: z.number(), handlers: z.readonly(z.array(z.string())) });
const definitionView = z.object({ ...definitionFields, config: configInput, code: z.optional(codeView) });
export const reviewView = z.object({ at: z.string(), comments: z.string() });

const draftView = z.extend(definitionView, {
  version: z.number(),
  state: z.string(),
  changedAt: z.string(),
  submittedAt: z.optional(z.string()),
  review: z.optional(reviewView),
});

export const componentView = z.object({
  id: z.string(),
  slug: z.string(),
  appId: z.string(),
  workspaceId: z.string(),
  kind: z.enum(COMPONENT_KINDS),
  state: z.string(),
  /** What the caller can do with it now. */
  actions: z.array(z.string()),
  currentVersion: z.optional(z.number()),
  invitedWorkspaces: z.array(z.string()),
  createdAt: z.string(),
  draft: z.optional(draftView),
});

/** As lists show it: what it is called, and of the draft only where it stands. */
export const componentSummary = z.extend(componentView, {
  /** As the draft has it; without a draft, as it was published. */
  name: z.string(),
  draft: z.optional(z.object({ version: z.number(), state: z.string() })),
});

export const versionView = z.extend(definitionView, {
  version: z.number(),
  publishedAt: z.string(),
  lane: z.string(),
  review: z.optional(reviewView),
});

export function viewOfComponent(component: Component, role: ActingRole | undefined): z.input<typeof componentView> {
  const { id, appId, workspace: workspaceId, kind, currentVersion, invited, createdAt, draft } = component;
  const standing = standingOf(component);
  return {
    ...{ id, slug: id, appId, workspaceId, kind, createdAt, invitedWorkspaces: [...invited] },
    ...{ state: stateOf(standing), actions: role === undefined ? [] : actionsOf(standing, role) },
    ...(currentVersion === undefined ? {} : { currentVersion }),
    ...(draft === undefined ? {} : { draft: viewOfDraft(draft) }),
  };
}

function viewOfDraft({ definition, submitted, ...draft }: Draft): z.input<typeof draftView> {
  return {
    ...viewOfDefinition(definition),
    ...draft,
    ...(submitted === undefined ? {} : { submittedAt: submitted.at }),
  };
}

export function viewOfDefinition(definition: Definition, before?: Definition): z.input<typeof definitionView> {
  return maskDefinition(definition, before);
}

export function viewOfVersion({
  definition,
  version,
  publishedAt,
  lane,
  review,
}: PublishedVersion): z.input<typeof versionView> {
  return {
    ...viewOfDefinition(definition),
    ...{ version, publishedAt, lane },
    ...(review === undefined ? {} : { review }),
  };
}

type Given = Omit<z.output<z.ZodMiniObject<typeof definitionPatch>>, 'code'> & {
  /** What is known of the code that was given, when it was tried. */
  readonly code: ComponentCode | undefined;
};

/** A definition after a change. Throws 400 when its configuration is not one of the kind. */
export function patchDefinition(
  kind: ComponentKind,
  before: Definition,
  { config: changed, ...fields }: Given,
): Definition {
  requireFitting(kind, fields);
  const config = changed === undefined ? before.config : configOf(kind, mergeSettings(before.config, changed));
  const definition = withoutNulls({ ...before, ...definedFields(fields), config }) as Definition;
  if (Buffer.byteLength(JSON.stringify(definition)) <= MAX_DEFINITION_BYTES) return definition;
  throw apiError('too_large', { most: MAX_DEFINITION_BYTES / 1024 });
}

/** Throws 400 for what is of sources in a destination, and the other way round. */
function requireFitting(kind: ComponentKind, fields: Omit<Given, 'config'>): void {
  const { connectsAs } = componentKind(kind);
  const foreign =
    connectsAs === 'source' ? (['rateLimit', 'replay'] as const) : (['sentEvents', 'sampleRequests'] as const);
  const isGiven = (path: (typeof foreign)[number]): boolean => Boolean(fields[path]);
  const problems: FieldProblem[] = foreign
    .filter(isGiven)
    .map((path) => ({ path, message: `is not for a ${connectsAs}` }));
  if (connectsAs === 'source' && (fields.supportedEvents ?? []).length > 0) {
    problems.push({ path: 'supportedEvents', message: 'is of destinations; sentEvents says what a source sends' });
  }
  if (problems.length > 0) throw invalidBody(problems);
}

function configOf(kind: ComponentKind, config: Definition['config']): Definition['config'] {
  const schema = componentKind(kind).use?.config ?? z.strictObject({});
  const result = schema.safeParse(config);
  if (result.success) return result.data;
  const problems = fieldProblems(result.error.issues).map(({ path, message }) => ({
    path: path === '' ? 'config' : `config.${path}`,
    message,
  }));
  throw new ApiError(failure('invalid_body.config', { kind }), { problems });
}

/** What a route answers that is about one component. */
export const answerOfComponent = (context: ApiContext, component: Component) => ({
  data: { component: viewOfComponent(component, viewerRole(context)) },
  revision: revisionOf(component),
});
