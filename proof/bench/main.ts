// `npm run bench [-- suite ...]`: what the pipeline costs, beside the least that it could cost and beside others.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { toTable, type Settings, type Suite } from './harness/report.ts';
import { withPeersTable, type OneMachineReport } from './peers/table.ts';
import { coldStartSuite } from './suites/cold-start.ts';
import { deliverySuite } from './suites/delivery.ts';
import { fanOutSuite } from './suites/fan-out.ts';
import { ingestSuite } from './suites/ingest.ts';
import { memorySuite } from './suites/memory.ts';
import { neighboursSuite } from './suites/neighbours.ts';
import { oneMachineSuite } from './suites/one-machine.ts';
import { pipelineSuite } from './suites/pipeline.ts';
import { replaySuite } from './suites/replay.ts';

const SUITES: readonly Suite[] = [
  ingestSuite,
  fanOutSuite,
  deliverySuite,
  replaySuite,
  coldStartSuite,
  memorySuite,
  pipelineSuite,
  oneMachineSuite,
  neighboursSuite,
];
/** What lies here is shown in docs/performance.md. */
const PUBLISHED = join(import.meta.dirname, '../../docs/performance');
const RESULTS = join(import.meta.dirname, '../../.cache/bench/results');

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '9' },
    'sample-ms': { type: 'string', default: '60' },
    minutes: { type: 'string', default: '0.5' },
    out: { type: 'string', default: RESULTS },
  },
});

const settings: Settings = {
  rounds: Number(values.rounds),
  sampleMs: Number(values['sample-ms']),
  loadMs: Number(values.minutes) * 60_000,
};
const unknown = positionals.filter((name) => SUITES.every((suite) => suite.name !== name));
if (unknown.length > 0) {
  console.error(`There is no suite ${unknown.join(', ')}. Suites: ${SUITES.map(({ name }) => name).join(', ')}.`);
  process.exit(2);
}

mkdirSync(values.out, { recursive: true });
for (const suite of SUITES.filter(({ name }) => positionals.length === 0 || positionals.includes(name))) {
  const sections = await suite.run(settings);
  for (const section of sections) console.log(`${toTable(section)}\n`);
  const machine = { node: process.version, cpu: cpus()[0]?.model, cores: cpus().length };
  const result = { suite: suite.name, at: new Date().toISOString(), machine, settings, sections };
  writeFileSync(join(values.out, `${suite.name}.json`), `${JSON.stringify(result, null, 2)}\n`);
  if (suite === oneMachineSuite && resolve(values.out) === PUBLISHED) await fillPage(result);
}

async function fillPage(report: OneMachineReport): Promise<void> {
  const page = `${PUBLISHED}.md`;
  const filled = withPeersTable(readFileSync(page, 'utf8'), report);
  writeFileSync(page, await format(filled, { ...(await resolveConfig(page)), filepath: page }));
}
