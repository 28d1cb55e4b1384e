// `npm run deploy`, `diff` and `destroy`: asks whether there are AWS credentials before the CDK bundles every function,
// which takes the better part of a minute, and says what to do about it.

import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { awsProblem } from './penstock/aws-credentials.ts';

const problem = await awsProblem();
if (problem === undefined) {
  const cdk = resolve(import.meta.dirname, '../node_modules/aws-cdk/bin/cdk');
  const { status } = spawnSync(process.execPath, [cdk, ...process.argv.slice(2)], { stdio: 'inherit' });
  process.exitCode = status ?? 1;
} else {
  console.error(problem);
  process.exitCode = 1;
}
