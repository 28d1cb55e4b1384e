import {
  DELIVERY_BATCHING_WINDOW_SECONDS,
  FAN_OUT_BATCHING_WINDOW_SECONDS,
} from '../../domain/pipeline/batching-window.ts';
import {
  DELIVERY_TIMEOUT_SECONDS,
  FAN_OUT_TIMEOUT_SECONDS,
  visibilitySeconds,
} from '../../domain/pipeline/time-budget.ts';
import type { AttemptResult } from '../../domain/delivery/delivery-outcome.ts';
import { HELD_PREFIX } from '../../domain/pipeline/archive-key.ts';
import type { Destination } from '../../domain/workspace/destination.ts';
import { normaliseEvent, routeOf } from '../../domain/events/event.ts';
import { type DeliveryPackHeader, type ResolveHeader } from '../../domain/pipeline/messages.ts';
import { attemptKey, destinationItemKey } from '../../domain/tables/table-keys.ts';
import { indexWrites } from '../../functions/shared/stores/config-index.ts';
import { putDocument } from '../../functions/shared/stores/config-store.ts';
import { raiseVersion } from '../../functions/shared/stores/config-version.ts';
import { decodePack, encodePack } from '../../functions/shared/packs/pack-codec.ts';
import { TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { anEvent, aReception } from '../support/an-event.ts';
import { createRandom, type Fault, type Run } from './faults.ts';
import {
  CONTROL,
  createDeliveryInstance,
  createFanOutInstance,
  createSweepInstance,
  DEAD_LETTERS,
  INGEST_DEAD_LETTERS,
  INGEST_QUEUE,
  LIVE_QUEUE,
  RETRY_QUEUE,
  type Instance,
  type Surroundings,
} from './functions.ts';
import { createMemoryObjects } from '../../proof/world/objects.ts';
import type { Answer, Command, DestinationId, Program } from './program.ts';
import { createModelPeople } from './people.ts';
import { createModelQueues, type ModelMessage } from './queues.ts';
import { createMemoryTables, type Item } from '../../proof/world/tables.ts';
import { DESTINATIONS, isOrder, isSecret } from './workspace.ts';

/** Ten minutes before the hour, so that programs cross it. */
const START_MS = Date.parse('2026-11-22T10:50:00.000Z');

/** As long as nobody else gets a message that a function has taken. */
const FAN_OUT_HIDDEN_MS = visibilitySeconds(FAN_OUT_TIMEOUT_SECONDS, FAN_OUT_BATCHING_WINDOW_SECONDS) * 1000;
const DELIVERY_HIDDEN_MS = visibilitySeconds(DELIVERY_TIMEOUT_SECONDS, DELIVERY_BATCHING_WINDOW_SECONDS) * 1000;

const SWEEP_MS = 60_000;

/** Nobody leaves the pipeline alone for longer than its queues keep messages: those of retries do for six days. */
const MOST_ABSENCE_MS = 5 * 24 * 3_600_000;

/** What nothing may take longer than once all is well. */
const MOST_STEPS = 3_000;

const ANSWERS: Readonly<Record<Answer, AttemptResult>> = {
  ok: { kind: 'response', status: 200 },
  busy: { kind: 'response', status: 503 },
  wait: { kind: 'response', status: 429, retryAfter: '90' },
  bad: { kind: 'response', status: 400 },
  gone: { kind: 'response', status: 410 },
  down: { kind: 'failed', failure: 'connection_refused' },
  slow: { kind: 'failed', failure: 'timeout' },
};

type Attempted = {
  readonly destination: string;
  readonly eventId: string;
  readonly answer: Answer;
  /** When the run of the function began, in the order of all that happens. */
  readonly runStartedAt: number;
};

/** Something that was not there before: an item of a table or an object. */
export type Created = { readonly key: string; readonly item: Item; readonly happenedAt: number; readonly atMs: number };

type HandedOut = { readonly atMs: number; readonly pack: string };

/** The whole pipeline in memory behind the program's commands. Time passes only when a command says so. */
export function createModelWorld({ seed, scripts, expiry }: Pick<Program, 'seed' | 'scripts' | 'expiry'>) {
  const random = createRandom(seed);
  const always = new Map<string, Answer>();
  const asked = new Map<string, number>();
  const accepted: string[] = [];
  const attempts: Attempted[] = [];
  const packs = new Map<string, DeliveryPackHeader>();
  const resolves = new Map<string, ResolveHeader>();
  const created: Created[] = [];
  /** Every pack that was ever sent, and the events of new ones that were: each as `destination event`. */
  const sentPacks = new Map<string, DeliveryPackHeader>();
  const published = new Set<string>();
  /** When fan-out got each event, and in which pack; and which events two functions got at the same time. */
  const handedOut = new Map<string, HandedOut[]>();
  const handedTwice = new Set<string>();
  const totals = { rejected: 0, calls: 0, faults: 0, runs: 0, partial: 0, expired: 0, movedBack: 0 };
  let nowMs = START_MS;
  let happened = 0;
  let named = 0;

  const happen = (): number => (happened += 1);
  const unique = (): string => `u${(named += 1)}`;
  const onCreate = (key: string, item: Item = {}): void => {
    created.push({ key, item, happenedAt: happen(), atMs: nowMs });
    const header = sentPacks.get(key);
    if (header !== undefined) packs.set(key, header);
  };
  const onSend = (queue: string, body: string): void => {
    if (queue === INGEST_QUEUE) return;
    const { header } = decodePack(body);
    if (header.kind === 'resolve') resolves.set(header.resolveId, header);
    if (header.kind !== 'delivery') return;
    sentPacks.set(attemptKey(header), header);
    if (queue !== LIVE_QUEUE) return;
    const [batchId] = header.packId.split('.');
    for (const { id } of header.events) published.add(`${batchId} ${header.destinationId} ${id}`);
  };
  const tables = createMemoryTables({ onCreate });
  const bucket = createMemoryObjects({ onCreate });
  const deadLettersOf = (name: string): string => (name === INGEST_QUEUE ? INGEST_DEAD_LETTERS : DEAD_LETTERS);
  const queues = createModelQueues({ nowMs: () => nowMs, random, deadLettersOf, onSend });

  const expiring = {
    execute(command: object, isHalf: boolean): object {
      if (expiry === 'prompt' && random() < 0.2) totals.expired += tables.expire(nowMs, () => random() < 0.5);
      return tables.execute(command, isHalf);
    },
  };
  const people = createModelPeople({ tables, queues, random, unique });

  const around: Surroundings = {
    ...{ tables: expiring, bucket, queues, random, unique },
    now: () => new Date(nowMs),
    async attempt(run, destination, eventId) {
      const key = `${destination} ${eventId}`;
      const nth = asked.get(key) ?? 0;
      asked.set(key, nth + 1);
      const rule = always.get(destination) ?? 'ok';
      const answer = rule === 'ok' ? (scripts[eventId]?.[nth] ?? 'ok') : rule;
      attempts.push({ destination, eventId, answer, runStartedAt: run.startedAt });
      const endsAtMs = nowMs + 5_000;
      await Promise.resolve();
      if (answer === 'slow') nowMs = Math.max(nowMs, endsAtMs);
      return ANSWERS[answer];
    },
  };

  const create = { fanOut: createFanOutInstance, deliver: createDeliveryInstance, sweep: createSweepInstance };
  const pairOf = (stage: keyof typeof create): Record<0 | 1, Instance> => ({
    0: create[stage](around),
    1: create[stage](around),
  });
  const instances = { fanOut: pairOf('fanOut'), deliver: pairOf('deliver'), sweep: pairOf('sweep') };

  const apply = (): void => {
    const isOff = ({ id }: Destination): boolean =>
      tables.item(CONTROL, `config|${destinationItemKey(id)}`)?.['document']?.S?.includes('"enabled":false') !== false;
    const changed = DESTINATIONS.filter(isOff).map((one) => putDocument(CONTROL, destinationItemKey(one.id), one));
    if (changed.length === 0) return;
    const TransactItems = [...changed, raiseVersion(CONTROL, [undefined])];
    tables.execute(new TransactWriteItemsCommand({ TransactItems }), false);
  };
  const absent = DESTINATIONS.flatMap((one) => [
    putDocument(CONTROL, destinationItemKey(one.id), one),
    ...indexWrites(CONTROL, { after: one }),
  ]);
  const begin = [...absent, raiseVersion(CONTROL, [undefined])];
  tables.execute(new TransactWriteItemsCommand({ TransactItems: begin }), false);

  const send = ({ events, copies, rejected }: Extract<Command, { do: 'send' }>): void => {
    const receivedAt = new Date(nowMs);
    const normalised = events.map((number) => {
      const integrations = isSecret(number) ? { log: false } : {};
      const event = isOrder(number) ? 'Order' : 'Seen';
      return normaliseEvent(
        anEvent({ messageId: `e${number}`, event, integrations }),
        aReception({ receivedAt }),
        () => 'unused',
      );
    });
    const usable = normalised.flatMap((result) => (result.ok ? result.event : []));
    const body = encodePack({
      header: {
        kind: 'ingest',
        packId: `in-${unique()}`,
        sourceId: 'web',
        receivedAt: receivedAt.toISOString(),
        events: usable.map(routeOf),
        ...(rejected === 0 ? {} : { rejected: { event_too_large: rejected } }),
      },
      lines: usable.map((event) => JSON.stringify(event)),
    });
    accepted.push(...usable.map(({ messageId }) => messageId));
    totals.rejected += rejected;
    for (let copy = 0; copy < copies; copy += 1) queues.send(INGEST_QUEUE, body);
  };

  type Work = {
    readonly stage: keyof typeof create;
    readonly instance: 0 | 1;
    readonly run: Run;
    readonly queue: string;
    readonly messages: readonly ModelMessage[];
    readonly isForgotten: boolean;
  };

  const runOf = ({ fault }: { fault?: Fault }): Run => ({
    ...{ startedAt: happen(), isDead: false, isOver: false, calls: 0 },
    fault,
  });

  /** One run of an instance. What it has done is deleted; nothing is when it died, and a new instance takes its place. */
  const invoke = async ({ stage, instance, run, queue, messages, isForgotten }: Work): Promise<void> => {
    const bodies = messages.map(({ body }) => body);
    const failed = await instances[stage][instance](run, bodies);
    run.isOver = true;
    totals.runs += 1;
    totals.calls += run.calls;
    totals.faults += run.fault !== undefined && run.calls >= run.fault.call ? 1 : 0;
    if (run.isDead) {
      instances[stage][instance] = create[stage](around);
      return;
    }
    totals.partial += failed.size > 0 && failed.size < messages.length ? 1 : 0;
    const done = messages.filter((_, index) => !failed.has(index));
    if (!isForgotten) queues.remove(queue, done);
  };

  const fanOut = async ({ most, lag, isForgotten, ...trouble }: Extract<Command, { do: 'fan-out' }>): Promise<void> => {
    const messages = queues.receive(INGEST_QUEUE, most, FAN_OUT_HIDDEN_MS);
    if (messages.length === 0) return;
    for (const { body } of messages) {
      for (const { id } of decodePack(body).header.events) {
        handedOut.set(id, [...(handedOut.get(id) ?? []), { atMs: nowMs, pack: body }]);
        if (lag !== undefined) handedTwice.add(id);
      }
    }
    const instance = random() < 0.5 ? 0 : 1;
    const run = runOf(trouble);
    const common = { stage: 'fanOut', queue: INGEST_QUEUE, messages } as const;
    const first = invoke({ ...common, instance, run, isForgotten });
    if (lag === undefined) return first;
    while (run.calls < lag && !run.isDead && !run.isOver) await Promise.resolve();
    const second = invoke({ ...common, instance: instance === 0 ? 1 : 0, run: runOf({}), isForgotten: false });
    await Promise.all([first, second]);
  };

  const deliver = async ({ most, isPair, isForgotten, fault }: Extract<Command, { do: 'deliver' }>): Promise<void> => {
    const start = async (instance: 0 | 1, trouble: { fault?: Fault }): Promise<void> => {
      const busy = [LIVE_QUEUE, RETRY_QUEUE].filter((candidate) => queues.visible(candidate).length > 0);
      const queue = busy.length > 1 && random() < 0.5 ? busy[1] : busy[0];
      if (queue === undefined) return;
      const messages = queues.receive(queue, most, DELIVERY_HIDDEN_MS);
      await invoke({ stage: 'deliver', instance, run: runOf(trouble), isForgotten, queue, messages });
    };
    const first = start(0, fault === undefined ? {} : { fault });
    await Promise.all([first, ...(isPair ? [start(1, {})] : [])]);
  };

  const sweep = ({ fault }: { readonly fault?: Fault }): Promise<void> => {
    const work = { queue: RETRY_QUEUE, messages: [], isForgotten: true };
    return invoke({ ...work, stage: 'sweep', instance: 0, run: runOf(fault === undefined ? {} : { fault }) });
  };
  const isHolding = (): boolean => [...bucket.objects.keys()].some((key) => key.startsWith(HELD_PREFIX));

  const letters = new Map<string, boolean>();
  const isLetter = (body: string): boolean => {
    const isKnown = letters.get(body) ?? decodePack(body).header.kind === 'dead-letter';
    letters.set(body, isKnown);
    return isKnown;
  };
  /** Messages at which functions died too often. */
  const stuck = (): ModelMessage[] =>
    [INGEST_DEAD_LETTERS, DEAD_LETTERS].flatMap((name) => queues.waiting(name)).filter(({ body }) => !isLetter(body));
  const moveBack = (): void => {
    totals.movedBack += stuck().length;
    queues.moveAll(INGEST_DEAD_LETTERS, INGEST_QUEUE);
    queues.moveAll(DEAD_LETTERS, LIVE_QUEUE);
  };
  const pending = (): ModelMessage[] => [
    ...[INGEST_QUEUE, LIVE_QUEUE, RETRY_QUEUE].flatMap((name) => queues.waiting(name)),
    ...stuck(),
  ];

  const execute = async (command: Command): Promise<void> => {
    switch (command.do) {
      case 'send':
        send(command);
        return;
      case 'fan-out':
        return fanOut(command);
      case 'deliver':
        return deliver(command);
      case 'wait': {
        const oldest = Math.min(...pending().map(({ sentAtMs }) => sentAtMs));
        nowMs = Math.max(nowMs, Math.min(nowMs + command.seconds * 1000, oldest + MOST_ABSENCE_MS));
        return;
      }
      case 'partner':
        always.set(command.destination satisfies DestinationId, command.always);
        return;
      case 'apply':
        apply();
        return;
      case 'resolve':
        return people.resolve(command.destination, command.as, command.isAll);
      case 'move-back':
        moveBack();
        return;
      case 'sweep':
        return sweep(command);
    }
  };

  return {
    ...{ accepted, attempts, packs, resolves, created, published, handedOut, handedTwice, totals },
    ...{ tables, bucket, queues, people, execute },
    nowMs: () => nowMs,

    /** Partners are well, after the aftermath nothing dies any more, and everything is worked off as time passes. */
    async heal(aftermath: readonly Fault[]): Promise<void> {
      always.clear();
      for (let step = 0; pending().length > 0 || isHolding(); step += 1) {
        if (step > MOST_STEPS) throw new Error(`${pending().length} messages still go round`);
        if (pending().length === 0) {
          // What is held for a destination that is not down is released by the next sweep.
          nowMs += SWEEP_MS;
          await sweep({});
        }
        apply();
        if (stuck().length > 0) moveBack();
        await fanOut({ do: 'fan-out', most: 10, isForgotten: false });
        const fault = aftermath[step];
        const faults = fault === undefined ? {} : { fault };
        await deliver({ do: 'deliver', most: 10, isForgotten: false, isPair: step % 2 === 0, ...faults });
        const next = Math.min(...pending().map(({ visibleAtMs }) => visibleAtMs));
        if (next !== Infinity) nowMs = Math.max(nowMs, next);
      }
    },
  };
}

export type ModelWorld = ReturnType<typeof createModelWorld>;

/** How often each kind of trouble was met. */
export function troublesIn({ totals, queues, people, created }: ModelWorld): [string, number][] {
  const { faults, partial, expired, movedBack, rejected } = totals;
  const resolved = created.filter(({ key }) => key.startsWith('resolve#')).length;
  const wishes = people.wishes.length;
  return Object.entries({ faults, partial, expired, movedBack, rejected, resolved, wishes, ...queues.totals });
}
