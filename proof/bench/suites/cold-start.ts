import { build, stop, type BuildOptions } from 'esbuild';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NODE_OPTIONS } from '../../../lib/bundling.ts';
import { PROJECT_ROOT } from '../../../local/source-tree.ts';
import { readDestination } from '../harness/destinations.ts';
import { bundleStage, environmentOf, sqsEvent, type Stage } from '../harness/functions.ts';
import { toRows, type Samples } from '../harness/measure.ts';
import { deliveryPack, ingestPacks } from '../harness/packs.ts';
import type { Section, Settings, Suite } from '../harness/report.ts';
import { sampleEvents } from '../harness/sample-events.ts';
import { startServices, type Services } from '../harness/services.ts';
import { toLambdaEvent, WRITE_KEY } from './ingest.ts';

const STAGES = ['ingest', 'fan-out', 'delivery'] as const satisfies Stage[];
const CHILD = join(import.meta.dirname, '..', 'harness', 'cold-start-child.mjs');
const OUT = join(PROJECT_ROOT, '.cache', 'bench', 'cold-start');

/** What the same sources become with the defaults of esbuild, and with those of CDK, where the runtime brings the SDK. */
const DEFAULTS = {
  'esbuild defaults': {},
  'CDK defaults': { external: ['@aws-sdk/*', '@smithy/*'] },
} as const satisfies Record<string, BuildOptions>;

/** CPU of a fresh process until it has answered its first event, and the bytes that it loads. */
export const coldStartSuite: Suite = {
  name: 'cold-start',
  async run(settings) {
    const services = await startServices();
    try {
      const destination = readDestination({ settings: { url: `${services.partnerUrl}/hook` } });
      await services.configure([
        { id: 'web', enabled: true, writeKeys: [WRITE_KEY], acceptDeletes: false },
        destination,
      ]);
      const sections: Section[] = [];
      for (const stage of STAGES) sections.push(...(await compareStarts(stage, services, settings)));
      return sections;
    } finally {
      await services.close();
    }
  },
};

async function compareStarts(stage: Stage, services: Services, settings: Settings): Promise<Section[]> {
  const bundles = await bundlesOf(stage);
  const event = JSON.stringify(firstEvent(stage));
  const imports: Samples = new Map();
  const totals: Samples = new Map();
  for (let round = 0; round < settings.rounds; round += 1) {
    for (const [name, file] of bundles) {
      const isEmpty = name.startsWith('an empty');
      const { importUs, totalUs } = await start(file, isEmpty ? '{}' : event, services);
      imports.set(name, [...(imports.get(name) ?? []), importUs / 1000]);
      totals.set(name, [...(totals.get(name) ?? []), totalUs / 1000]);
    }
  }
  const kilobytes = bundles.slice(0, -1).map(([name, file]) => [name, [statSync(file).size / 1024]] as const);
  return [
    { title: `cold start of ${stage}: import and first invocation`, unit: 'ms CPU', rows: toRows(totals) },
    { title: `cold start of ${stage}: import`, unit: 'ms CPU', rows: toRows(imports) },
    { title: `bundle of ${stage}`, unit: 'KB', rows: toRows(new Map(kilobytes)) },
  ];
}

/** The peers come first: what is deployed is compared with them. */
async function bundlesOf(stage: Stage): Promise<[string, string][]> {
  mkdirSync(OUT, { recursive: true });
  const entry = join(PROJECT_ROOT, 'functions', stage, 'lambda.ts');
  const bundles: [string, string][] = [];
  for (const [name, options] of Object.entries(DEFAULTS)) {
    const outfile = join(OUT, `${stage}-${name.replace(' ', '-')}.cjs`);
    await build({ ...options, entryPoints: [entry], bundle: true, platform: 'node', outfile, logLevel: 'silent' });
    bundles.push([`${stage}, ${name}`, outfile]);
  }
  await stop();
  const empty = join(OUT, 'empty.mjs');
  writeFileSync(empty, 'export const handler = async () => ({});\n');
  return [...bundles, [`${stage}, as deployed`, await bundleStage(stage)], ['an empty function', empty]];
}

function firstEvent(stage: Stage): object {
  const events = sampleEvents('2 KB', 15);
  if (stage === 'ingest') return toLambdaEvent(JSON.stringify({ batch: events }));
  return sqsEvent(stage === 'delivery' ? [deliveryPack('crm', events)] : ingestPacks('web', events, events.length));
}

async function start(file: string, event: string, services: Services): Promise<{ importUs: number; totalUs: number }> {
  const env = { PATH: process.env['PATH'], NODE_OPTIONS, ...environmentOf(services) };
  const child = fork(CHILD, [file, event], { execArgv: [], env });
  let message: { importUs: number; totalUs: number } | undefined;
  child.once('message', (said) => (message = said as { importUs: number; totalUs: number }));
  await once(child, 'exit');
  if (message === undefined) throw new Error(`${file} did not start; what it said is above.`);
  return message;
}
