import { createHmac } from 'node:crypto';
import { createAttempt, MAX_RESPONSE_BYTES } from '../../../functions/shared/destinations/attempt.ts';
import { createOutboundHttp, type OutboundHttp } from '../../../functions/shared/outbound/outbound-http.ts';
import { ATTEMPT_TIMEOUT_MS } from '../../../domain/pipeline/time-budget.ts';
import { routeOf } from '../../../domain/events/event.ts';
import { readDestination } from '../harness/destinations.ts';
import { loadStage, sqsEvent, type Invoke } from '../harness/functions.ts';
import { compareCpu, type Case } from '../harness/measure.ts';
import { deliveryPack, receive } from '../harness/packs.ts';
import { createRawExchange } from '../harness/raw-exchange.ts';
import type { Section, Settings, Suite } from '../harness/report.ts';
import { createSignedPost, inParallel } from '../harness/request-floors.ts';
import { sampleEvents } from '../harness/sample-events.ts';
import { startServices, type Services } from '../harness/services.ts';
import { installedSenders } from '../peers/installed.ts';
import { createNaive } from '../peers/naive.ts';

const SECRET = 'bench-secret';
const AT_ONCE = [1, 64] as const;

/** CPU of one delivery of a webhook, alone and with 64 at once. */
export const deliverySuite: Suite = {
  name: 'delivery',
  async run(settings) {
    const services = await startServices();
    const http = createOutboundHttp({
      ...{ allowedNetworks: ['127.0.0.0/8'], maxResponseBytes: MAX_RESPONSE_BYTES, connectionsPerOrigin: 64 },
    });
    try {
      const url = `${services.partnerUrl}/hook`;
      await services.configure([readDestination({ settings: { url, sharedSecret: SECRET } })]);
      const invoke = await loadStage('delivery', services);
      const sections: Section[] = [];
      for (const atOnce of AT_ONCE)
        sections.push(await compareSenders({ services, url, http, invoke, settings }, atOnce));
      return sections;
    } finally {
      await http.close();
      await services.close();
    }
  },
};

type Setup = {
  readonly services: Services;
  readonly url: string;
  readonly http: OutboundHttp;
  readonly invoke: Invoke;
  readonly settings: Settings;
};

async function compareSenders({ services, url, http, invoke, settings }: Setup, atOnce: number): Promise<Section> {
  const samples = sampleEvents('2 KB', atOnce);
  const events = receive('web', samples).map((event) => ({
    event,
    route: routeOf(event),
    line: JSON.stringify(event),
  }));
  const [post, naive] = [createSignedPost(url, SECRET), createNaive(services.awsUrl)];
  const sockets = Array.from({ length: atOnce }, () => createRawExchange(services.partnerPort));
  const attempt = createAttempt(http, () => new Date());
  const destination = readDestination({ settings: { url, sharedSecret: SECRET } });
  const body = deliveryPack('crm', samples);
  const all = (work: (item: (typeof events)[number], index: number) => Promise<unknown>) => () =>
    inParallel([...events.entries()], atOnce, ([index, item]) => work(item, index));
  const peers = installedSenders(url, SECRET).filter(({ name }) => atOnce === 1 || !name.startsWith('node-webhooks'));
  const runs: [string, () => Promise<unknown>][] = [
    ['floor: keep-alive POST with HMAC', all(({ line }) => post.send(line))],
    ['one raw HTTP exchange with HMAC', all(({ line }, index) => sendRaw(sockets[index], line))],
    ['attempt of delivery', all(({ route, line }) => attempt(destination, [{ route, line }], ATTEMPT_TIMEOUT_MS))],
    [`delivery, a pack of ${atOnce}`, () => call(invoke, body)],
    ['naive design: fetch with HMAC', all(({ event }) => naive.deliver(JSON.stringify({ event }), url, SECRET))],
    ...peers.map(({ name, send }): [string, () => Promise<unknown>] => [name, all(({ event }) => send(event))]),
  ];
  const cases = runs.map(([name, run]): Case => ({ name, units: atOnce, run }));
  try {
    return await compareCpu({ title: `delivery: 2 KB, ${atOnce} at once`, unit: 'us CPU/event', cases }, settings);
  } finally {
    for (const closable of [post, naive, ...sockets]) closable.close();
  }
}

async function sendRaw(socket: ReturnType<typeof createRawExchange> | undefined, line: string): Promise<void> {
  const signature = createHmac('sha256', SECRET).update(line).digest('hex');
  await socket?.send(line, `x-signature: ${signature}\r\n`);
}

async function call(invoke: Invoke, body: string): Promise<void> {
  const { batchItemFailures } = (await invoke(sqsEvent([body]))) as { batchItemFailures: unknown[] };
  if (batchItemFailures.length > 0) throw new Error('delivery left the pack');
}
