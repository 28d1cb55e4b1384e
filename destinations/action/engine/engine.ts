// Runs actions of the catalog: one subscription a call, on payloads that are mapped already. The bundle makes one engine,
// with the classes and the definitions of Segment's packages; destinations load when they are first wanted.
import type { OutboundHttp } from '../../../functions/shared/outbound/outbound-http.ts';
import type { Liquid } from '../../../domain/mapping/liquid-limits.ts';
import type { Outside } from '../../../functions/shared/lambda/outside.ts';
import { FEATURES } from '../overlays/features.ts';
import { runInCall, type Call, type Exchange } from './call.ts';
import { catchStrays } from './catch-strays.ts';
import { endedBy, type Ended } from './ended.ts';
import { endedByNode } from './ended-by-node.ts';
import { givePayload } from './given-payloads.ts';
import type { Bundle, CoreAction, CoreDestination, CreateCore, Definitions, Payload } from './segment.ts';

/** An event as it came, and what the mapping has made of it. Both are the call's: code of destinations changes them. */
export type MappedEvent = { readonly event: Payload; readonly payload: Payload };

export type ActionCall = {
  readonly destination: string;
  readonly action: string;
  /** One name for each subscription of any destination: what a destination keeps for a while, it keeps under this. */
  readonly subscription: string;
  readonly settings: Readonly<Record<string, unknown>>;
  /** As it was written, for what in it is no directive: the sync mode, what hooks have put there. */
  readonly mapping: Readonly<Record<string, unknown>>;
  readonly events: readonly MappedEvent[];
  /** Whether they go together, be it one: what an action does then is another thing. */
  readonly isBatch: boolean;
  readonly http: Pick<OutboundHttp, 'send'>;
  readonly timeoutMs: number;
  readonly outside: Pick<Outside, 'now' | 'later'>;
};

export type ActionAnswer = {
  /** For each event, in their order. */
  readonly ended: readonly Ended[];
  readonly exchanges: readonly Exchange[];
};

export type Engine = {
  run(call: ActionCall): Promise<ActionAnswer>;
  /** Payload fields that all events of a batch of the action have in common. */
  batchKeys(named: Pick<ActionCall, 'destination' | 'action'>): Promise<readonly string[]>;
  /** What runs templates in mappings, which is loaded when one has any. */
  liquid(): Promise<Liquid>;
};

/** Requests of one call: those of a destination that looks something up first are three. */
const MAX_REQUESTS = 10;
const MAX_REQUESTS_OF_BATCH = 30;

export function createEngine({ Core, definitions }: { Core: CreateCore; definitions: Definitions }): Engine {
  catchStrays();
  const load = createLoad(Core, definitions);
  let liquid: Promise<Liquid> | undefined;
  return {
    liquid() {
      liquid ??= import('../../../domain/mapping/liquid.ts').then(({ createLiquid }) => createLiquid());
      return liquid;
    },
    async batchKeys(named) {
      const action = (await load(named.destination))?.actions[named.action];
      const keys = action?.definition.fields?.['batch_keys']?.['default'];
      return Array.isArray(keys) ? keys.map(String) : [];
    },
    async run(call) {
      const action = (await load(call.destination))?.actions[call.action];
      if (action === undefined) return { ended: call.events.map(() => ({ kind: 'unknown-action' })), exchanges: [] };
      return runAction(action, call);
    },
  };
}

function createLoad(
  Core: CreateCore,
  definitions: Definitions,
): (slug: string) => Promise<CoreDestination | undefined> {
  const loaded = new Map<string, Promise<CoreDestination>>();
  return async (slug) => {
    const known = loaded.get(slug);
    if (known !== undefined) return known;
    const load = Object.hasOwn(definitions, slug) ? definitions[slug] : undefined;
    if (load === undefined) return undefined;
    const loading = load().then((definition) => prepare(Core, definition));
    loaded.set(slug, loading);
    // A file that could not be read may be readable the next time.
    loading.catch(() => loaded.delete(slug));
    return loading;
  };
}

/** NOTE: the checker of schemas takes the name for the beginning of a URI, and throws at a space. */
function prepare(Core: CreateCore, definition: ConstructorParameters<CreateCore>[0]): CoreDestination {
  const destination = new Core({ ...definition, name: `d-${definition.name.replaceAll(/[^A-Za-z0-9.-]/g, '-')}` });
  // It would keep every answer for ever.
  for (const action of Object.values(destination.actions)) action.removeAllListeners('response');
  return destination;
}

async function runAction(action: CoreAction, given: ActionCall): Promise<ActionAnswer> {
  const { now, later } = given.outside;
  const maxRequests = given.isBatch ? MAX_REQUESTS_OF_BATCH : MAX_REQUESTS;
  const { promise: stray, resolve: fail } = Promise.withResolvers<{ readonly thrown: unknown }>();
  const call: Call = {
    ...{ http: given.http, now, maxRequests, exchanges: [], requests: 0, isOver: false },
    endsAtMs: now().getTime() + given.timeoutMs,
    fail: (thrown) => fail({ thrown }),
  };
  const { promise: late, resolve: expire } = Promise.withResolvers<'late'>();
  const callOff = later(given.timeoutMs, () => expire('late'));
  const work = runInCall(call, () => perform(action, given, call));
  const first = await Promise.race([work, late, stray]);
  callOff();
  call.isOver = true;
  return { ended: endOf(first, given, call), exchanges: call.exchanges };
}

function endOf(
  first: readonly Ended[] | 'late' | { readonly thrown: unknown },
  { events, timeoutMs }: ActionCall,
  call: Call,
): readonly Ended[] {
  if (first === 'late') {
    const message = `the action took longer than ${timeoutMs} ms`;
    return events.map(() => ({ kind: 'failed', failure: 'timeout', message }));
  }
  if (!('thrown' in first)) return first;
  return events.map(() => endedBy(first.thrown, failureOf(call)));
}

async function perform(action: CoreAction, given: ActionCall, call: Call): Promise<readonly Ended[]> {
  const { events, isBatch } = given;
  for (const { event, payload } of events) givePayload(event, payload);
  try {
    const bundle = bundleOf(given);
    if (isBatch) {
      const nodes = await action.executeBatch({ ...bundle, data: events.map(({ event }) => event) });
      return events.map((_, index) => endedByNode(nodes[index]));
    }
    const [first] = events;
    if (first === undefined) return [];
    await action.execute({ ...bundle, data: first.event });
    return [executed(call)];
  } catch (error) {
    const ended = endedBy(error, failureOf(call));
    return events.map(() => ended);
  }
}

function executed({ exchanges }: Call): Ended {
  const answer = exchanges.at(-1)?.answer;
  return answer?.kind === 'response' ? { kind: 'executed', status: answer.status } : { kind: 'executed' };
}

function failureOf({ exchanges }: Call): Extract<Ended, { kind: 'failed' }> | undefined {
  const answer = exchanges.at(-1)?.answer;
  if (answer?.kind !== 'failed') return undefined;
  return { kind: 'failed', failure: answer.failure, message: answer.message };
}

/** All of it is new for each call: a destination may change what it is given, and adds to some of it without end. */
function bundleOf({ settings, mapping, events, destination, subscription }: ActionCall): Bundle {
  const [first] = events;
  const personas = personasOf(first?.event);
  return {
    mapping,
    settings: structuredClone(settings),
    // There, with nothing in it, where nobody has authorised anything: code of destinations reads on from it.
    auth: {},
    audienceSettings: personas === undefined ? {} : personas['audience_settings'],
    personasContext: personas,
    features: { ...FEATURES[destination] },
    statsContext: { statsClient: NO_STATISTICS, tags: [] },
    transactionContext: { transaction: {}, setTransaction: nothing },
    stateContext: { getRequestContext: nothing, setResponseContext: nothing },
    subscriptionMetadata: { actionConfigId: subscription, destinationConfigId: subscription },
  };
}

function personasOf(event: Payload | undefined): Payload | undefined {
  const context = event?.['context'];
  if (typeof context !== 'object' || context === null || !('personas' in context)) return undefined;
  const { personas } = context;
  return typeof personas === 'object' && personas !== null ? (personas as Payload) : undefined;
}

const nothing = (): undefined => undefined;
const NO_STATISTICS = Object.freeze({
  incr: nothing,
  set: nothing,
  histogram: nothing,
  observe: nothing,
  _name: nothing,
  _tags: nothing,
});
