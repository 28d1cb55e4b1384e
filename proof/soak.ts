// `npm run soak`: many events through the running system while partners fail in every way and the system is killed, and
// then a comparison of what partners saw with what the system says. Exits with 1 when a promise was broken.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { resolve } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { defineCommand, refuse, startCommand } from './command-line.ts';
import type { SoakPlan } from './soak/plan.ts';
import { writeReport, type Setting } from './soak/report.ts';
import { runSoak } from './soak/run-soak.ts';
import { judge } from './soak/verdict.ts';

const PROJECT = resolve(import.meta.dirname, '..');
const REPORT = 'docs/proof.md';
const COMMAND = defineCommand({
  name: 'npm run soak',
  says: 'Sends many events while partners fail and the system is killed, and judges what came of it. Takes some minutes.',
  options: {
    events: { value: 'NUMBER', default: '200000', says: 'events to send' },
    faults: { value: 'SHARE', default: '0.2', says: 'share of the requests to partners that fail, 0 to 1' },
    kills: { value: 'NUMBER', default: '5', says: 'how often the system is killed' },
    'runner-kills': { value: 'NUMBER', default: '15', says: 'how often what runs functions is killed alone' },
    seed: { value: 'TEXT', default: 'soak', says: 'what decides by chance; the same seed makes the same events' },
    report: { value: 'FILE', default: REPORT, says: 'where the result is written' },
  },
});

const BYTES_PER_GB = 1024 ** 3;

await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<void> {
  const { values } = startCommand(COMMAND, args);
  const plan: SoakPlan = {
    events: Number(values.events),
    faultShare: Number(values.faults),
    kills: Number(values.kills),
    runnerKills: Number(values['runner-kills']),
    seed: values.seed,
  };
  if (!isUsable(plan)) refuse(COMMAND, 'A number or share is not within its bounds.');
  endOnSignals();
  const setting = describeSetting(
    ['npm run soak', ...(args.length === 0 ? [] : ['--', ...args])].join(' '),
    values.report,
  );
  const startedAt = performance.now();
  const log = (line: string): void => {
    console.log(`[${String(Math.round((performance.now() - startedAt) / 1000)).padStart(4)} s] ${line}`);
  };
  const result = await runSoak(plan, log);
  const findings = judge(result);
  for (const { promise, isKept, detail } of findings)
    console.log(`${isKept ? 'ok    ' : 'BROKEN'}  ${promise}: ${detail}`);
  const file = resolve(PROJECT, values.report);
  const options = await resolveConfig(file);
  writeFileSync(file, await format(writeReport(result, findings, setting), { ...options, filepath: file }));
  console.log(`The result is in ${values.report}`);
  process.exit(findings.every(({ isKept }) => isKept) ? 0 : 1);
}

function isUsable({ events, faultShare, kills, runnerKills }: SoakPlan): boolean {
  const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;
  return isCount(events) && events > 0 && isCount(kills) && isCount(runnerKills) && faultShare >= 0 && faultShare <= 1;
}

function describeSetting(command: string, report: string): Setting {
  const git = (...args: string[]): string => execFileSync('git', args, { cwd: PROJECT, encoding: 'utf8' }).trim();
  const changes = git('status', '--porcelain', '--', '.', `:!${report}`, ':!node_modules');
  return {
    commit: git('rev-parse', 'HEAD'),
    isChanged: changes !== '',
    command,
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / BYTES_PER_GB),
    system: `${process.platform} ${process.arch}`,
    node: process.version,
    load: loadavg()[0] ?? 0,
  };
}

/** What was started ends with this process. */
function endOnSignals(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(130));
  process.once('disconnect', () => process.exit(130));
}
