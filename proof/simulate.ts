// `npm run simulate`: what an outage of four hours does to a lane, as a table here and as docs/outage.md with its plots.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineCommand, startCommand } from './command-line.ts';
import { simulateNaive } from './simulation/naive.ts';
import { anOutage, simulateOutage, SEED, type OutageResult } from './simulation/outage.ts';
import { outagePage } from './simulation/outage-page.ts';
import { drawOutagePlots } from './simulation/outage-plots.ts';
import { behaviourTable, naiveTable, sweepTable } from './simulation/outage-report.ts';
import { releaseVariants, sweepRelease, type SweepRow } from './simulation/outage-sweep.ts';
import { OUTAGES } from './simulation/partner.ts';

startCommand(
  defineCommand({
    name: 'npm run simulate',
    says: 'Runs the delivery functions through a simulated outage of four hours, and writes docs/outage.md. Takes minutes.',
    options: {},
  }),
);

const DOCS = join(import.meta.dirname, '..', 'docs');

const results: OutageResult[] = [];
for (const kind of OUTAGES) results.push(await simulateOutage(anOutage(kind)));
const { eventsPerSecond, hours } = anOutage('http_500');
const naive = simulateNaive({ eventsPerSecond, downUntilMs: hours * 60 * 60 * 1000 }, SEED);
console.log(`${behaviourTable(results)}\n\n${naiveTable(naive)}\n`);

const sweep: SweepRow[] = [];
for (const variant of releaseVariants()) sweep.push(await sweepRelease(variant));
console.log(sweepTable(sweep));

const plots = drawOutagePlots(results, naive, sweep);
for (const [name, content] of Object.entries(plots)) writeFileSync(join(DOCS, name), content);
writeFileSync(join(DOCS, 'outage.md'), outagePage({ results, naive, sweep }));
console.log(`\nWrote docs/outage.md and ${Object.keys(plots).join(', ')}.`);
