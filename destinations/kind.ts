import type * as z from 'zod/mini';
import type { SettingsSchema } from '../domain/catalog/settings-schema.ts';

// What a kind of destination says about itself, as pure values: everything that the workspace file, the API, the command
// and the catalog must know of it. How it delivers is in its runtime.ts. A kind is a folder; kinds.ts and runtimes.ts list it.

export type Settings = Readonly<Record<string, unknown>>;

export type Kind<Name extends string = string, Schema extends z.ZodMiniType<Settings> = z.ZodMiniType<Settings>> = {
  /** `kind` of a destination, in files and in the API. */
  readonly name: Name;
  /** By which an `integrations` object may speak of all its destinations at once. */
  readonly catalogName: string;
  /** What people call one that is made of no component: `webhook`. */
  readonly noun: string;
  /** Of a destination that names no other. */
  readonly lane: string;
  readonly settings: Schema;
  /** Settings that fit, with every secret that there can be. Every kind is tried with its own. */
  readonly example: Settings;
  /** Settings that Penstock reads itself: a name that is nearly one of them is most likely a mistake. */
  readonly known: readonly string[];
  /** What becomes of a setting that is none of them, for people. */
  readonly fateOfOthers: string;
  /** Settings as they are assigned on a command line -> what they are for. */
  readonly assignments: Readonly<Record<string, string>>;
  /** Where events go: secrets are given for the origin of this address. Undefined when it has none. */
  readonly addressOf: (settings: Settings) => string | undefined;
  /**
   * What keeps stored settings from being used until a person has changed them, as the end of a sentence: settings of
   * before may be such as are refused by now. Events are held meanwhile.
   */
  readonly obstacle: (settings: Settings) => { readonly reason: string; readonly message: string } | undefined;
  /** How many events an attempt may have, and how many bytes they may be; absent when it has one. */
  readonly batches?: { readonly maxEvents: number; readonly maxBytes: number };
  /**
   * How many events are handed over together although each is attempted by itself, and how many bytes; absent where each
   * goes alone.
   */
  readonly together?: { readonly maxEvents: number; readonly maxBytes: number };
  /** How long an attempt may take. @default five seconds */
  readonly attemptMs?: number;
  /** Whether its destinations name an entry of the catalog of actions. */
  readonly isOfCatalog?: true;
  /** Whether its destinations name a function, which is run for their events. */
  readonly runsFunction?: true;
  /**
   * What a subscription has beside its trigger, where a destination names what it does with events. Absent where it does
   * one thing, which has no name.
   */
  readonly subscription?: SubscriptionUse;
  /** Absent when no component can be connected as this kind. */
  readonly component?: ComponentUse;
};

export type SubscriptionUse = {
  readonly fields: z.ZodMiniObject;
  /** Such fields. */
  readonly example: Settings;
};

export type Config = Readonly<Record<string, unknown>>;
/** What of a component says where its events go. */
export type Placed = { readonly config: Config; readonly settingsSchema: SettingsSchema };
/** What of a component has to be right before it can be connected. */
export type Prepared = { readonly config: Config; readonly settingsSchema?: SettingsSchema; readonly code?: unknown };

/** How a component of a partner becomes a destination or a source of a customer. */
export type ComponentUse = {
  /** What a partner configures. */
  readonly config: z.ZodMiniType<Config>;
  /** Whether it is code of the partner, which is run for the customer, and as what. */
  readonly codeType?: 'destination' | 'source';
  /** What keeps a component from working, as sentences. */
  readonly problems: (component: Prepared) => string[];
  /** The settings of what is made of it. Those of the customer fit the schema of the component. */
  readonly connect: (config: Config, settings: Settings) => Filled;
  /** Settings that `connect` has put there; all others are the customer's. */
  readonly ownSettings: ReadonlySet<string>;
  /** Names of settings that everybody sees, because of where they stand. */
  readonly shownSettings: (config: Config) => readonly string[];
  /** Whether events of all customers go where they went before, so that the partner's secrets may stay. */
  readonly isSamePlace: (before: Placed, after: Placed) => boolean;
};

export type Filled =
  | { readonly ok: true; readonly settings: Settings }
  /** `name`: the setting that is in the way; absent when all of them are. */
  | { readonly ok: false; readonly name?: string; readonly message: string };

/** Keeps the name and the schema as exact types. */
export function defineKind<const Name extends string, Schema extends z.ZodMiniType<Settings>>(
  kind: Kind<Name, Schema>,
): Kind<Name, Schema> {
  return kind;
}
