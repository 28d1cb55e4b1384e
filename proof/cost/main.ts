// `npm run cost`: what a million events cost, metered, as tables here and in docs/costs.md, the README and
// domain/cost/measured-costs.ts.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { defineCommand, startCommand } from '../command-line.ts';
import { meterBudget } from './budget.ts';
import { measuredCosts, measuredModules } from './measured.ts';
import { meterAll, meterFunctions, meterWindows, withRunner, type Everything } from './meter-all.ts';
import { costsPage } from './page.ts';
import { comparisonTable, matrixTable, shapesTable } from './tables.ts';

const COMMAND = defineCommand({
  name: 'npm run cost',
  says: `Meters what a million events cost, for some ten minutes. Writes docs/costs.md, the table of the README
and domain/cost/measured-*.ts.`,
  options: {
    pages: { says: 'meter nothing, and write the pages anew from what was metered last' },
    windows: { says: 'meter the batching windows alone, and take the rest from what was metered last' },
    functions: { says: 'meter functions of customers alone, and take the rest from what was metered last' },
    budget: { says: 'meter little, and write the budget that a test holds changes to: proof/cost/budget.json' },
  },
});

type Wanted = ReturnType<typeof startCommand<(typeof COMMAND)['options']>>['values'];

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

async function everything({ pages, windows, functions }: Wanted): Promise<Everything> {
  const say = (line: string) => console.error(line);
  const metered = () => JSON.parse(readFileSync(METERED, 'utf8')) as Everything;
  if (pages) return metered();
  const part = windows ? meterWindows(say) : functions ? meterFunctions(say) : undefined;
  const all = part === undefined ? await meterAll(say) : { ...metered(), ...(await part) };
  mkdirSync(join(ROOT, '.cache'), { recursive: true });
  writeFileSync(METERED, JSON.stringify(all));
  return all;
}

async function main(wanted: Wanted): Promise<void> {
  if (wanted.budget) {
    await write('proof/cost/budget.json', JSON.stringify(await withRunner(meterBudget)));
    return;
  }
  const date = new Date().toISOString().slice(0, 10);
  const all = await everything(wanted);
  console.log([shapesTable(all), matrixTable(all), comparisonTable(all)].join('\n\n'));
  await write('docs/costs.md', costsPage(all, date));
  for (const [path, module] of Object.entries(measuredModules(measuredCosts(all, date)))) await write(path, module);
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  await write('README.md', readme.replace(README_PART, `$1\n\n${shapesTable(all)}\n\n$2`));
}

await main(startCommand(COMMAND).values);
