import type { Settings } from '../kind.ts';
import type { Actions, AttemptContext, DeliveredEvent, EventResult, Runtime, Target } from '../runtime.ts';
import { compileMapping, usesLiquid, type Compiled } from '../../domain/mapping/compile.ts';
import { MappingFault } from '../../domain/mapping/fault.ts';
import type { Engine } from './engine/engine.ts';
import { attemptTogether, type Mapped, type Together } from './attempt-together.ts';
import { resultOf } from './result-of.ts';

/** Each event is mapped, and given to the action by itself, or with others where the subscription wants batches. */
export const actionRuntime: Runtime = {
  async attempt(target, events, context) {
    const { actions, timeoutMs } = context;
    const engine = await actions?.engine();
    if (engine === undefined || actions === undefined) return events.map(() => UNAVAILABLE);
    const prepared = await prepare(target, context, { engine, outside: actions.outside });
    if (target.batch !== undefined) return attemptTogether(prepared, events);
    const { map, run, judge } = prepared;
    const attemptOne = async (event: DeliveredEvent): Promise<EventResult> => {
      const mapped = map(event);
      if ('kind' in mapped) return judge(mapped);
      const [ended] = await run([mapped], timeoutMs);
      return judge(ended ?? { kind: 'nothing' });
    };
    return Promise.all(events.map(attemptOne));
  },
  sentSecrets,
  showHeaders: ({ headers }) => headers,
  credentials: {},
};

type Running = Pick<Actions, 'outside'> & { readonly engine: Engine };

/** What all events of an attempt have in common. */
async function prepare(
  target: Target,
  { now, http, timeoutMs }: AttemptContext,
  { engine, outside }: Running,
): Promise<Together> {
  const { action: destination = '', subscription, settings, batch } = target;
  const began = now().getTime();
  const { action, mapping } = subscriptionOf(subscription);
  const compiledMapping = await compiledOf(mapping, engine);
  const isBatch = batch !== undefined;
  const about = { destination, action, subscription: nameOf(target), settings, mapping, isBatch, http, outside };
  return {
    map: ({ line }) => map(line, compiledMapping),
    keys: isBatch ? await engine.batchKeys({ destination, action }) : [],
    run: async (events, withinMs) => (await engine.run({ ...about, events, timeoutMs: withinMs })).ended,
    judge: (ended) => resultOf(ended, { now: now(), latencyMs: now().getTime() - began }),
    leftMs: () => began + timeoutMs - now().getTime(),
  };
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

function map(line: string, mapping: Compiled): Mapped {
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
