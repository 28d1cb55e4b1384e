// Runs in a thread of its own: importing CDK takes half a second and 100 MB, both of which end with the thread.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parentPort } from 'node:worker_threads';
import type { Template } from './template-values.ts';

/** Destinations on this machine may be called; nothing else about the stage differs from what gets deployed. */
const LOCAL_STAGE = { name: 'local', allowedNetworks: ['127.0.0.0/8', '::1/128'] };

// Four of five seconds of a synth go into checking the template, which `npm run check` does.
process.env['CDK_VALIDATION'] = 'false';
const [{ App }, { createPenstockStacks }, { parseStageConfig }] = await Promise.all([
  import('aws-cdk-lib'),
  import('../lib/penstock-app.ts'),
  import('../lib/stage-config.ts'),
]);

const outdir = mkdtempSync(join(tmpdir(), 'penstock-synth-'));
try {
  const app = new App({
    outdir,
    analyticsReporting: false,
    context: {
      'aws:cdk:bundling-stacks': [],
      'aws:cdk:enable-path-metadata': true,
      'aws:cdk:disable-asset-staging': true,
    },
  });
  createPenstockStacks(app, parseStageConfig(LOCAL_STAGE));
  const templates = app.synth().stacksRecursively.map((stack) => stack.template as Template);
  parentPort?.postMessage(templates);
} finally {
  rmSync(outdir, { recursive: true, force: true });
}
