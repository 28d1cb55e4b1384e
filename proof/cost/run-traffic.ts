// Sends traffic through a design in virtual time, with the batches that the event sources of AWS would make of it.
import type { Design, Gathering, Handler, MeteredFunction, TrafficStage, Windows } from './design.ts';
import { createEvents } from './events.ts';
import { invoke } from './invoke.ts';
import { POLL_MS } from '../world/latencies.ts';
import { meterOutside, type MeteredOutside, type SentMessage } from './meter-clients.ts';
import { createMeter, type Meter, type Usage } from './meter.ts';
import type { Partner } from './partner.ts';
import type { LocalRunner } from './runner.ts';
import { SQS_BILLING_UNIT_BYTES } from '../../domain/base/aws-limits.ts';
import type { VirtualClock } from './virtual-clock.ts';

export type Traffic = {
  readonly eventsPerSecond: number;
  readonly eventsPerRequest: number;
  readonly bytesPerEvent: number;
  readonly destinations: number;
  /** Share of all attempts that the partner answers with 500. */
  readonly failures: number;
  /** What code of customers has a part in it. @default none: webhooks */
  readonly functions?: FunctionsOfTraffic;
  /** How long a partner takes. @default as long as is assumed for all */
  readonly partnerMs?: number;
  /** Batching windows, where they are not those of the template. */
  readonly windows?: Windows;
  /** Events that are counted, at least; some more are sent first, to warm up. */
  readonly events: number;
};

export type FunctionsOfTraffic = 'destination' | 'insert' | 'source';

export type Metered = {
  readonly traffic: Traffic;
  readonly usage: Usage;
  /** Requests by stage and operation. */
  readonly calls: Usage;
  /** CPU of this machine, in milliseconds, by stage. */
  readonly cpuMs: Readonly<Record<string, number>>;
  readonly delivered: number;
};

export type Place = {
  readonly runner: LocalRunner;
  /** Where requests to the source function come, if the workspace has one. */
  readonly hooksPath?: string | undefined;
  readonly design: Design;
  readonly partner: Partner;
  readonly clock: VirtualClock;
  readonly seed: number;
};

/** Where Lambda begins, and stays unless messages wait: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html */
export const POLLERS = 5;
/** One request of SQS brings or deletes ten messages at most. */
const MESSAGES_PER_REQUEST = 10;
/** Every instance gets one, and so begins the minute that is metered. */
const WARM_UP_BATCHES = POLLERS;
/** Each poller of a queue has an instance; two serve requests. */
const INSTANCES: Readonly<Record<TrafficStage, number>> = {
  ingest: 2,
  'fan-out': POLLERS,
  delivery: POLLERS,
  source: POLLERS,
};
/** https://aws.amazon.com/api-gateway/pricing/: HTTP APIs are metered in units of 512 KB. */
const API_UNIT_BYTES = 512 * 1024;

type Message = SentMessage & { readonly dueMs: number };

/** Messages that one invocation gets at a steady rate: what a poller gathers in its window, or what came during one poll. */
export function messagesPerBatch(perSecond: number, { windowMs, batchSize }: Gathering): number {
  const gathered = windowMs > 0 ? 1 + (perSecond * windowMs) / 1000 / POLLERS : messagesPerPoll(perSecond);
  return Math.max(1, Math.min(batchSize, Math.round(gathered)));
}

/** A poll returns as soon as there is anything: what came while the one before was on its way. */
function messagesPerPoll(perSecond: number): number {
  return Math.max(1, Math.min(MESSAGES_PER_REQUEST, Math.floor(perSecond * (POLL_MS / 1000))));
}

export async function runTraffic(place: Place, traffic: Traffic): Promise<Metered> {
  const meter = createMeter();
  const { clock } = place;
  const { outside, stop } = meterOutside({
    ...{ meter, clock, runner: place.runner, partnerMs: traffic.partnerMs },
    onSent: (sent) => run.enqueue(sent),
  });
  const run = createRun(place, traffic, { meter, outside });
  try {
    await place.partner.fail(0);
    for (let batch = 0; batch < WARM_UP_BATCHES; batch += 1) await run.sendBatch();
    await run.drain();
    await place.partner.fail(traffic.failures);
    meter.isOn = true;
    const batches = Math.ceil(traffic.events / run.eventsPerBatch);
    for (let batch = 0; batch < batches; batch += 1) await run.sendBatch();
    await run.drain();
    const delivered = await place.partner.taken();
    const events = batches * run.eventsPerBatch;
    return { traffic: { ...traffic, events }, usage: meter.usage(), calls: meter.calls(), cpuMs: run.cpuMs, delivered };
  } finally {
    stop();
  }
}

type Metering = { readonly meter: Meter; readonly outside: MeteredOutside };

function createRun({ design, clock, seed, hooksPath }: Place, traffic: Traffic, { meter, outside }: Metering) {
  const { eventsPerSecond, eventsPerRequest, destinations } = traffic;
  const waiting: Message[] = [];
  const takeDue = createTakeDue(design, { waiting, clock });
  const cpuMs: Record<string, number> = {};
  const nextInstance = createInstances(design, outside);
  const work = async (stage: TrafficStage, event: unknown): Promise<unknown> => {
    const invoked = await invoke({ meter, stage, fn: functionOf(design, stage) }, nextInstance(stage), event);
    meter.add('logBytes', design.platformLogBytes);
    if (meter.isOn) cpuMs[stage] = (cpuMs[stage] ?? 0) + invoked.cpuMs;
    return invoked.result;
  };

  const createEvent = createEvents(seed, traffic.bytesPerEvent);
  const requestsPerSecond = eventsPerSecond / eventsPerRequest;
  let messagesPerRequest = 1;
  const ingestRate = (): number => requestsPerSecond * messagesPerRequest;
  const ingestSource = design.sourceOf(design.ingestQueueUrl) ?? { windowMs: 0, batchSize: 1 };
  // The requests of one run of fan-out, or some where runs are smaller than a request.
  const requestsPerBatch =
    ingestSource.windowMs > 0 ? messagesPerBatch(requestsPerSecond, ingestSource) : MESSAGES_PER_REQUEST;
  // A run of fan-out makes a pack for each destination, however little it was given.
  const eventsPerRun = messagesPerBatch(requestsPerSecond, ingestSource) * eventsPerRequest;
  const liveRate = (eventsPerSecond * destinations) / Math.min(design.eventsPerLiveMessage, eventsPerRun);

  /** What is due is handed to the functions, and what they send in turn. */
  const settle = async (): Promise<void> => {
    const perSecondOf = (stage: TrafficStage): number =>
      stage === 'delivery' ? liveRate : stage === 'source' ? requestsPerSecond : ingestRate();
    for (let taken = takeDue(perSecondOf); taken !== undefined; taken = takeDue(perSecondOf)) {
      const { stage, batch, perSecond } = taken;
      meter.enter(stage);
      countReceives(meter, batch, perSecond);
      const result = (await work(stage, { Records: batch.map(toRecord) })) as { batchItemFailures: unknown[] };
      if (result.batchItemFailures.length > 0) throw new Error(`${stage} failed: ${JSON.stringify(result)}`);
    }
  };

  return {
    cpuMs,
    eventsPerBatch: requestsPerBatch * eventsPerRequest,
    enqueue: (sent: SentMessage) => void waiting.push({ ...sent, dueMs: clock.now() + sent.delaySeconds * 1000 }),
    settle,
    async sendBatch(): Promise<void> {
      for (let request = 0; request < requestsPerBatch; request += 1) {
        const batch = Array.from({ length: eventsPerRequest }, () => createEvent(outside.now()));
        const body = JSON.stringify(eventsPerRequest === 1 ? batch[0] : { batch, sentAt: outside.now().toISOString() });
        const door = hooksPath === undefined ? 'ingest' : 'source';
        meter.enter(door);
        meter.add('apiUnits', Math.ceil(Buffer.byteLength(body) / API_UNIT_BYTES));
        const before = waiting.length;
        await work(door, toHttpEvent(hooksPath ?? (eventsPerRequest === 1 ? '/v1/track' : '/v1/batch'), body));
        messagesPerRequest = waiting.length - before;
        clock.moveTo(clock.now() + 1000 / requestsPerSecond);
      }
      await settle();
    },
    /** Lets time pass until nothing waits for a retry any more. */
    async drain(): Promise<void> {
      while (waiting.length > 0) {
        clock.moveTo(Math.min(...waiting.map((message) => message.dueMs + gatheringMs(design, message))));
        await settle();
      }
    },
  };
}

type Taken = { readonly stage: TrafficStage; readonly batch: readonly Message[]; readonly perSecond: number };

/** Takes what one invocation gets of the messages that are due; undefined when none is. */
function createTakeDue(design: Design, { waiting, clock }: { waiting: Message[]; clock: VirtualClock }) {
  return function takeDue(perSecondOf: (stage: TrafficStage) => number): Taken | undefined {
    const due = waiting.filter(({ dueMs }) => dueMs <= clock.now());
    const stageOf = (queueUrl: string): TrafficStage => {
      if (queueUrl === design.sourceQueueUrl) return 'source';
      return queueUrl === design.ingestQueueUrl ? 'fan-out' : 'delivery';
    };
    const gather = (queueUrl: string): Message[] => {
      const there = due.filter((message) => message.queueUrl === queueUrl);
      const source = design.sourceOf(queueUrl);
      const wanted = source === undefined ? there.length : messagesPerBatch(perSecondOf(stageOf(queueUrl)), source);
      const isOver = there.some((message) => message.dueMs + gatheringMs(design, message) <= clock.now());
      return there.length >= wanted || isOver ? there.slice(0, wanted) : [];
    };
    const queues = [...new Set(due.map(({ queueUrl }) => queueUrl))];
    const batch = queues.map(gather).find((found) => found.length > 0) ?? [];
    const [first] = batch;
    if (first === undefined) return undefined;
    const stage = stageOf(first.queueUrl);
    const perSecond = perSecondOf(stage);
    const source = design.sourceOf(first.queueUrl);
    for (const message of batch) waiting.splice(waiting.indexOf(message), 1);
    return source === undefined ? takeDue(perSecondOf) : { stage, batch, perSecond };
  };
}

/** How long a message waits for others. What fan-out gathers is sent at once (`sendBatch`). */
function gatheringMs(design: Design, { queueUrl }: Message): number {
  return queueUrl === design.ingestQueueUrl ? 0 : (design.sourceOf(queueUrl)?.windowMs ?? 0);
}

function functionOf({ functions }: Design, stage: TrafficStage): MeteredFunction {
  const found = functions[stage];
  if (found === undefined) throw new Error(`The design has no function ${stage}.`);
  return found;
}

/** Instances of each function, taken in turn. */
function createInstances(design: Design, outside: MeteredOutside): (stage: TrafficStage) => Handler {
  const pools = new Map<TrafficStage, Handler[]>();
  return (stage) => {
    const known = pools.get(stage);
    const pool =
      known ?? Array.from({ length: INSTANCES[stage] }, () => functionOf(design, stage).createInstance(outside));
    pools.set(stage, pool);
    const [next, ...others] = pool;
    if (next === undefined) throw new Error(`${stage} has no instance.`);
    pools.set(stage, [...others, next]);
    return next;
  };
}

/** Lambda pays for what it asks of the queue: receives of what is there, deletes of ten at a time. */
function countReceives(meter: Meter, batch: readonly Message[], perSecond: number): void {
  const perReceive = messagesPerPoll(perSecond);
  const isFair = batch.some((message) => message.isFair);
  const count = (units: number): void => {
    meter.add('queueRequests', units);
    if (isFair) meter.add('fairQueueRequests', units);
  };
  for (let from = 0; from < batch.length; from += perReceive) {
    const bytes = batch.slice(from, from + perReceive).reduce((sum, { body }) => sum + body.length, 0);
    count(Math.max(1, Math.ceil(bytes / SQS_BILLING_UNIT_BYTES)));
    meter.call('ReceiveMessage (by Lambda)');
  }
  for (let from = 0; from < batch.length; from += MESSAGES_PER_REQUEST) {
    count(1);
    meter.call('DeleteMessageBatch (by Lambda)');
  }
}

let messageNumber = 0;
function toRecord({ body }: Message): object {
  messageNumber += 1;
  return { messageId: `m${messageNumber}`, body, attributes: { ApproximateReceiveCount: '1' } };
}

function toHttpEvent(path: string, body: string): object {
  return {
    version: '2.0',
    routeKey: 'ANY /v1/{proxy+}',
    rawPath: path,
    rawQueryString: '',
    headers: {
      authorization: `Basic ${Buffer.from('wk_web:').toString('base64')}`,
      'content-type': 'application/json',
    },
    // Of the route of source functions alone.
    pathParameters: { token: path.slice(path.lastIndexOf('/') + 1) },
    requestContext: { http: { method: 'POST', path, sourceIp: '203.0.113.9' } },
    body,
    isBase64Encoded: false,
  };
}
