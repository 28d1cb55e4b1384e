// A real Chromium, for tests, benches and pictures: one that is there, or the one that a variable names.
import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const VARIABLE = 'PENSTOCK_CHROMIUM';

/**
 * Where Debian, other distributions, Chrome on Linux and Chrome on macOS put it. First the one without windows: the others
 * draw a window around each page that nobody sees, which costs more than most pages.
 */
const KNOWN_PATHS = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** It talks to nobody of its own accord, and nobody but this machine can be found by its name. */
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-gpu',
  '--disable-quic',
  // Pictures and boxes are the same wherever they are made.
  '--font-render-hinting=none',
  '--disable-lcd-text',
  '--force-color-profile=srgb',
  '--hide-scrollbars',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1',
];

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: findChromium(), args: ARGUMENTS, timeout: 0 });
}

function findChromium(): string {
  const chosen = process.env[VARIABLE];
  const found = chosen ?? KNOWN_PATHS.find((path) => existsSync(path));
  if (found !== undefined && existsSync(found)) return found;
  const where = chosen === undefined ? `in none of ${KNOWN_PATHS.join(', ')}` : `not at ${chosen} (${VARIABLE})`;
  throw new Error(
    `The tests with a real browser need Chromium, which is ${where}. Install it (Debian: apt-get install chromium-headless-shell; ` +
      `macOS: Google Chrome), or set ${VARIABLE} to the path of a Chromium or Chrome.`,
  );
}
