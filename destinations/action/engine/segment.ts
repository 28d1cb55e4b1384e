// What of @segment/actions-core and of a destination's definition is used here, as types: those of the package lead to its
// whole tree, and are not what is needed to hold the two together.

export type Payload = Record<string, unknown>;

/** What a destination says of itself. */
export type Definition = {
  readonly name: string;
  readonly slug?: string;
  readonly mode?: string;
  readonly description?: string;
  readonly authentication?: Authentication;
  readonly actions: Readonly<Record<string, ActionDefinition>>;
  readonly presets?: readonly PresetDefinition[];
  readonly onDelete?: unknown;
  readonly audienceFields?: Readonly<Record<string, FieldDefinition>>;
  readonly audienceConfig?: unknown;
};

export type Authentication = {
  readonly scheme: string;
  readonly fields?: Readonly<Record<string, FieldDefinition>>;
  readonly testAuthentication?: unknown;
  readonly refreshAccessToken?: unknown;
};

export type FieldDefinition = Readonly<Record<string, unknown>> & {
  readonly type: string;
  readonly label?: string;
  readonly description?: string;
};

export type ActionDefinition = {
  readonly title: string;
  readonly description?: string;
  readonly platform?: string;
  readonly hidden?: boolean;
  readonly defaultSubscription?: string;
  readonly fields?: Readonly<Record<string, FieldDefinition>>;
  readonly syncMode?: Readonly<Record<string, unknown>>;
  readonly hooks?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly dynamicFields?: Readonly<Record<string, unknown>>;
  readonly perform?: unknown;
  readonly performBatch?: unknown;
};

export type PresetDefinition = Readonly<Record<string, unknown>> & {
  readonly name: string;
  readonly type: string;
  readonly partnerAction: string;
  readonly subscribe?: string;
  readonly mapping?: Readonly<Record<string, unknown>>;
};

/** What an action is told beside the events. */
export type Bundle = {
  readonly mapping: Readonly<Record<string, unknown>>;
  readonly settings: Payload;
  readonly auth?: Readonly<Record<string, string>> | undefined;
  readonly audienceSettings?: unknown;
  readonly personasContext?: unknown;
  readonly features: Readonly<Record<string, boolean>>;
  readonly statsContext: object;
  readonly transactionContext: object;
  readonly stateContext: object;
  readonly subscriptionMetadata: object;
};

export type CoreAction = {
  readonly definition: ActionDefinition;
  execute(bundle: Bundle & { readonly data: Payload }): Promise<readonly ActionOutput[]>;
  executeBatch(bundle: Bundle & { readonly data: readonly Payload[] }): Promise<readonly (Node | undefined)[]>;
  removeAllListeners(event: string): void;
};

export type ActionOutput = { readonly output?: string; readonly data?: unknown };

/** What became of one event of a batch. */
export type Node = {
  readonly status: number;
  readonly body?: unknown;
  readonly sent?: unknown;
  readonly errortype?: string;
  readonly errormessage?: string;
  readonly errorreporter?: string;
};

export type CoreDestination = {
  readonly definition: Definition;
  readonly actions: Readonly<Record<string, CoreAction>>;
};

export type CreateCore = new (definition: Definition) => CoreDestination;

/** Loads the definition of a destination, by its slug. */
export type Definitions = Readonly<Record<string, () => Promise<Definition>>>;
