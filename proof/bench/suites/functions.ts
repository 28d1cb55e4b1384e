import type { Suite } from '../harness/report.ts';
import { startServices } from '../harness/services.ts';
import { measureNoise, measureRate } from './functions-at-work.ts';
import { compareEngines, comparePaths } from './guests.ts';

/** Functions of customers: the engine, the runner, and the pipeline with them. */
export const functionsSuite: Suite = {
  name: 'functions',
  async run(settings) {
    const services = await startServices();
    try {
      return [
        ...(await compareEngines(settings)),
        await comparePaths(services, settings),
        await measureRate(settings.loadMs),
        await measureNoise(settings.loadMs),
      ];
    } finally {
      await services.close();
    }
  },
};
