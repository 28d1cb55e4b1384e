// `npm run sdks`: the examples of docs/sdks.md, each installed from its registry and run as it stands, against the program
// itself: once while it is up, and once so that it starts after the example. Says which toolchains are missing here.
// Exits with 1 when an example ran and its event did not arrive.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { defineCommand, startCommand } from './command-line.ts';
import { describeOutcome, hasFailed, withTable, type Row } from './sdks/outcome.ts';
import { isRunnable, programsOf, readSections, type Section } from './sdks/sections.ts';
import { tryExample } from './sdks/try-example.ts';

const PAGE = join(import.meta.dirname, '../docs/sdks.md');
const COMMAND = defineCommand({
  name: 'npm run sdks',
  says: 'Installs and runs the examples of docs/sdks.md whose toolchains are here. Takes some minutes.',
  options: {
    only: { value: 'TEXT', says: 'only the examples whose heading contains this text' },
    write: { says: 'write the table of results into docs/sdks.md' },
  },
});

await main();

async function main(): Promise<void> {
  const { values } = startCommand(COMMAND);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(130));
  const sections = readSections(readFileSync(PAGE, 'utf8')).filter(isRunnable);
  sayToolchains(sections);
  const rows = await runAll(sections.filter(({ title }) => title.includes(values.only ?? '')));
  if (values.write) await writePage(rows);
  process.exit(rows.some(({ outcome }) => hasFailed(outcome)) ? 1 : 0);
}

function sayToolchains(sections: readonly Section[]): void {
  const programs = [...new Set(sections.flatMap(programsOf))].sort();
  console.log(`found: ${programs.filter(isHere).join(', ')}`);
  console.log(`not found: ${programs.filter((program) => !isHere(program)).join(', ') || 'none is missing'}`);
}

async function runAll(sections: readonly Section[]): Promise<Row[]> {
  const rows: Row[] = [];
  for (const section of sections) {
    const missing = programsOf(section).filter((program) => !isHere(program));
    const outcome = missing.length > 0 ? { kind: 'missing' as const, missing } : await tryExample(section);
    rows.push({ title: section.title, outcome });
    console.log(`${section.title}: ${describeOutcome(outcome)}`);
    if (outcome.kind !== 'missing' && outcome.output !== '') console.log(outcome.output.replaceAll(/^/gm, '    '));
  }
  return rows;
}

function isHere(program: string): boolean {
  return spawnSync('sh', ['-c', 'command -v "$0"', program]).status === 0;
}

async function writePage(rows: readonly Row[]): Promise<void> {
  const text = withTable(readFileSync(PAGE, 'utf8'), rows, new Date());
  const options = await resolveConfig(PAGE);
  writeFileSync(PAGE, await format(text, { ...options, filepath: PAGE }));
  console.log('The results are in docs/sdks.md');
}
