import type { Settings } from '../kind.ts';
import type { AttemptContext, DeliveredEvent, EventResult, Runtime, Target } from '../runtime.ts';
import { compileMapping, usesLiquid, type Compiled } from '../../domain/mapping/compile.ts';
import { MappingFault } from '../../domain/mapping/fault.ts';
import type { Engine, MappedEvent } from './engine/engine.ts';
import type { Ended } from './engine/ended.ts';
import { attemptTogether } from './attempt-together.ts';
import { resultOf } from './result-of.ts';

/** Each event is mapped, and given to the action by itself, or with others where the subscription wants batches. */
export const actionRuntime: Runtime = {
  async attempt(target, events, context) {
    if (target.batch !== undefined) return attemptBatch(target, events, context);
    return Promise.all(events.map((event) => attemptOne(target, event, context)));
  },
  sentSecrets,
  showHeaders: ({ headers }) => headers,
  credentials: {},
};

async function attemptOne(target: Target, { line }: DeliveredEvent, context: AttemptContext): Promise<EventResult> {
  const { actions, now, http, timeoutMs } = context;
  const { action: slug = '', subscription, settings } = target;
  const engine = await actions?.engine();
  if (engine === undefined || actions === undefined) return UNAVAILABLE;
  const began = now().getTime();
  const judge = (ended: Ended): EventResult => resultOf(ended, { now: now(), latencyMs: now().getTime() - began });
  const { action, mapping } = subscriptionOf(subscription);
  const mapped = map(line, await compiledOf(mapping, engine));
  if ('kind' in mapped) return judge(mapped);
  const call = { destination: slug, action, subscription: nameOf(target), settings, mapping, events: [mapped] };
  const { ended } = await engine.run({ ...call, isBatch: false, http, timeoutMs, outside: actions.outside });
  return judge(ended[0] ?? { kind: 'nothing' });
}

async function attemptBatch(
  target: Target,
  events: readonly DeliveredEvent[],
  context: AttemptContext,
): Promise<readonly EventResult[]> {
  const { actions, now, http, timeoutMs } = context;
  const { action: slug = '', subscription, settings } = target;
  const engine = await actions?.engine();
  if (engine === undefined || actions === undefined) return events.map(() => UNAVAILABLE);
  const began = now().getTime();
  const { action, mapping } = subscriptionOf(subscription);
  const compiledMapping = await compiledOf(mapping, engine);
  const named = { destination: slug, action };
  const call = {
    ...named,
    subscription: nameOf(target),
    settings,
    mapping,
    isBatch: true,
    http,
    outside: actions.outside,
  };
  const leftMs = (): number => began + timeoutMs - now().getTime();
  return attemptTogether(
    {
      map: ({ line }) => map(line, compiledMapping),
      keys: await engine.batchKeys(named),
      run: async (mapped) => (await engine.run({ ...call, events: mapped, timeoutMs: leftMs() })).ended,
      judge: (ended) => resultOf(ended, { now: now(), latencyMs: now().getTime() - began }),
      leftMs,
    },
    events,
  );
}

const UNAVAILABLE: EventResult = {
  ...{ outcome: { kind: 'retry', class: 'transient', reason: 'actions_unavailable' }, reason: 'actions_unavailable' },
  ...{ latencyMs: 0, isNoAttempt: true },
};

function subscriptionOf(subscription: Target['subscription']): { action: string; mapping: Settings } {
  const { action, mapping }: Settings = subscription ?? {};
  return {
    action: typeof action === 'string' ? action : '',
    mapping: typeof mapping === 'object' && mapping !== null ? (mapping as Settings) : {},
  };
}

/** One for each subscription, whoever's. */
function nameOf({ id = '', subscription }: Target): string {
  return `${id}.${subscription?.id ?? ''}`;
}

/** Mappings are the same objects until the configuration changes. */
const compiled = new WeakMap<Settings, Compiled>();

async function compiledOf(mapping: Settings, engine: Engine): Promise<Compiled> {
  const known = compiled.get(mapping);
  if (known !== undefined) return known;
  const made = compileMapping(mapping, usesLiquid(mapping) ? { liquid: await engine.liquid() } : {});
  compiled.set(mapping, made);
  return made;
}

function map(line: string, mapping: Compiled): MappedEvent | Extract<Ended, { kind: 'invalid' }> {
  if (!mapping.ok) {
    return { kind: 'invalid', problems: mapping.problems.map(({ pointer, message }) => `${pointer}: ${message}`) };
  }
  const event = JSON.parse(line) as Record<string, unknown>;
  try {
    return { event, payload: { ...mapping.mapping.run(event) } };
  } catch (error) {
    if (!(error instanceof MappingFault)) throw error;
    return { kind: 'invalid', problems: [`${error.pointer}: ${error.message}`] };
  }
}

/** Basic authentication is made of a user and a password, which may be any two of the settings. */
function sentSecrets(settings: Settings): string[] {
  const texts = Object.values(settings).filter((value) => typeof value === 'string' && value !== '') as string[];
  const pairs = texts.flatMap((user) => texts.map((password) => `${user}:${password}`));
  const keys = texts.map((text) => `${text}:`);
  return [...pairs, ...keys].map((pair) => Buffer.from(pair).toString('base64'));
}
