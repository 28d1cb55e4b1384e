import { App } from 'aws-cdk-lib';
import { rmSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import cdkJson from '../../cdk.json' with { type: 'json' };
import { parseStageConfig, readStageConfig } from '../../lib/stage-config.ts';

/** An app of one test, with the stages of cdk.json unless it is to know something else. */
function anApp(context: Readonly<Record<string, unknown>> = { stages: cdkJson.context.stages }): App {
  const app = new App({ context });
  onTestFinished(() => rmSync(app.outdir, { recursive: true, force: true }));
  return app;
}
const anAppOf = (stage: string): App => anApp({ stages: cdkJson.context.stages, stage });

describe('parseStageConfig', () => {
  test('a name is enough', () => {
    const config = parseStageConfig({ name: 'qa' });

    expect(config).toEqual({
      name: 'qa',
      keepData: false,
      dedupeWindowHours: 24,
      archiveRetentionDays: 1095,
      unknownWriteKeys: 'accept',
      catalog: 'members',
      requestAccess: false,
      allowedNetworks: [],
      ingest: { requestsPerSecond: 1000, burst: 2000 },
      controlApi: { requestsPerSecond: 100, burst: 200 },
      oauth2: { requestsPerSecond: 20, burst: 40 },
      web: { requestsPerSecond: 500, burst: 1000 },
      console: { requestsPerSecond: 50, burst: 200 },
      runner: {},
      source: { requestsPerSecond: 500, burst: 1000, maxConcurrency: 20 },
      logAddresses: false,
      fanOutMaxConcurrency: 100,
      fanOutBatchingWindowSeconds: 1,
      ledgerShards: 8,
      quotas: {},
      lanes: [
        {
          name: 'webhooks',
          maxConcurrency: 20,
          maxRetryConcurrency: 20,
          maxReplayConcurrency: 5,
          batchingWindowSeconds: 0,
          memoryMb: 448,
        },
      ],
    });
  });

  test.each<[string, Record<string, unknown>, string]>([
    ['a short dedupe window', { dedupeWindowHours: 23 }, 'stages.qa.dedupeWindowHours: must be at least 24'],
    ['a dedupe window of years', { dedupeWindowHours: 9000 }, 'stages.qa.dedupeWindowHours: must be at most a year'],
    ['an unknown setting', { keepdata: true }, 'Unrecognized key: "keepdata"'],
    [
      'an address instead of a network',
      { allowedNetworks: ['10.0.0.1'] },
      'stages.qa.allowedNetworks[0]: must be a network',
    ],
    ['no shared lane', { lanes: [{ name: 'crm' }] }, 'stages.qa.lanes: must hold a lane named "webhooks"'],
    [
      'a lane twice',
      { lanes: [{ name: 'webhooks' }, { name: 'webhooks' }] },
      'stages.qa.lanes: must not name a lane twice',
    ],
    [
      'a lane name in capitals',
      { lanes: [{ name: 'webhooks' }, { name: 'CRM' }] },
      'stages.qa.lanes[1].name: must start',
    ],
    ['a quota that there is not', { quotas: { pets: 3 } }, 'stages.qa.quotas: Unrecognized key: "pets"'],
    ['a quota of nothing', { quotas: { sources: 0 } }, 'stages.qa.quotas.sources'],
    ['an archive for longer than a century', { archiveRetentionDays: 40_000 }, 'must be at most 100 years'],
    ['no function for the control API', { controlApi: { reservedConcurrency: 0 } }, 'controlApi.reservedConcurrency'],
    ['more requests than there can be', { ingest: { requestsPerSecond: 1e9 } }, 'ingest.requestsPerSecond'],
    [
      'half a second of window',
      { fanOutBatchingWindowSeconds: 0.5 },
      'Seconds: must be whole seconds, as AWS takes no',
    ],
    [
      'a window that makes every message late',
      { lanes: [{ name: 'webhooks', batchingWindowSeconds: 300 }] },
      'stages.qa.lanes[0].batchingWindowSeconds: must be at most 60',
    ],
    [
      'capacity that begins below its least',
      { dedupeCapacity: { write: { seed: 100, min: 200, max: 300 } } },
      'stages.qa.dedupeCapacity.write: must have min <= seed <= max',
    ],
    [
      'capacity that shall be used to the last unit',
      { dedupeCapacity: { write: { seed: 1, min: 1, max: 1 }, targetUtilizationPercent: 100 } },
      'stages.qa.dedupeCapacity.targetUtilizationPercent',
    ],
    [
      'too few functions for a lane',
      { lanes: [{ name: 'webhooks', maxConcurrency: 1 }] },
      'stages.qa.lanes[0].maxConcurrency',
    ],
  ])('refuses %s, by its place', (_, settings, message) => {
    expect(() => parseStageConfig({ name: 'qa', ...settings })).toThrow(message);
  });

  test('provisioned capacity needs what writes are to have, and knows the rest', () => {
    const { dedupeCapacity } = parseStageConfig({
      name: 'qa',
      dedupeCapacity: { write: { seed: 2000, min: 500, max: 9000 } },
    });

    expect(dedupeCapacity).toEqual({
      write: { seed: 2000, min: 500, max: 9000 },
      read: { seed: 100, min: 25, max: 4000 },
      targetUtilizationPercent: 60,
    });
  });

  test('names all problems at once', () => {
    const parse = () => parseStageConfig({ name: 'qa', dedupeWindowHours: 1, ingest: { burst: 0 } });

    expect(parse).toThrow(/dedupeWindowHours[\s\S]*ingest\.burst/);
  });
});

describe('readStageConfig', () => {
  test('takes dev unless told otherwise', () => {
    const config = readStageConfig(anApp());

    expect(config).toMatchObject({ name: 'dev', keepData: false });
  });

  test('prod keeps its data', () => {
    const config = readStageConfig(anAppOf('prod'));

    expect(config).toMatchObject({ name: 'prod', keepData: true });
  });

  test('an unknown stage is refused with the known ones', () => {
    const read = () => readStageConfig(anAppOf('production'));

    expect(read).toThrow(
      'There is no stage "production". Choose one with -c stage=<name> (known: dev, rehearsal, prod)',
    );
  });

  test('an app without stages is told where to describe them', () => {
    const read = () => readStageConfig(anApp({}));

    expect(read).toThrow('Describe them under "context", "stages" in cdk.json');
  });
});
