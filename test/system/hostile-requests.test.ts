import { GetQueueAttributesCommand, GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startReceiver, type Receiver } from '../../local/receiver.ts';
import { createRandom } from '../support/hostile/random.ts';
import { anyRequest } from '../support/hostile/requests.ts';
import { sendOnWire, type WireReply, type WireRequest } from '../support/hostile/wire.ts';
import { aWebhook, aWorkspace, ledgerFaults, startTestPipeline, type TestPipeline } from '../support/test-pipeline.ts';

const SEED = Number(process.env['HOSTILE_SEED'] ?? 20_260_304);
const REQUESTS = Number(process.env['HOSTILE_REQUESTS'] ?? 5_200);
const AT_ONCE = 8;

let receiver: Receiver;
let pipeline: TestPipeline;

beforeAll(async () => {
  receiver = await startReceiver();
  pipeline = await startTestPipeline(aWorkspace([aWebhook(receiver.url)]));
});
afterAll(async () => {
  await pipeline.close();
  await receiver.close();
});

/** What is kept of a request and its answer; the bytes of all of them would fill the memory. */
type Outcome = { readonly status: string; readonly fault: string | undefined; readonly honest: readonly string[] };

async function sendAll(): Promise<Outcome[]> {
  const random = createRandom(SEED);
  const port = Number(new URL(pipeline.url).port);
  const outcomes: Outcome[] = [];
  let number = 0;
  const worker = async (): Promise<void> => {
    while (number < REQUESTS) {
      number += 1;
      const request = anyRequest(random, number);
      const reply = await sendOnWire(port, request);
      outcomes.push({
        status: String(reply?.status ?? 'none'),
        fault: faultOf(request, reply),
        honest: request.honest,
      });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return outcomes;
}

/** A sender of more than this may lose the connection before it has read that it sent too much. */
const SURELY_ANSWERED_BYTES = 1024 * 1024;

/** What is wrong with an answer, in words; undefined when nothing is. */
function faultOf(request: WireRequest, reply: WireReply | undefined): string | undefined {
  const { label, bytes, honest, isForIngest } = request;
  const sent = JSON.stringify(bytes.toString('latin1', 0, 500));
  if (reply === undefined) {
    return isForIngest && bytes.length <= SURELY_ANSWERED_BYTES ? `${label}: no answer to ${sent}` : undefined;
  }
  const { status, headers, body } = reply;
  const fault = `${label}: ${status} ${body} to ${sent}`;
  if (status >= 500) return fault;
  if (honest.length > 0 && (status !== 200 || body !== '{"success":true}')) return fault;
  // What API Gateway answers itself, before ingest sees the request, is its own.
  if (status < 400 || !isForIngest || status === 413) return undefined;
  return headers.includes('content-type: application/json') && isError(body) ? undefined : fault;
}

/** An error that every SDK can read. */
function isError(body: string): boolean {
  const { success, code, message, error } = JSON.parse(body) as Record<string, unknown>;
  const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';
  return success === false && isText(code) && isText(message) && isText(error);
}

/** Messages in each queue, dead-letter queues too; those that are empty are left out. */
async function leftInQueues(): Promise<Record<string, number>> {
  const { credentials } = pipeline;
  const sqs = new SQSClient({ endpoint: pipeline.sqsEndpoint, region: 'us-east-1', credentials });
  const counts = await Promise.all(
    pipeline.queues.map(async (name) => {
      const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: name }));
      const wanted = { QueueUrl, AttributeNames: ['ApproximateNumberOfMessages' as const] };
      const { Attributes: attributes = {} } = await sqs.send(new GetQueueAttributesCommand(wanted));
      return [name, Number(attributes['ApproximateNumberOfMessages'])] as const;
    }),
  );
  sqs.destroy();
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}

const idsOf = (requests: Receiver['requests']): string[] =>
  requests.map(({ body }) => (JSON.parse(body) as { messageId: string }).messageId);

test('delivers the neighbours of an event whose messageId is no valid text', async () => {
  const batch = ['neighbour-1', 'half a pair \ud800', 'neighbour-2'].map((messageId) => ({
    type: 'track',
    userId: 'u1',
    event: 'Signed Up',
    messageId,
  }));

  await pipeline.send('/v1/batch', { batch });
  await pipeline.drain();

  expect(idsOf(receiver.requests).sort()).toEqual(['half a pair \ufffd', 'neighbour-1', 'neighbour-2']);
  expect(ledgerFaults(await pipeline.ledger())).toEqual([]);
});

test('reads a body that begins with a byte order mark, as .NET writes it, whatever its content type', async () => {
  const before = receiver.requests.length;
  const types = ['application/json', 'text/plain', 'application/octet-stream'];

  const replies = await Promise.all(
    types.map((type, index) => {
      const event = { userId: 'u1', event: 'Signed Up', messageId: `marked-${index}` };
      return pipeline.send('/v1/track', `\ufeff${JSON.stringify(event)}`, { 'content-type': type });
    }),
  );
  await pipeline.drain();

  expect(replies.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(idsOf(receiver.requests.slice(before)).sort()).toEqual(['marked-0', 'marked-1', 'marked-2']);
});

test(`survives ${REQUESTS} hostile requests: no 5xx, nothing lost, nothing twice`, async () => {
  const before = receiver.requests.length;
  const startedAt = performance.now();

  const outcomes = await sendAll();
  const sentAt = performance.now();
  await pipeline.drain();
  const drainedAt = performance.now();

  const byStatus = Map.groupBy(outcomes, ({ status }) => status);
  const answers = [...byStatus].map(([status, list]) => `${status} ${list.length}`).sort();
  const delivered = idsOf(receiver.requests.slice(before));
  console.info(
    `seed ${SEED}: ${outcomes.length} requests in ${Math.round(sentAt - startedAt)} ms, idle ${Math.round(drainedAt - sentAt)} ms later, ` +
      `${delivered.length} events delivered; answers: ${answers.join(', ')}`,
  );
  expect(outcomes.flatMap(({ fault }) => fault ?? []).slice(0, 20)).toEqual([]);
  const honest = outcomes.flatMap((outcome) => outcome.honest);
  expect(honest.length).toBeGreaterThan(REQUESTS / 10);
  expect(delivered.filter((id) => id.startsWith('honest-')).sort()).toEqual([...honest].sort());
  expect(new Set(delivered).size).toBe(delivered.length);
  expect(await leftInQueues()).toEqual({});
  const ledger = await pipeline.ledger();
  expect(ledgerFaults(ledger)).toEqual([]);
  expect(ledger.destinations[0]?.delivered).toBe(before + delivered.length);
});

test('has become neither deaf nor polluted by them', async () => {
  const before = receiver.requests.length;

  const health = await fetch(`${pipeline.url}/healthz`);
  const reply = await pipeline.send('/v1/track', { userId: 'u1', event: 'Signed Up', messageId: 'after-all-that' });
  await pipeline.drain();

  expect([health.status, reply.status]).toEqual([200, 200]);
  expect(idsOf(receiver.requests.slice(before))).toEqual(['after-all-that']);
  expect(receiver.requests.at(-1)?.body).not.toContain('polluted');
  expect(Object.keys(Object.prototype)).toEqual([]);
});
