// `npm run shots -- connections sources/web`: pictures of pages of a running Penstock, in both themes, to look at.
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { launchBrowser } from '../support/browser.ts';
import { shoot } from '../support/console/console-page.ts';

const USAGE = `Usage: npm run shots -- [options] PAGE...

  PAGE              a path below the workspace, such as connections or "sources/web/debugger?type=track"
  --url URL         where Penstock is (default: http://localhost:8080)
  --workspace ID    (default: example)
  --out DIR         where the pictures go (default: .cache/shots)
  --size WxH        (default: 1440x900)
  --wait MS         how long a page has for its data (default: 1500)`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    url: { type: 'string', default: 'http://localhost:8080' },
    workspace: { type: 'string', default: 'example' },
    out: { type: 'string', default: '.cache/shots' },
    size: { type: 'string', default: '1440x900' },
    wait: { type: 'string', default: '1500' },
    help: { type: 'boolean', short: 'h' },
  },
});

if (values.help === true || positionals.length === 0) console.log(USAGE);
else await takeAll();

async function takeAll(): Promise<void> {
  const out = resolve(values.out);
  mkdirSync(out, { recursive: true });
  const [width = 1440, height = 900] = values.size.split('x').map(Number);
  const browser = await launchBrowser();
  for (const theme of ['light', 'dark'] as const) {
    const context = await browser.newContext({
      viewport: { width, height },
      colorScheme: theme,
      reducedMotion: 'reduce',
      timezoneId: 'UTC',
    });
    const page = await context.newPage();
    page.on('console', (message) => message.type() === 'error' && console.error(`  ${message.text()}`));
    page.on('pageerror', (error) => console.error(`  ${error.message}`));
    for (const path of positionals) {
      const name = path.replaceAll(/[^\w]+/g, '-');
      await page.goto(`${values.url}/w/${values.workspace}/${path}`);
      await page.waitForTimeout(Number(values.wait));
      const file = join(out, `${name}-${theme}.png`);
      await shoot(page, file);
      console.log(file);
    }
    await context.close();
  }
  await browser.close();
}
