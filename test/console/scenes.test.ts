import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SCENES } from '../support/console/scenes.ts';
import { startConsoleSite, type ConsoleSite } from '../support/console/console-site.ts';
import { sceneOf } from '../support/console/scene.ts';

// Twelve pages, as the tree that is heard, with the place of each part: the same in both themes. What a change moves is
// seen in the difference of its text: `npm run test:system -- test/console/scenes.test.ts -u` writes them anew, and pictures to look at
// are in .cache/scenes.

const BASELINES = join(import.meta.dirname, 'scenes');
const PICTURES = join(import.meta.dirname, '../../.cache/scenes');

let site: ConsoleSite;
beforeAll(async () => {
  mkdirSync(PICTURES, { recursive: true });
  site = await startConsoleSite();
});
afterAll(() => site.close());

describe('a scene', () => {
  test.for(SCENES)(
    '$name is as it was, in both themes',
    async ({ name, path, answers, shows, viewport, isWhole = false }) => {
      for (const theme of ['light', 'dark'] as const) {
        const opened = await site.open(path, answers, { theme, ...(viewport === undefined ? {} : { viewport }) });
        await opened.page.getByText(shows).first().waitFor();

        const scene = await sceneOf(opened.page, isWhole);

        writeFileSync(join(PICTURES, `${name}-${theme}.png`), await opened.page.screenshot({ animations: 'disabled' }));
        await expect(scene).toMatchFileSnapshot(join(BASELINES, `${name}.txt`));
        expect(opened.faults).toEqual([]);
        await opened.close();
      }
    },
  );
});
