// `npm run bench [-- suite ...]`: what the pipeline costs, beside the least that it could cost and beside others.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { defineCommand, refuse, startCommand } from '../command-line.ts';
import { toTable, type Settings, type Suite } from './harness/report.ts';
import { withPeersTable, type OneMachineReport } from './peers/table.ts';
import { coldStartSuite } from './suites/cold-start.ts';
import { consoleSuite } from './suites/console.ts';
import { deliverySuite } from './suites/delivery.ts';
import { fanOutSuite } from './suites/fan-out.ts';
import { functionsSuite } from './suites/functions.ts';
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
  functionsSuite,
  consoleSuite,
];
/** What lies here is shown in docs/performance.md. */
const PUBLISHED = join(import.meta.dirname, '../../docs/performance');
const RESULTS = join(import.meta.dirname, '../../.cache/bench/results');

const COMMAND = defineCommand({
  name: 'npm run bench',
  says: 'Measures what the pipeline costs, all suites or those that are named. Everything takes about ten minutes.',
  options: {
    rounds: { value: 'NUMBER', default: '9', says: 'how often each is measured' },
    'sample-ms': { value: 'NUMBER', default: '60', says: 'how long each is measured, in milliseconds' },
    minutes: { value: 'NUMBER', default: '0.5', says: 'how long suites with a steady load have it' },
    out: { value: 'DIR', default: relative(process.cwd(), RESULTS), says: 'where the results are written' },
  },
  operands: { value: 'SUITE', known: SUITES.map(({ name }) => name) },
});

const { values, operands } = startCommand(COMMAND);
const settings: Settings = {
  rounds: Number(values.rounds),
  sampleMs: Number(values['sample-ms']),
  loadMs: Number(values.minutes) * 60_000,
};
if (Object.values(settings).some((value) => !(value > 0))) refuse(COMMAND, 'A number is none, or is not above 0.');

mkdirSync(values.out, { recursive: true });
for (const suite of SUITES.filter(({ name }) => operands.length === 0 || operands.includes(name))) {
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
