import { randomUUID } from 'node:crypto';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { createEnqueue } from '../../../functions/ingest/enqueue.ts';
import { createIngest } from '../../../functions/ingest/ingest.ts';
import { realOutside } from '../../../functions/shared/lambda/outside.ts';
import { compareCpu, type Case } from '../harness/measure.ts';
import { loadStage, type Invoke } from '../harness/functions.ts';
import type { Section, Settings, Suite } from '../harness/report.ts';
import { createRawExchange } from '../harness/raw-exchange.ts';
import { sampleEvents, SIZES, type SampleEvent, type Size } from '../harness/sample-events.ts';
import { createNaive } from '../peers/naive.ts';
import { startServices, type Services } from '../harness/services.ts';

export const WRITE_KEY = 'wk_bench';
const AUTHORIZATION = `Basic ${Buffer.from(`${WRITE_KEY}:`).toString('base64')}`;
const COUNTS = [1, 15, 100, 500] as const;
/** 500 events of 2 KB are more than a request may have. */
const MAX_BODY_BYTES = 500 * 1024;

/** CPU of one request to the tracking API, by number and size of its events. */
export const ingestSuite: Suite = {
  name: 'ingest',
  async run(settings) {
    const services = await startServices();
    try {
      await services.configure([{ id: 'web', enabled: true, writeKeys: [WRITE_KEY], acceptDeletes: false }]);
      const invoke = await loadStage('ingest', services);
      const sections: Section[] = [];
      for (const { size, count } of requests()) {
        sections.push(await compareRequest({ invoke, services, settings }, size, count));
      }
      return sections;
    } finally {
      await services.close();
    }
  },
};

function requests(): { size: Size; count: number }[] {
  const all = (Object.keys(SIZES) as Size[]).flatMap((size) => COUNTS.map((count) => ({ size, count })));
  return all.filter(({ size, count }) => SIZES[size] * count * 1.05 <= MAX_BODY_BYTES);
}

type Setup = {
  readonly invoke: Invoke;
  readonly services: Services;
  readonly settings: Settings;
};

async function compareRequest({ invoke, services, settings }: Setup, size: Size, count: number): Promise<Section> {
  const events = sampleEvents(size, count);
  const text = JSON.stringify({ batch: events, sentAt: '2026-11-22T00:00:00.000Z' });
  const invalid = JSON.stringify({ batch: events.map(withoutUser), sentAt: '2026-11-22T00:00:00.000Z' });
  const exchange = createRawExchange(services.awsPort);
  const naive = createNaive(`${services.awsUrl}/000000000000`);
  const useCase = ingestWithoutQueue();
  const cases: Case[] = [
    { name: 'floor: JSON.parse + JSON.stringify', units: count, run: () => JSON.stringify(JSON.parse(text)) },
    { name: 'ingest, without its call of SQS', units: count, run: () => callUseCase(useCase, text) },
    { name: 'one raw HTTP exchange', units: count, run: () => exchange.send('{}') },
    { name: 'ingest, valid', units: count, run: () => call(invoke, text) },
    { name: 'ingest, all invalid', units: count, run: () => call(invoke, invalid) },
    { name: 'naive design', units: count, run: () => naive.ingest(text) },
  ];
  const title = `ingest: ${count} x ${size}`;
  try {
    return await compareCpu({ title, unit: 'us CPU/event', cases }, settings);
  } finally {
    exchange.close();
    naive.close();
  }
}

/** All of ingest's own work, up to the messages that it would send. */
function ingestWithoutQueue(): ReturnType<typeof createIngest> {
  const sqs = { send: async () => ({}) } as unknown as SQSClient;
  const source = { id: 'web', enabled: true, writeKeys: [WRITE_KEY], acceptDeletes: false };
  return createIngest({
    sourceOfWriteKey: async () => source,
    enqueue: createEnqueue(realOutside({ sqs, queueUrl: 'https://sqs.example.com/ingest', createId: randomUUID })),
    unknownWriteKeys: 'accept',
    now: () => new Date(),
    createId: randomUUID,
  });
}

async function callUseCase(useCase: ReturnType<typeof createIngest>, body: string): Promise<void> {
  const { status } = await useCase({
    ...{ method: 'POST', path: '/v1/batch', query: {}, ip: '198.51.100.7', origin: 'https://x.example', body },
    headers: { authorization: AUTHORIZATION },
  });
  if (status !== 200) throw new Error(`ingest answered ${status}`);
}

function withoutUser({ userId: _user, anonymousId: _anonymous, ...event }: SampleEvent): object {
  return event;
}

async function call(invoke: Invoke, body: string): Promise<void> {
  const { statusCode } = (await invoke(toLambdaEvent(body))) as { statusCode: number };
  if (statusCode !== 200) throw new Error(`ingest answered ${statusCode}`);
}

/** Payload format 2.0 of API Gateway, as far as ingest reads it. */
export function toLambdaEvent(body: string): object {
  return {
    version: '2.0',
    rawPath: '/v1/batch',
    rawQueryString: '',
    headers: {
      authorization: AUTHORIZATION,
      'content-type': 'application/json',
    },
    requestContext: { http: { method: 'POST', path: '/v1/batch', sourceIp: '198.51.100.7' } },
    body,
    isBase64Encoded: false,
  };
}
