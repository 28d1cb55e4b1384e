// `npm run cost`: what a million events cost, metered, as tables here and in docs/costs.md, the README and
// domain/cost/measured-costs.ts. `npm run cost -- --budget` writes the budget that a test holds changes to, `-- --pages` the
// pages anew from what was metered last, `-- --windows` after metering the batching windows alone.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { meterBudget } from './budget.ts';
import { measuredCosts, measuredModules } from './measured.ts';
import { meterAll, meterWindows, withRunner, type Everything } from './meter-all.ts';
import { costsPage } from './page.ts';
import { comparisonTable, matrixTable, shapesTable } from './tables.ts';

const ROOT = join(import.meta.dirname, '..', '..');
/** In a folder that nobody commits. */
const METERED = join(ROOT, '.cache', 'metered.json');
const README_PART = /(<!-- cost: .*? -->)[^]*?(<!-- end of cost -->)/;

async function write(path: string, content: string): Promise<void> {
  const file = join(ROOT, path);
  const options = await resolveConfig(file);
  writeFileSync(file, await format(content, { ...options, filepath: file }));
  console.log(`Wrote ${path}.`);
}

async function everything(): Promise<Everything> {
  const say = (line: string) => console.error(line);
  const metered = () => JSON.parse(readFileSync(METERED, 'utf8')) as Everything;
  if (process.argv.includes('--pages')) return metered();
  const all = process.argv.includes('--windows') ? { ...metered(), ...(await meterWindows(say)) } : await meterAll(say);
  mkdirSync(join(ROOT, '.cache'), { recursive: true });
  writeFileSync(METERED, JSON.stringify(all));
  return all;
}

async function main(): Promise<void> {
  if (process.argv.includes('--budget')) {
    await write('proof/cost/budget.json', JSON.stringify(await withRunner(meterBudget)));
    return;
  }
  const date = new Date().toISOString().slice(0, 10);
  const all = await everything();
  console.log([shapesTable(all), matrixTable(all), comparisonTable(all)].join('\n\n'));
  await write('docs/costs.md', costsPage(all, date));
  for (const [path, module] of Object.entries(measuredModules(measuredCosts(all, date)))) await write(path, module);
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  await write('README.md', readme.replace(README_PART, `$1\n\n${shapesTable(all)}\n\n$2`));
}

await main();
