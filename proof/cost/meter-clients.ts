// The counting layer: clients of the AWS SDK with a middleware that sees each request and its answer, and ears on the
// connections to partners.
import diagnostics from 'node:diagnostics_channel';
import { SQS_BILLING_UNIT_BYTES } from '../../domain/base/aws-limits.ts';
import { HOURS_PER_MONTH } from '../../domain/cost/prices.ts';
import { createDynamoDb, createKms, createS3, createSqs } from '../../functions/shared/lambda/clients.ts';
import { createOutboundHttp, type OutboundHttpOptions } from '../../functions/shared/outbound/outbound-http.ts';
import { realOutside } from '../../functions/shared/lambda/outside.ts';
import { awsMs, PARTNER_MS } from '../world/latencies.ts';
import type { Meter } from './meter.ts';
import { meterRunner, type LocalRunner } from './runner.ts';
import type { VirtualClock } from './virtual-clock.ts';
import { DAY_MS } from '../../domain/base/time-units.ts';

/** A message that a function has sent. */
export type SentMessage = {
  readonly queueUrl: string;
  readonly body: string;
  readonly delaySeconds: number;
  readonly isFair: boolean;
};

type Seen = {
  readonly runner: LocalRunner;
  /** How long a partner takes. */
  readonly partnerMs?: number | undefined;
  readonly meter: Meter;
  readonly clock: VirtualClock;
  readonly onSent: (message: SentMessage) => void;
};

type Next = (args: { input: Record<string, unknown> }) => Promise<{ output: Record<string, unknown> }>;

export type MeteredOutside = ReturnType<typeof meterOutside>['outside'];

/** What is outside of metered functions: the clock's time and chance, and services whose calls are counted until `stop`. */
export function meterOutside(seen: Seen) {
  const { clock, meter } = seen;
  const clients = { dynamodb: createDynamoDb(), s3: createS3(), sqs: createSqs() };
  for (const client of Object.values(clients)) listenTo(client, seen);
  const kms = createKms();
  const outside = {
    ...realOutside({ ...clients, kms, lambda: meterRunner(meter, seen.runner) }),
    now: () => new Date(clock.now()),
    random: clock.random,
    createHttp: (options: OutboundHttpOptions) => createOutboundHttp({ ...options, nowMs: () => clock.now() }),
    writeMetric: () => undefined,
  };
  const stopListening = listenToPartners(meter, seen.partnerMs);
  return {
    outside,
    stop: (): void => {
      stopListening();
      for (const client of [...Object.values(clients), kms]) client.destroy();
    },
  };
}

type Instrumented = { readonly middlewareStack: { add(middleware: unknown, options: unknown): void } };

function listenTo(client: Instrumented, seen: Seen): void {
  const middleware = (next: Next, context: { commandName?: string }) => count(seen, next, context);
  client.middlewareStack.add(middleware, { step: 'initialize', priority: 'low', name: 'costMeter' });
}

function count(seen: Seen, next: Next, { commandName = '' }: { commandName?: string }): Next {
  const { meter } = seen;
  const operation = commandName.replace(/Command$/, '');
  return async (args) => {
    const ended = meter.wait.begin(awsMs(operation));
    meter.call(operation);
    // DynamoDB says itself what a request consumed, transactions at their double price.
    if (operation in DYNAMODB) args.input['ReturnConsumedCapacity'] = 'TOTAL';
    try {
      const result = await next(args);
      record(seen, operation, { input: args.input, output: result.output });
      return result;
    } catch (error) {
      if (operation in DYNAMODB) recordRefused(meter, operation, error);
      throw error;
    } finally {
      ended();
    }
  };
}

/** What each operation is for: a claim is an insert, the ledger is written in transactions. */
const DYNAMODB: Readonly<Record<string, 'claimWrites' | 'ledgerWrites' | 'otherWrites' | 'readUnits'>> = {
  BatchExecuteStatement: 'claimWrites',
  TransactWriteItems: 'ledgerWrites',
  PutItem: 'otherWrites',
  UpdateItem: 'otherWrites',
  DeleteItem: 'otherWrites',
  GetItem: 'readUnits',
  BatchGetItem: 'readUnits',
  Query: 'readUnits',
};

type Exchange = { readonly input: Record<string, unknown>; readonly output: Record<string, unknown> };

function record(seen: Seen, operation: string, exchange: Exchange): void {
  const { meter } = seen;
  const isClaim = operation === 'PutItem' && String(exchange.input['TableName']).includes('edupe');
  const unit = isClaim ? 'claimWrites' : DYNAMODB[operation];
  if (unit !== undefined) {
    meter.add(unit, capacityOf(exchange.output));
    meter.add('tableByteMonths', byteMonths(exchange.input, seen.clock.now()));
    return;
  }
  switch (operation) {
    case 'SendMessageBatch':
      return recordSent(seen, exchange.input);
    case 'PutObject':
      meter.add('puts', 1);
      meter.add('archivedBytes', Buffer.byteLength(exchange.input['Body'] as string | Buffer));
      return;
    case 'ListObjectsV2':
      // Billed as a PUT is.
      meter.add('puts', 1);
      return;
    case 'DeleteObject':
    case 'DeleteObjects':
      return;
    case 'GetQueueAttributes':
      meter.add('queueRequests', 1);
      return;
    case 'GetObject':
      meter.add('gets', 1);
      return;
    default:
      throw new Error(`Nobody knows what ${operation} costs. Say it in proof/cost/meter-clients.ts.`);
  }
}

/** A write whose condition does not hold consumes what it would have written; so does each part of a transaction. */
function recordRefused(meter: Meter, operation: string, error: unknown): void {
  const reasons = (error as { CancellationReasons?: unknown[] }).CancellationReasons;
  if (reasons !== undefined) meter.add('ledgerWrites', 2 * reasons.length);
  else if (DYNAMODB[operation] !== 'readUnits') meter.add('otherWrites', 1);
}

function capacityOf({ ConsumedCapacity: consumed }: Record<string, unknown>): number {
  const all = (Array.isArray(consumed) ? consumed : [consumed]) as { CapacityUnits?: number }[];
  const units = all.map((one) => one.CapacityUnits);
  if (units.length === 0 || units.some((one) => one === undefined))
    throw new Error('DynamoDB did not say what a request consumed.');
  return units.reduce<number>((sum, one) => sum + (one ?? 0), 0);
}

const MONTH_MS = HOURS_PER_MONTH * 3_600_000;
/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html */
const ITEM_OVERHEAD_BYTES = 100;

/** Items are billed for as long as they lie there: until they expire, and until TTL comes round, within a day or so. */
function byteMonths(input: Record<string, unknown>, nowMs: number): number {
  const statements = (input['Statements'] ?? []) as { Parameters: { S?: string; N?: string }[] }[];
  const inserted = statements.map(({ Parameters: values }) => ({
    bytes: sizeOf(values) + 'pkownerbatchIdexpiresAt'.length,
    expiresAt: Number(values.at(-1)?.N),
  }));
  const items = (input['TransactItems'] ?? []) as { Put?: { Item: Record<string, { S?: string; N?: string }> } }[];
  const put = items.flatMap(({ Put }) =>
    Put === undefined
      ? []
      : [
          {
            bytes: sizeOf(Object.values(Put.Item)) + Object.keys(Put.Item).join('').length,
            expiresAt: Number(Put.Item['expiresAt']?.N ?? NaN),
          },
        ],
  );
  return [...inserted, ...put]
    .filter(({ expiresAt }) => !Number.isNaN(expiresAt))
    .map(({ bytes, expiresAt }) => ((bytes + ITEM_OVERHEAD_BYTES) * (expiresAt * 1000 + DAY_MS - nowMs)) / MONTH_MS)
    .reduce((sum, one) => sum + one, 0);
}

const sizeOf = (values: readonly { S?: string; N?: string }[]): number =>
  values.reduce((sum, { S = '', N = '' }) => sum + Buffer.byteLength(S) + Math.ceil(N.length / 2), 0);

type Entry = { readonly MessageBody: string; readonly DelaySeconds?: number; readonly MessageGroupId?: string };

/** A batch is billed by the bytes of all its messages: https://aws.amazon.com/sqs/pricing/ */
function recordSent({ meter, onSent }: Seen, input: Record<string, unknown>): void {
  const entries = input['Entries'] as Entry[];
  const bytes = entries.reduce((sum, { MessageBody }) => sum + MessageBody.length, 0);
  const units = Math.max(1, Math.ceil(bytes / SQS_BILLING_UNIT_BYTES));
  meter.add('queueRequests', units);
  if (entries.some(({ MessageGroupId }) => MessageGroupId !== undefined)) meter.add('fairQueueRequests', units);
  const queueUrl = String(input['QueueUrl']);
  for (const { MessageBody: body, DelaySeconds: delaySeconds = 0, MessageGroupId } of entries) {
    onSent({ queueUrl, body, delaySeconds, isFair: MessageGroupId !== undefined });
  }
}

type PartnerRequest = { readonly contentLength: number | null; readonly body: unknown };

/** What TLS, TCP and IP add to a request on a connection that stands: records, headers of packets, acknowledgements. */
const WIRE_SHARE = 1.03;
const WIRE_BYTES = 120;

/** The handlers call partners with undici, and AWS with node:http: whatever undici does is a delivery. */
function listenToPartners(meter: Meter, partnerMs = PARTNER_MS): () => void {
  const open = new WeakMap<object, () => void>();
  const began = (message: unknown): void => {
    const { request, headers } = message as { request: PartnerRequest; headers: string };
    const body = request.contentLength ?? Buffer.byteLength(request.body as Buffer);
    const bytes = headers.length + body;
    meter.add('bytesOut', bytes * WIRE_SHARE + WIRE_BYTES);
    meter.call('POST to a partner');
    open.set(request, (meter.isRunning ? meter.runnerWait : meter.wait).begin(partnerMs));
  };
  const ended = (message: unknown): void => {
    const { request } = message as { request: object };
    open.get(request)?.();
    open.delete(request);
  };
  diagnostics.subscribe('undici:client:sendHeaders', began);
  diagnostics.subscribe('undici:request:trailers', ended);
  diagnostics.subscribe('undici:request:error', ended);
  return () => {
    diagnostics.unsubscribe('undici:client:sendHeaders', began);
    diagnostics.unsubscribe('undici:request:trailers', ended);
    diagnostics.unsubscribe('undici:request:error', ended);
  };
}
