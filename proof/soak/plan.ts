import type { WorkspaceInput } from '../../domain/workspace/workspace.ts';
import { chance } from './chance.ts';
import { finalFault } from './faults.ts';
import {
  DESTINATION_CODE,
  DROPPED,
  FINAL_REASON,
  INSERT_CODE,
  isDropped,
  isRefused,
  SOURCE_CODE,
} from './functions.ts';

export type SoakPlan = {
  readonly events: number;
  /** Share of the requests to mixed destinations that fail, 0 to 1. */
  readonly faultShare: number;
  /** How often the running pipeline is killed. */
  readonly kills: number;
  /** How often what runs functions is killed alone. */
  readonly runnerKills: number;
  readonly seed: string;
};

export const SOURCE_ID = 'soak';
/** Its events are made by a function, of requests. */
export const HOOKS_ID = 'hooks';
export type SourceId = typeof SOURCE_ID | typeof HOOKS_ID;
export const WRITE_KEY = 'wk_soak';
export const SHARED_SECRET = 'soak-secret';

export type DestinationId =
  | 'mixed'
  | 'secure'
  | 'healthy'
  | 'throttled'
  | 'silent'
  | 'wrong-certificate'
  | 'private-address'
  | 'inserted'
  | 'function'
  | 'hooked';

type DestinationPlan = {
  readonly id: DestinationId;
  /** @default the source of the SDKs */
  readonly source?: typeof HOOKS_ID;
  readonly kind?: 'function';
  readonly hasInsert?: true;
  /** Share of all events of its source that it gets... */
  readonly share: number;
  /** ...and at least or at most so many. */
  readonly atLeast?: number;
  readonly atMost?: number;
  readonly text: string;
  readonly retry: { readonly retries: number; readonly over: string };
  readonly minimumAttempts?: number;
};

const PATIENT = { retries: 9, over: '60s' };
const BRIEF = { retries: 3, over: '6s' };
/** For those that are throttled, or down before the breaker has noticed, many times over. */
const STUBBORN = { retries: 20, over: '120s' };

/**
 * NOTE: `wrong-certificate` and `private-address` fail in ways that only a person can put right. They get so few events
 * that no rule about long runs of such failures applies.
 */
export const DESTINATIONS: readonly DestinationPlan[] = [
  { id: 'mixed', share: 1, text: 'every kind of fault, over HTTP', retry: PATIENT },
  {
    id: 'secure',
    share: 0.1,
    text: 'the same over HTTPS; three times its certificate is wrong for a while',
    retry: STUBBORN,
    minimumAttempts: 40,
  },
  { id: 'healthy', share: 0.1, text: 'no faults', retry: PATIENT },
  { id: 'throttled', share: 0.02, atLeast: 200, text: 'status 429 beyond 100 requests a second', retry: STUBBORN },
  {
    id: 'silent',
    share: 0.01,
    atLeast: 100,
    text: 'answers nothing during the second quarter of the run',
    retry: PATIENT,
    minimumAttempts: 40,
  },
  {
    id: 'wrong-certificate',
    share: 0.01,
    atMost: 150,
    text: 'never has a valid certificate',
    retry: BRIEF,
    minimumAttempts: 100_000,
  },
  { id: 'private-address', share: 0.01, atMost: 150, text: 'has the address 10.0.0.1', retry: BRIEF },
  { id: 'inserted', share: 0.05, text: 'a webhook behind an insert function', retry: STUBBORN, hasInsert: true },
  {
    id: 'function',
    share: 0.05,
    text: 'a destination function behind an insert function; faults over HTTP, and sometimes it never ends',
    retry: STUBBORN,
    // One call of what runs functions has up to 64 events, and each kill fails some calls.
    minimumAttempts: 200,
    kind: 'function',
    hasInsert: true,
  },
  { id: 'hooked', share: 1, text: 'what a source function made', retry: PATIENT, source: HOOKS_ID },
];

export function messageIdOf({ seed }: SoakPlan, number: number, source: SourceId = SOURCE_ID): string {
  return source === SOURCE_ID ? `${seed}-${number}` : `${seed}-hook-${number}`;
}

const HOOK_SHARE = 0.05;
const FEWEST_HOOKS = 100;

/** How many events a source has. */
export function eventsOf({ events }: SoakPlan, source: SourceId): number {
  return source === SOURCE_ID ? events : Math.min(events, Math.max(FEWEST_HOOKS, Math.round(events * HOOK_SHARE)));
}

/** The body of request number `number` to the source function. */
export function hookOf(plan: SoakPlan, number: number): { id: string; user: string; number: number } {
  return { id: messageIdOf(plan, number, HOOKS_ID), user: `user-${number % 5000}`, number };
}

/** Whether event number `number` of its source is for this destination. */
export function isFor(plan: SoakPlan, destination: DestinationPlan, number: number): boolean {
  const { id, share, atLeast = 0, atMost = Infinity } = destination;
  const wanted = Math.min(Math.max(share * plan.events, atLeast), atMost);
  return wanted >= plan.events || chance(plan.seed, id, number) * plan.events < wanted;
}

/** What must become of an event: `undefined` for delivered, else the reason for which it must be undelivered or dropped. */
export function reasonOf(plan: SoakPlan, destination: DestinationId, messageId: string): string | undefined {
  switch (destination) {
    case 'mixed':
    case 'secure':
      return finalFault(plan, destination, messageId)?.reason;
    case 'wrong-certificate':
      return 'tls_invalid';
    case 'private-address':
      return 'blocked_address';
    case 'inserted':
      return isDropped(messageId) ? DROPPED : undefined;
    case 'function':
      if (isDropped(messageId)) return DROPPED;
      return isRefused(plan, messageId) ? FINAL_REASON : undefined;
    case 'hooked':
    case 'healthy':
    case 'throttled':
    case 'silent':
      return undefined;
  }
}

/** Event number `number`, as an SDK would write it. `context.soak` names the destinations besides `mixed`. */
export function eventOf(plan: SoakPlan, number: number): SoakEvent {
  const wanted = DESTINATIONS.filter((destination) => destination.share < 1 && isFor(plan, destination, number));
  const common = {
    messageId: messageIdOf(plan, number),
    userId: `user-${Math.floor(chance(plan.seed, 'user', number) * 5000)}`,
    timestamp: new Date(Date.UTC(2026, 0, 1) + number * 1000).toISOString(),
    context: { soak: Object.fromEntries(wanted.map(({ id }) => [id, true])), locale: 'de-CH', ip: '203.0.113.7' },
  };
  const details = { number, total: Math.round(chance(plan.seed, 'total', number) * 1e6) / 100, title: 'Grüße 🚀' };
  if (number % 10 === 1) return { ...common, type: 'identify', traits: details };
  if (number % 10 === 2) return { ...common, type: 'page', name: 'Checkout', properties: details };
  return { ...common, type: 'track', event: `Event ${number % 7}`, properties: details };
}

type Common = {
  readonly messageId: string;
  readonly userId: string;
  readonly timestamp: string;
  readonly context: Record<string, unknown>;
};
export type SoakEvent = Common &
  (
    | { readonly type: 'identify'; readonly traits: Record<string, unknown> }
    | { readonly type: 'page'; readonly name: string; readonly properties: Record<string, unknown> }
    | { readonly type: 'track'; readonly event: string; readonly properties: Record<string, unknown> }
  );

/** The workspace file of the soak. `urlOf` says where each destination listens. */
export function workspaceOf(urlOf: (id: DestinationId) => string): WorkspaceInput {
  return {
    workspace: 'soak',
    sources: [
      { id: SOURCE_ID, writeKeys: [WRITE_KEY] },
      { id: HOOKS_ID, kind: 'function', function: 'from-hooks' },
    ],
    functions: [
      { id: 'mark', type: 'insert', code: INSERT_CODE },
      {
        ...{ id: 'to-partner', type: 'destination', code: DESTINATION_CODE },
        settings: { url: { required: true }, secret: { required: true, secret: true } },
      },
      { id: 'from-hooks', type: 'source', code: SOURCE_CODE },
    ],
    destinations: DESTINATIONS.map((destination) => ({
      ...{ id: destination.id, source: destination.source ?? SOURCE_ID },
      ...kindOf(destination, urlOf(destination.id)),
      ...(destination.hasInsert ? { insert: ['mark'] } : {}),
      ...{ retry: destination.retry, breaker: breakerOf(destination) },
      ...(destination.share < 1 ? { filter: `context.soak.${destination.id} = true` } : {}),
    })),
  };
}

function kindOf({ kind }: DestinationPlan, url: string) {
  return kind === 'function'
    ? { kind, function: 'to-partner', settings: { url, secret: SHARED_SECRET } }
    : { kind: 'webhook' as const, settings: { url, sharedSecret: SHARED_SECRET } };
}

function breakerOf({ minimumAttempts }: DestinationPlan) {
  return { probeAfter: '1s', ...(minimumAttempts === undefined ? {} : { minimumAttempts, window: '10s' }) };
}
