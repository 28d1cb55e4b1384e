// A component of an app: what it is, its versions, and how far it has come. Published versions never change: what a partner
// edits is the draft of the next one. The control API keeps it all; destinations carry which version they were made of.

import * as z from 'zod/mini';
import type { AppTile } from './app.ts';
import { componentKind, type ComponentKind } from './component-kinds.ts';
import type { DraftState, Stage, Standing } from './component-states.ts';
import { rateLimit, resourceName } from '../workspace/destination.ts';
import { EVENT_TYPES, type EventType } from '../events/event.ts';
import type { Actor } from '../access/people.ts';
import type { TriedCode } from '../workspace/function-versions.ts';
import { maskSettings } from '../workspace/secret-settings.ts';
import { settingsSchema } from './settings-schema.ts';
import { sourceFields } from './stream.ts';

/** Together with everything else of a component it stays below the 400 KB of an item of DynamoDB. */
const MAX_DOCUMENTATION_CHARACTERS = 40_000;

/** What a version says, as partners write it. */
export const definitionFields = {
  /** The name in the catalog. */
  name: resourceName,
  /** Markdown; see documentation-template.ts. */
  documentation: z.string().check(z.maxLength(MAX_DOCUMENTATION_CHARACTERS)),
  settingsSchema,
  supportedEvents: z
    .array(z.enum(EVENT_TYPES))
    .check(z.refine((types) => new Set(types).size === types.length, 'must not name a type twice')),
  /** Whether events of long ago are welcome. */
  replay: z.boolean(),
  /** What the partner can take from one customer. */
  rateLimit: z.optional(rateLimit),
  /** Of a kind that is connected as a source; see stream.ts. */
  sentEvents: z.optional(sourceFields.sentEvents),
  sampleRequests: z.optional(sourceFields.sampleRequests),
};

/** What a version is: everything that a reviewer approves, and that then never changes. */
export type Definition = z.output<z.ZodMiniObject<typeof definitionFields>> & {
  /** Of the kind: for a webhook, where events are posted. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Of a kind that is code; the code itself lies in S3, under its hash. */
  readonly code?: ComponentCode | undefined;
};

/** What is known of code that was loaded. Nobody but Penstock writes it: who names a hash has the code of whoever wrote it. */
export type ComponentCode = TriedCode;

/** The version that comes after the published one. */
export type Draft = {
  readonly version: number;
  readonly state: Exclude<DraftState, 'none'>;
  readonly definition: Definition;
  /** ISO 8601. Tests of before are of no use. */
  readonly changedAt: string;
  /** Who has written it: see `personOf`. */
  readonly people: readonly string[];
  /** `person` is who is behind it: for a token, the member who made it. */
  readonly submitted?: { readonly at: string; readonly by: Actor; readonly person: string } | undefined;
  /** What the last review said. */
  readonly review?: { readonly at: string; readonly comments: string } | undefined;
};

/** A component as the control table keeps it. Its id is its slug and never changes. */
export type Component = {
  readonly id: string;
  readonly workspace: string;
  readonly appId: string;
  readonly kind: ComponentKind;
  readonly stage: Stage;
  /** The version that customers connect; absent before the first approval. */
  readonly currentVersion?: number | undefined;
  /** Workspaces that see it while it is in private beta. */
  readonly invited: readonly string[];
  readonly draft?: Draft | undefined;
  /** ISO 8601. */
  readonly createdAt: string;
};

/** A version that was approved, with the tile as it was then. */
export type PublishedVersion = {
  readonly componentId: string;
  readonly workspace: string;
  readonly kind: ComponentKind;
  readonly version: number;
  readonly definition: Definition;
  readonly app: AppTile;
  readonly lane: string;
  /** ISO 8601. */
  readonly publishedAt: string;
  /** Who has written and submitted it. */
  readonly people: readonly string[];
  /** What the reviewer said beside yes. */
  readonly review?: { readonly at: string; readonly comments: string } | undefined;
};

/** A component that waits for a reviewer. */
export type Submission = {
  readonly componentId: string;
  readonly workspace: string;
  readonly appId: string;
  readonly version: number;
  /** ISO 8601. */
  readonly submittedAt: string;
};

/** What the state table goes by. */
export function standingOf({ stage, draft }: Pick<Component, 'stage' | 'draft'>): Standing {
  return { stage, draft: draft?.state ?? 'none' };
}

/** A definition before anything has been said. */
export function firstDefinition(
  kind: ComponentKind,
  name: string,
  given: Pick<Definition, 'documentation' | 'settingsSchema'>,
) {
  const supportedEvents: EventType[] = componentKind(kind).connectsAs === 'destination' ? ['identify', 'track'] : [];
  return { name, ...given, supportedEvents, replay: false, config: {} } satisfies Definition;
}

/** A definition as it may be shown: secrets of its configuration are marks. */
export function maskDefinition(definition: Definition, before?: Definition): Definition {
  return { ...definition, config: maskSettings(definition.config, before?.config) };
}

/** As the audit log keeps it: without secrets, and with the length of the documentation in its place. */
export function maskComponent(component: Component, before?: Component): object {
  const { draft } = component;
  if (draft === undefined) return component;
  const { documentation, ...masked } = maskDefinition(draft.definition, before?.draft?.definition);
  const brief = { ...masked, documentationCharacters: documentation.length };
  return { ...component, draft: { ...draft, definition: brief } };
}
