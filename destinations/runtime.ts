import type { Credential } from '../domain/catalog/component-tests.ts';
import type { BatchPolicy } from '../domain/delivery/batch-policy.ts';
import type { DeliveryOutcome } from '../domain/delivery/delivery-outcome.ts';
import type { EventRoute } from '../domain/events/event-route.ts';
import type { FunctionAnswer, FunctionCall } from '../domain/functions/function-call.ts';
import type { FunctionNote } from '../domain/delivery/function-note.ts';
import type { Subscription } from '../domain/workspace/subscription.ts';
import type { Decided } from '../domain/workspace/secret-settings.ts';
import type { OutboundHttp, OutboundRequest } from '../functions/shared/outbound/outbound-http.ts';
import type { Outside } from '../functions/shared/lambda/outside.ts';
import type { Engine } from './action/engine/engine.ts';
import type { Settings } from './kind.ts';

// How a kind delivers. runtimes.ts lists one for each kind; delivery, the Event Tester and the tests of components call it
// through functions/shared/destinations/attempt.ts, which strikes the secrets out of what comes back.

/** An event as it is delivered: what is known of it, and the bytes that are sent. */
export type DeliveredEvent = {
  readonly route: EventRoute;
  readonly line: string;
  /** Events of its pack, itself among them, that steps before the attempts may work on at once. */
  readonly neighbours?: readonly DeliveredEvent[];
};

/** What became of one event. */
export type EventResult = {
  readonly outcome: DeliveryOutcome;
  /** As exactly as it is known, for the history of the event: `http_503`. Nobody counts these. */
  readonly reason: string;
  readonly latencyMs: number;
  /** What the other side said, or what is known about why it said nothing. Absent when nobody has to know. */
  readonly answer?: string;
  /** The beginning of what was sent, where a step before the attempt has changed the event. */
  readonly sent?: string;
  /** There was none: it comes again as it is. */
  readonly isNoAttempt?: true;
  /** It ended in a step before the attempt, and says nothing about the other side. */
  readonly isBeforeAttempt?: true;
  /** The functions that it went through, in their order. */
  readonly functions?: readonly FunctionNote[];
};

/** Whom it is for: settings with their secrets, and which of them are secret. */
export type Target<OfKind extends Settings = Settings> = Decided & {
  readonly settings: OfKind;
  /** Of a kind that runs functions: which one, and whose. */
  readonly function?: string | undefined;
  readonly id?: string | undefined;
  /** Of the kind `action`: the slug of its entry in the catalog. */
  readonly action?: string | undefined;
  readonly workspace?: string | undefined;
  /** Of a component that is code. */
  readonly componentId?: string | undefined;
  readonly componentVersion?: number | undefined;
  readonly componentCode?: string | undefined;
  /** There when events go together, be it one. */
  readonly batch?: BatchPolicy | undefined;
  /** Which of the destination's subscriptions; absent where it has one that nobody names. */
  readonly subscription?: Subscription | undefined;
};

/** What became of a call of a function. `unavailable`: nobody could run it at the moment. `crashed`: what runs it has broken. */
export type RunAnswer = (FunctionAnswer | { readonly kind: 'unavailable' | 'crashed' | 'missing' }) & {
  /** Which one ran. */
  readonly version?: number;
};

/** A function of a workspace; or, with `component`, a version of that component, which is run for the workspace. */
export type FunctionName = {
  readonly workspace: string;
  readonly id: string;
  readonly component?: { readonly hash: string; readonly version: number };
};

/** Runs functions of customers, where they can do no harm. */
export type Functions = {
  run(name: FunctionName, call: Omit<FunctionCall, 'hash' | 'code'>): Promise<RunAnswer>;
};

/** What runs actions of the catalog, where a function has it. */
export type Actions = {
  /** Undefined when it cannot be loaded at the moment. */
  engine(): Promise<Engine | undefined>;
  readonly outside: Pick<Outside, 'now' | 'later'>;
};

export type AttemptContext = {
  /** For the kind of actions; absent where nobody can run them. */
  readonly actions?: Actions | undefined;
  /** For kinds that run functions; absent where nobody can. */
  readonly functions?: Functions | undefined;
  /** The one way out. Requests through it are counted, for the limits of the destination. */
  readonly http: Pick<OutboundHttp, 'send'>;
  readonly now: () => Date;
  /** For everything together. */
  readonly timeoutMs: number;
};

export type Runtime<OfKind extends Settings = Settings> = {
  /** Attempts events together, at most `eventsAtOnce` of them. Returns a result for each, in the same order. */
  attempt(
    target: Target<OfKind>,
    events: readonly DeliveredEvent[],
    context: AttemptContext,
  ): Promise<readonly EventResult[]>;
  /** How secrets travel, beside the secrets as they are: the other side may repeat these too. */
  sentSecrets(settings: OfKind): string[];
  /** The headers of one of its requests as people may see them. */
  showHeaders(request: OutboundRequest, target: Target<OfKind>): Readonly<Record<string, string>>;
  /** The setting that each credential is made of, which the tests of a component send wrongly. Absent: it has none. */
  readonly credentials: Readonly<Partial<Record<Credential, keyof OfKind & string>>>;
};
