import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { DELIVERY_BATCH_SIZE } from '../../../domain/delivery/delivery-capacity.ts';
import { DELIVERY_MEMORY_MB, FAN_OUT_MEMORY_MB, INGEST_MEMORY_MB } from '../../../domain/pipeline/function-sizes.ts';
import { NODE_OPTIONS } from '../../../lib/bundling.ts';
import { readDestination } from '../harness/destinations.ts';
import { bundleStage, environmentOf, sqsEvent, type Stage } from '../harness/functions.ts';
import { deliveryPack, ingestPacks } from '../harness/packs.ts';
import type { Section, Suite } from '../harness/report.ts';
import { sampleEvents } from '../harness/sample-events.ts';
import { startServices, type Services } from '../harness/services.ts';
import { median } from '../harness/statistics.ts';
import { toLambdaEvent, WRITE_KEY } from './ingest.ts';

const CHILD = join(import.meta.dirname, '..', 'harness', 'memory-child.mjs');
const MEGABYTE = 1024 * 1024;
/** Lambda starts Node with a heap of about this share of the memory that a function is configured with. */
const HEAP_SHARE = 0.9;

/** What the template configures, and the largest event that an ordinary load brings. */
const LOADS = [
  {
    stage: 'ingest',
    configuredMb: INGEST_MEMORY_MB,
    event: () => toLambdaEvent(JSON.stringify({ batch: sampleEvents('2 KB', 200) })),
  },
  {
    stage: 'fan-out',
    configuredMb: FAN_OUT_MEMORY_MB,
    event: () => sqsEvent(ingestPacks('web', sampleEvents('2 KB', 3000), 100)),
  },
  {
    stage: 'delivery',
    configuredMb: DELIVERY_MEMORY_MB,
    event: () =>
      sqsEvent(Array.from({ length: DELIVERY_BATCH_SIZE }, () => deliveryPack('crm', sampleEvents('2 KB', 100)))),
  },
] as const satisfies { stage: Stage; configuredMb: number; event: () => object }[];

/** The size of each function under load without a pause, beside what it is configured with. */
export const memorySuite: Suite = {
  name: 'memory',
  async run({ loadMs }) {
    const services = await startServices();
    try {
      const destination = readDestination({ settings: { url: `${services.partnerUrl}/hook` } });
      const source = { id: 'web', enabled: true, writeKeys: [WRITE_KEY], acceptDeletes: false };
      await services.configure([source, destination]);
      const sections: Section[] = [];
      for (const load of LOADS) sections.push(await observe(load, services, loadMs / LOADS.length));
      return sections;
    } finally {
      await services.close();
    }
  },
};

async function observe(load: (typeof LOADS)[number], services: Services, loadMs: number): Promise<Section> {
  const { stage, configuredMb } = load;
  const sizes = await runUnderLoad(load, services, loadMs);
  // The first quarter is the start: code is compiled and the heap takes its size.
  const quarter = (number: number): number =>
    median(sizes.slice(Math.floor((sizes.length * (number - 1)) / 4), Math.ceil((sizes.length * number) / 4)));
  const row = (name: string, value: number) => {
    const ratio = value / configuredMb;
    return { name, value, ratio, low: ratio, high: ratio };
  };
  return {
    title: `memory: ${stage}, ${Math.round(loadMs / 1000)} s of load`,
    unit: 'MB',
    rows: [
      row('configured', configuredMb),
      row('largest', Math.max(...sizes)),
      ...[1, 2, 3, 4].map((number) => row(`median of quarter ${number}`, quarter(number))),
    ],
  };
}

async function runUnderLoad(
  { stage, configuredMb, event }: (typeof LOADS)[number],
  services: Services,
  loadMs: number,
): Promise<number[]> {
  const sizes: number[] = [];
  const env = { PATH: process.env['PATH'], NODE_OPTIONS, ...environmentOf(services) };
  const execArgv = [`--max-old-space-size=${Math.floor(configuredMb * HEAP_SHARE)}`];
  const child = fork(CHILD, [await bundleStage(stage), String(loadMs)], { execArgv, env });
  await once(child, 'message');
  child.on('message', ({ rss }: { rss: number }) => sizes.push(rss / MEGABYTE));
  child.send(event());
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`${stage} ended with ${code} under load`);
  return sizes;
}
