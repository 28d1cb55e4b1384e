// Sends traffic through the pipeline in virtual time, with the batches that the event sources of AWS would make of it.
import type { Stage, StageFunction, World } from './world.ts';
import { createEvents } from './events.ts';
import { invoke } from './invoke.ts';
import { POLL_MS } from './latencies.ts';
import { meterClients, type SentMessage } from './meter-clients.ts';
import { createMeter, type Usage } from './meter.ts';
import { SQS_BILLING_UNIT_BYTES } from '../../domain/aws-limits.ts';
import type { VirtualClock } from './virtual-clock.ts';

export type Traffic = {
  readonly eventsPerSecond: number;
  readonly eventsPerRequest: number;
  readonly bytesPerEvent: number;
  readonly destinations: number;
  /** Share of all attempts that the partner answers with 500. */
  readonly failures: number;
  /** Events that are counted; some more are sent first, to warm up. */
  readonly events: number;
};

export type Metered = {
  readonly traffic: Traffic;
  readonly usage: Usage;
  readonly calls: Usage;
  /** CPU of this machine, in milliseconds, by stage. */
  readonly cpuMs: Readonly<Record<string, number>>;
  readonly delivered: number;
};

/** https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html: where Lambda begins, and stays until messages wait. */
const POLLERS = 5;
/** Requests that Lambda makes of SQS bring ten messages at most. */
const MESSAGES_PER_RECEIVE = 10;
const WARM_UP_BATCHES = 12;
const INSTANCES: Readonly<Record<Stage, number>> = { ingest: 2, 'fan-out': POLLERS, delivery: POLLERS, sweep: 1 };

type Message = SentMessage & { readonly dueMs: number };

/** Messages of one queue that one invocation gets at a steady rate: those of a window, or those that came during one poll. */
export function messagesPerBatch(perSecond: number, { windowMs, batchSize }: { windowMs: number; batchSize: number }): number {
  const gathered = windowMs > 0 ? 1 + (perSecond * windowMs) / 1000 / POLLERS : perSecond * (POLL_MS / 1000);
  return Math.max(1, Math.min(batchSize, Math.round(gathered)));
}

export async function runTraffic(world: World, clock: VirtualClock, traffic: Traffic): Promise<Metered> {
  const meter = createMeter();
  const waiting: Message[] = [];
  const stop = meterClients({
    meter,
    nowMs: () => clock.now(),
    onSent: (sent) => void waiting.push({ ...sent, dueMs: clock.now() + sent.delaySeconds * 1000 }),
  });
  try {
    return await run({ world, clock, traffic, meter, waiting });
  } finally {
    stop();
  }
}

type Run = {
  readonly world: World;
  readonly clock: VirtualClock;
  readonly traffic: Traffic;
  readonly meter: ReturnType<typeof createMeter>;
  readonly waiting: Message[];
};

async function run({ world, clock, traffic, meter, waiting }: Run): Promise<Metered> {
  const { eventsPerSecond, eventsPerRequest, events: wanted } = traffic;
  const pools = new Map<Stage, ReturnType<StageFunction['createInstance']>[]>();
  const turn = new Map<Stage, number>();
  const cpuMs: Record<string, number> = {};
  const instanceOf = (stage: Stage) => {
    const pool = pools.get(stage) ?? Array.from({ length: INSTANCES[stage] }, () => world.functions[stage].createInstance());
    pools.set(stage, pool);
    const next = ((turn.get(stage) ?? -1) + 1) % pool.length;
    turn.set(stage, next);
    return pool[next] as (typeof pool)[number];
  };
  const work = async (stage: Stage, event: unknown): Promise<unknown> => {
    const invoked = await invoke({ meter, stage, fn: world.functions[stage] }, instanceOf(stage), event);
    if (meter.isOn) cpuMs[stage] = (cpuMs[stage] ?? 0) + invoked.cpuMs;
    return invoked.result;
  };

  const createEvent = createEvents(3, traffic.bytesPerEvent);
  const requestsPerSecond = eventsPerSecond / eventsPerRequest;
  const ingestSource = world.topology.eventSources.find(({ functionName }) => functionName === world.functions['fan-out'].name);
  if (ingestSource === undefined) throw new Error('Nobody reads the ingest queue.');
  const requestsPerBatch = messagesPerBatch(requestsPerSecond, ingestSource);
  const stepMs = (requestsPerBatch / requestsPerSecond) * 1000;
  const batches = Math.ceil(wanted / (requestsPerBatch * eventsPerRequest));

  /** What is due is handed to the functions, and what they send in turn. */
  const settle = async (): Promise<void> => {
    for (;;) {
      const due = waiting.filter(({ dueMs }) => dueMs <= clock.now());
      if (due.length === 0) return;
      const [first] = due;
      const source = first === undefined ? undefined : world.sourceOf(first.queueUrl);
      const isIngest = source === ingestSource;
      const perInvocation =
        source === undefined ? 1 : isIngest ? requestsPerBatch : messagesPerBatch(liveRate(traffic), source);
      const batch = due.filter(({ queueUrl }) => queueUrl === first?.queueUrl).slice(0, perInvocation);
      for (const message of batch) waiting.splice(waiting.indexOf(message), 1);
      if (source === undefined) continue;
      const stage: Stage = isIngest ? 'fan-out' : 'delivery';
      countReceives(meter, stage, batch, isIngest ? requestsPerSecond : liveRate(traffic));
      const result = (await work(stage, { Records: batch.map(toRecord) })) as { batchItemFailures: unknown[] };
      if (result.batchItemFailures.length > 0) throw new Error(`${stage} failed: ${JSON.stringify(result)}`);
    }
  };

  const sendBatch = async (): Promise<void> => {
    for (let request = 0; request < requestsPerBatch; request += 1) {
      const batch = Array.from({ length: eventsPerRequest }, () => createEvent(new Date()));
      const body = JSON.stringify(eventsPerRequest === 1 ? batch[0] : { batch, sentAt: new Date().toISOString() });
      meter.enter('ingest');
      meter.add('apiUnits', Math.ceil(Buffer.byteLength(body) / API_UNIT_BYTES));
      await work('ingest', toHttpEvent(eventsPerRequest === 1 ? '/v1/track' : '/v1/batch', body));
    }
    clock.moveTo(clock.now() + stepMs);
    await settle();
  };

  for (let batch = 0; batch < WARM_UP_BATCHES; batch += 1) await sendBatch();
  await drain(waiting, clock, settle);
  await world.partner.fail(traffic.failures);
  meter.isOn = true;
  for (let batch = 0; batch < batches; batch += 1) await sendBatch();
  await drain(waiting, clock, settle);
  meter.isOn = false;
  const events = batches * requestsPerBatch * eventsPerRequest;
  const delivered = await world.partner.taken();
  return { traffic: { ...traffic, events }, usage: meter.usage(), calls: meter.calls(), cpuMs, delivered };
}

/** Lets time pass until nothing waits for a retry any more. */
async function drain(waiting: readonly Message[], clock: VirtualClock, settle: () => Promise<void>): Promise<void> {
  while (waiting.length > 0) {
    clock.moveTo(Math.min(...waiting.map(({ dueMs }) => dueMs)));
    await settle();
  }
}

/** Packs a second in the live queue, about. */
function liveRate({ eventsPerSecond, destinations }: Traffic): number {
  return (eventsPerSecond * destinations) / EVENTS_PER_PACK;
}
const EVENTS_PER_PACK = 100;

/** Every receive brings what came since the last one, ten messages at most; deletes are made ten at a time. */
function countReceives(
  meter: Run['meter'],
  stage: Stage,
  batch: readonly Message[],
  perSecond: number,
): void {
  const perReceive = Math.max(1, Math.min(MESSAGES_PER_RECEIVE, Math.floor(perSecond * (POLL_MS / 1000))));
  const isFair = stage === 'delivery';
  meter.enter(stage);
  const count = (units: number): void => {
    meter.add('queueRequests', units);
    if (isFair) meter.add('fairQueueRequests', units);
  };
  for (let from = 0; from < batch.length; from += perReceive) {
    const bytes = batch.slice(from, from + perReceive).reduce((sum, { body }) => sum + body.length, 0);
    count(Math.max(1, Math.ceil(bytes / SQS_BILLING_UNIT_BYTES)));
    meter.call('ReceiveMessage (by Lambda)');
  }
  count(Math.ceil(batch.length / MESSAGES_PER_RECEIVE));
  meter.call('DeleteMessageBatch (by Lambda)');
}

let messageNumber = 0;
function toRecord({ body }: Message): object {
  messageNumber += 1;
  return { messageId: `m${messageNumber}`, body, attributes: { ApproximateReceiveCount: '1' } };
}

/** https://aws.amazon.com/api-gateway/pricing/: HTTP APIs are metered in units of 512 KB. */
const API_UNIT_BYTES = 512 * 1024;

function toHttpEvent(path: string, body: string): object {
  return {
    version: '2.0',
    routeKey: 'ANY /v1/{proxy+}',
    rawPath: path,
    rawQueryString: '',
    headers: { authorization: `Basic ${Buffer.from('wk_web:').toString('base64')}`, 'content-type': 'application/json' },
    requestContext: { http: { method: 'POST', path, sourceIp: '203.0.113.9' } },
    body,
    isBase64Encoded: false,
  };
}
