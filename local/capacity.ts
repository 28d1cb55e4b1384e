// `npm run capacity`: what a rate of events needs of AWS, as tables or JSON. With --docs also docs/capacity.md.
import { EVENT_COSTS } from './capacity/event-costs.ts';
import { parseFlags, USAGE } from './capacity/flags.ts';
import { planCapacity } from './capacity/plan.ts';
import {
  billTable,
  flowTable,
  limitList,
  limitTable,
  quotaTable,
  settingsJson,
  stageTable,
  warmUpTable,
} from './capacity/report.ts';

const flags = parseFlags(process.argv.slice(2));
switch (flags.kind) {
  case 'help':
    console.log(USAGE);
    break;
  case 'unusable':
    console.error(`${flags.problem}\nnpm run capacity -- --help shows all options.`);
    process.exitCode = 2;
    break;
  case 'plan': {
    const plan = planCapacity(flags.load, EVENT_COSTS);
    if (flags.json) console.log(JSON.stringify(plan, undefined, 2));
    else
      console.log(
        [
          flowTable(plan),
          stageTable(plan),
          quotaTable(plan),
          limitTable(plan),
          limitList(plan),
          warmUpTable(plan),
          billTable(plan),
          `Settings of the stage, for cdk.json:\n${settingsJson(plan)}`,
        ].join('\n\n'),
      );
    break;
  }
}
