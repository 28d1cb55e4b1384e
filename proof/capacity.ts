// `npm run capacity`: what a rate of events needs of AWS, as tables or JSON. With --docs also docs/capacity.md.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { refuse, usageOf } from './command-line.ts';
import { EVENT_COSTS } from './capacity/event-costs.ts';
import { parseFlags, COMMAND } from './capacity/flags.ts';
import { capacityPage, ends, planned, warmAndBill } from './capacity/page.ts';
import { planCapacity, type Plan } from './capacity/plan.ts';
import { drawCapacityPlots } from './capacity/simulation/plots.ts';
import { simulateAll } from './capacity/simulation/scenarios.ts';

const DOCS = join(import.meta.dirname, '..', 'docs');

const flags = parseFlags(process.argv.slice(2));
switch (flags.kind) {
  case 'help':
    console.log(usageOf(COMMAND));
    break;
  case 'unusable':
    refuse(COMMAND, flags.problem);
    break;
  case 'plan': {
    const plan = planCapacity(flags.load, EVENT_COSTS);
    console.log(
      flags.json
        ? JSON.stringify(plan, undefined, 2)
        : [planned, ends, warmAndBill].map((part) => part(plan)).join('\n\n'),
    );
    if (flags.docs) writeDocs(plan);
    break;
  }
}

function writeDocs(plan: Plan): void {
  const simulated = simulateAll(plan);
  const files = { 'capacity.md': capacityPage(plan, simulated), ...drawCapacityPlots(simulated) };
  for (const [name, content] of Object.entries(files)) writeFileSync(join(DOCS, name), content);
  console.error(`Wrote ${Object.keys(files).join(', ')} in docs.`);
}
