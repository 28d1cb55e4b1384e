import type { AttemptResult } from '../../domain/delivery-outcome.ts';
import type { Destination } from '../../domain/destination.ts';
import { HELD_PREFIX } from '../../domain/archive-key.ts';
import { normaliseEvent, routeOf } from '../../domain/event.ts';
import { attemptKey, type DeliveryPackHeader } from '../../domain/messages.ts';
import { destinationItemKey, putDocument, raiseVersion } from '../../functions/shared/config-store.ts';
import { encodePack } from '../../functions/shared/pack-codec.ts';
import { TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { aDestination } from './a-destination.ts';
import { anEvent, aReception } from './an-event.ts';
import { createRandom, type Fault, type Run } from './model-faults.ts';
import {
  CONTROL,
  createDeliveryInstance,
  createFanOutInstance,
  createSweepInstance,
  INGEST_QUEUE,
  LIVE_QUEUE,
  RETRY_QUEUE,
  type Instance,
  type Surroundings,
} from './model-functions.ts';
import { createModelObjects } from './model-objects.ts';
import type { Answer, Command, DestinationId, Program } from './model-program.ts';
import { createModelQueues, type ModelMessage } from './model-queues.ts';
import { createModelTables } from './model-tables.ts';

/** Ten minutes before the hour, so that programs cross it. */
const START_MS = Date.parse('2026-11-22T10:50:00.000Z');

/** As long as nobody else gets a message that a function has taken: six times its timeout, lib/work-queue.ts. */
const FAN_OUT_HIDDEN_MS = 181_000;
const DELIVERY_HIDDEN_MS = 360_000;

const SWEEP_MS = 60_000;

/** What nothing may take longer than once all is well. */
const MOST_STEPS = 3_000;

const breaker = { failingShare: 0.5, minimumAttempts: 3, windowMs: 60_000, probeMs: 30_000 };

/** `crm` gives up soon, `ads` wants orders only and never tries again, `log` waits longer than SQS can delay. */
export const DESTINATIONS: readonly Destination[] = [
  aDestination({ id: 'crm', retry: { retries: 2, overMs: 30_000 }, breaker }),
  aDestination({ id: 'ads', filter: 'event = "Order"', retry: { retries: 0, overMs: 0 }, breaker }),
  aDestination({ id: 'log', retry: { retries: 3, overMs: 7_200_000 }, breaker: { ...breaker, minimumAttempts: 8 } }),
];

/** Every third event is an order, every fourth is kept away from `log`. */
const isOrder = (event: number): boolean => event % 3 === 0;
const isSecret = (event: number): boolean => event % 4 === 1;

/** Whether a destination wants an event, as the model sees it. */
export function isWanted(destination: string, eventId: string): boolean {
  const event = Number(eventId.slice(1));
  if (destination === 'ads') return isOrder(event);
  return destination === 'crm' || !isSecret(event);
}

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

/** The whole pipeline in memory behind the program's commands. Time passes only when a command says so. */
export function createModelWorld({ seed, scripts }: Pick<Program, 'seed' | 'scripts'>) {
  const random = createRandom(seed);
  const always = new Map<string, Answer>();
  const asked = new Map<string, number>();
  const accepted: string[] = [];
  const attempts: Attempted[] = [];
  const packs = new Map<string, DeliveryPackHeader>();
  /** When each record was written, in the order of all that happens. */
  const writtenAt = new Map<string, number>();
  const totals = { rejected: 0, calls: 0, faults: 0, runs: 0 };
  let nowMs = START_MS;
  let happened = 0;
  let created = 0;

  const tables = createModelTables((key) => writtenAt.set(key, (happened += 1)));
  const bucket = createModelObjects();
  const queues = createModelQueues({ nowMs: () => nowMs, random });

  const around: Surroundings = {
    ...{ tables, bucket, queues, random },
    now: () => new Date(nowMs),
    unique: () => `u${(created += 1)}`,
    decides: (header) => void packs.set(attemptKey(header), header),
    async attempt(run, { id: destination }, eventId) {
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

  const instances = {
    fanOut: createFanOutInstance(around),
    first: createDeliveryInstance(around),
    second: createDeliveryInstance(around),
    sweep: createSweepInstance(around),
  };

  const apply = (): void => {
    const isOff = ({ id }: Destination): boolean =>
      tables.item(CONTROL, `config|${destinationItemKey(id)}`)?.['document']?.S?.includes('"enabled":false') !== false;
    const changed = DESTINATIONS.filter(isOff).map((one) => putDocument(CONTROL, destinationItemKey(one.id), one));
    if (changed.length === 0) return;
    tables.execute(new TransactWriteItemsCommand({ TransactItems: [...changed, raiseVersion(CONTROL)] }), false);
  };
  const absent = DESTINATIONS.map((one) => putDocument(CONTROL, destinationItemKey(one.id), one));
  tables.execute(new TransactWriteItemsCommand({ TransactItems: [...absent, raiseVersion(CONTROL)] }), false);

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
        packId: `in${(created += 1)}`,
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

  /** One run of an instance. What it has done is deleted; nothing is when it died. True when it lives on. */
  const invoke = async (
    instance: Instance,
    {
      queue,
      messages,
      ...work
    }: { queue: string; messages: readonly ModelMessage[]; fault?: Fault; isForgotten: boolean },
  ): Promise<boolean> => {
    const run: Run = { startedAt: (happened += 1), isDead: false, calls: 0, fault: work.fault };
    const bodies = messages.map(({ body }) => body);
    const failed = await instance(run, bodies);
    totals.runs += 1;
    totals.calls += run.calls;
    totals.faults += run.fault !== undefined && run.calls >= run.fault.call ? 1 : 0;
    if (run.isDead) return false;
    if (!work.isForgotten)
      queues.remove(
        queue,
        messages.filter((_, index) => !failed.has(index)),
      );
    return true;
  };

  const fanOut = async ({ most, ...work }: Extract<Command, { do: 'fan-out' }>): Promise<void> => {
    const messages = queues.receive(INGEST_QUEUE, most, FAN_OUT_HIDDEN_MS);
    if (messages.length === 0) return;
    const isAlive = await invoke(instances.fanOut, { ...work, queue: INGEST_QUEUE, messages });
    if (!isAlive) instances.fanOut = createFanOutInstance(around);
  };

  const deliver = async ({ most, isPair, isForgotten, fault }: Extract<Command, { do: 'deliver' }>): Promise<void> => {
    const start = async (name: 'first' | 'second', faults: { fault?: Fault }): Promise<void> => {
      const busy = [LIVE_QUEUE, RETRY_QUEUE].filter((candidate) => queues.visible(candidate).length > 0);
      const queue = busy[Math.floor(random() * busy.length)];
      if (queue === undefined) return;
      const messages = queues.receive(queue, most, DELIVERY_HIDDEN_MS);
      const isAlive = await invoke(instances[name], { ...faults, isForgotten, queue, messages });
      if (!isAlive) instances[name] = createDeliveryInstance(around);
    };
    const first = start('first', fault === undefined ? {} : { fault });
    await Promise.all([first, ...(isPair ? [start('second', {})] : [])]);
  };

  const execute = async (command: Command): Promise<void> => {
    switch (command.do) {
      case 'send':
        send(command);
        return;
      case 'fan-out':
        return fanOut(command);
      case 'deliver':
        return deliver(command);
      case 'wait':
        nowMs += command.seconds * 1000;
        return;
      case 'partner':
        always.set(command.destination satisfies DestinationId, command.always);
        return;
      case 'apply':
        apply();
        return;
    }
  };

  /** What is held for a destination that is not down is released by the next sweep, at most a minute from now. */
  const sweep = async (): Promise<void> => {
    nowMs += SWEEP_MS;
    await invoke(instances.sweep, { queue: RETRY_QUEUE, messages: [], isForgotten: true });
  };
  const isHolding = (): boolean => [...bucket.objects.keys()].some((key) => key.startsWith(HELD_PREFIX));

  const pending = (): ModelMessage[] => [INGEST_QUEUE, LIVE_QUEUE, RETRY_QUEUE].flatMap((name) => queues.waiting(name));

  return {
    ...{ accepted, attempts, packs, writtenAt, totals, tables, bucket, queues, execute },

    /** Partners are well, after the aftermath nothing dies any more, and everything is worked off as time passes. */
    async heal(aftermath: readonly Fault[]): Promise<void> {
      always.clear();
      for (let step = 0; pending().length > 0 || isHolding(); step += 1) {
        if (pending().length === 0) await sweep();
        if (step > MOST_STEPS) throw new Error(`${pending().length} messages still go round`);
        apply();
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
