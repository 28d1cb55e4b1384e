// The catalog of actions: what Penstock knows of the destinations that Segment has published. It is made from their
// definitions when Penstock is built, and read by the API, by what checks a destination when it is saved, and by the console.

import type { CATEGORIES } from './app.ts';

/** How somebody proves to the vendor who he is; `none` where an address says it all. */
export type ActionScheme = 'custom' | 'basic' | 'oauth2' | 'oauth-managed' | 'oauth2-client-credentials' | 'none';

/** A destination in the list of all. */
export type ActionTile = {
  readonly slug: string;
  readonly name: string;
  readonly category: (typeof CATEGORIES)[number];
  readonly description?: string;
  readonly scheme: ActionScheme;
  readonly actions: number;
  /** Who connects it needs an app of his own at the vendor. */
  readonly needsPartnerApp?: true;
  /** It works nowhere but at Segment, and is shown to nobody. */
  readonly isHidden?: true;
};

/** One that is not offered. */
export type ActionLeftOut = { readonly slug: string; readonly reason: string };

export type ActionIndex = {
  /** Of the packages that all of it is made from. */
  readonly version: string;
  readonly destinations: readonly ActionTile[];
  readonly leftOut: readonly ActionLeftOut[];
};

/** A field of an action, or a setting, in Segment's own words. */
export type ActionField = Readonly<Record<string, unknown>> & {
  readonly key: string;
  readonly label: string;
  readonly type: string;
  readonly description?: string;
  /** `true`, or conditions on other fields. */
  readonly required?: unknown;
  readonly default?: unknown;
  readonly properties?: readonly ActionField[];
};

export type ActionBatch = {
  /** Whether events go together where nobody says otherwise. */
  readonly isDefault: boolean;
  readonly maxEvents: number;
  readonly maxBytes?: number;
  /** Payload fields that all events of a batch have in common. */
  readonly keys?: readonly string[];
};

export type ActionView = {
  readonly slug: string;
  readonly title: string;
  readonly description: string;
  /** FQL, where the definition proposes one. */
  readonly defaultTrigger?: string;
  readonly fields: readonly ActionField[];
  readonly syncMode?: Readonly<Record<string, unknown>>;
  readonly hooks?: Readonly<Record<string, unknown>>;
  /** Absent where it takes events one by one. */
  readonly batch?: ActionBatch;
};

export type ActionPreset = {
  readonly name: string;
  /** `automatic` ones are made when it is connected; the others belong to events of Segment's own products. */
  readonly type: string;
  readonly action: string;
  readonly trigger?: string;
  readonly mapping: Readonly<Record<string, unknown>>;
};

export type ActionDestination = ActionTile & {
  readonly settings: readonly ActionField[];
  readonly canTestAuthentication: boolean;
  /** Whether it can be told to forget somebody. */
  readonly canDelete: boolean;
  readonly actionViews: readonly ActionView[];
  readonly presets: readonly ActionPreset[];
};
