import type { WorkspaceInput } from '../../domain/workspace/workspace.ts';
import { chance } from './chance.ts';
import { finalFault } from './faults.ts';

export type SoakPlan = {
  readonly events: number;
  /** Share of the requests to mixed destinations that fail, 0 to 1. */
  readonly faultShare: number;
  /** How often the running pipeline is killed. */
  readonly kills: number;
  readonly seed: string;
};

export const SOURCE_ID = 'soak';
export const WRITE_KEY = 'wk_soak';
export const SHARED_SECRET = 'soak-secret';

export type DestinationId =
  'mixed' | 'secure' | 'healthy' | 'throttled' | 'silent' | 'wrong-certificate' | 'private-address';

type DestinationPlan = {
  readonly id: DestinationId;
  /** Share of all events that it gets... */
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
];

export function messageIdOf({ seed }: SoakPlan, number: number): string {
  return `${seed}-${number}`;
}

/** Whether event number `number` is for this destination. */
export function isFor(plan: SoakPlan, destination: DestinationPlan, number: number): boolean {
  const { id, share, atLeast = 0, atMost = Infinity } = destination;
  const wanted = Math.min(Math.max(share * plan.events, atLeast), atMost);
  return wanted >= plan.events || chance(plan.seed, id, number) * plan.events < wanted;
}

/** What must become of an event: `undefined` for delivered, else the reason for which it must end undelivered. */
export function reasonOf(plan: SoakPlan, destination: DestinationId, messageId: string): string | undefined {
  switch (destination) {
    case 'mixed':
    case 'secure':
      return finalFault(plan, destination, messageId)?.reason;
    case 'wrong-certificate':
      return 'tls_invalid';
    case 'private-address':
      return 'blocked_address';
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
    sources: [{ id: SOURCE_ID, writeKeys: [WRITE_KEY] }],
    destinations: DESTINATIONS.map(({ id, share, retry, minimumAttempts }) => ({
      id,
      source: SOURCE_ID,
      kind: 'webhook',
      settings: { url: urlOf(id), sharedSecret: SHARED_SECRET },
      retry,
      breaker: { probeAfter: '1s', ...(minimumAttempts === undefined ? {} : { minimumAttempts, window: '10s' }) },
      ...(share < 1 ? { filter: `context.soak.${id} = true` } : {}),
    })),
  };
}
