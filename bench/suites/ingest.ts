import { compareCpu, type Case } from '../harness/measure.ts';
import { loadStage, type Invoke } from '../harness/functions.ts';
import type { Section, Settings, Suite } from '../harness/report.ts';
import { createRawExchange } from '../harness/raw-exchange.ts';
import { sampleEvents, SIZES, type SampleEvent, type Size } from '../harness/sample-events.ts';
import { startServices, type Services } from '../harness/services.ts';

export const WRITE_KEY = 'wk_bench';
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

type Setup = { readonly invoke: Invoke; readonly services: Services; readonly settings: Settings };

async function compareRequest({ invoke, services, settings }: Setup, size: Size, count: number): Promise<Section> {
  const events = sampleEvents(size, count);
  const text = JSON.stringify({ batch: events, sentAt: '2026-11-22T00:00:00.000Z' });
  const invalid = JSON.stringify({ batch: events.map(withoutUser), sentAt: '2026-11-22T00:00:00.000Z' });
  const exchange = createRawExchange(services.awsPort);
  const cases: Case[] = [
    { name: 'floor: JSON.parse + JSON.stringify', units: count, run: () => JSON.stringify(JSON.parse(text)) },
    { name: 'one raw HTTP exchange', units: count, run: () => exchange.send('{}') },
    { name: 'ingest, valid', units: count, run: () => call(invoke, text) },
    { name: 'ingest, all invalid', units: count, run: () => call(invoke, invalid) },
  ];
  const title = `ingest: ${count} x ${size}`;
  try {
    return await compareCpu({ title, unit: 'us CPU/event', cases }, settings);
  } finally {
    exchange.close();
  }
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
      authorization: `Basic ${Buffer.from(`${WRITE_KEY}:`).toString('base64')}`,
      'content-type': 'application/json',
    },
    requestContext: { http: { method: 'POST', path: '/v1/batch', sourceIp: '198.51.100.7' } },
    body,
    isBase64Encoded: false,
  };
}
