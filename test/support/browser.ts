// A real Chromium, and pages for it that are served from an origin of their own, as a shop's pages are.
import { build } from 'esbuild';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../../proof/world/browser.ts';
import { WAIT_MS } from './patience.ts';

export { launchBrowser };

export type Site = {
  /** Opens a page that runs these scripts, one after the other, in a browser that knows nothing yet. */
  open(...scripts: string[]): Promise<Visit>;
  close(): Promise<void>;
};

export type Visit = {
  readonly page: Page;
  /** What the page has asked for, whether it got it or not. */
  readonly requested: readonly URL[];
  /** What was written to the console as an error, and errors that nobody caught. */
  readonly errors: readonly string[];
};

/** The hosts that a page has asked for anything. */
export function hostsOf({ requested }: Visit): string[] {
  return [...new Set(requested.map(({ hostname }) => hostname))];
}

export async function startSite(): Promise<Site> {
  const browser = await launchBrowser();
  const files = new Map<string, string>();
  const server = await startServer(files);
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  let pages = 0;
  return {
    async open(...scripts) {
      pages += 1;
      const path = `/page-${pages}`;
      const names = scripts.map((_, index) => `${path}-${index}.js`);
      for (const [index, name] of names.entries()) files.set(name, scripts[index] ?? '');
      const tags = names.map((name) => `<script src="${name}"></script>`);
      files.set(path, `<!doctype html><title>Tea</title><link rel="icon" href="data:,">${tags.join('')}`);
      return visit(browser, `${url}${path}?utm_source=mail`);
    },
    async close() {
      await browser.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function visit(browser: Browser, url: string): Promise<Visit> {
  const context = await browser.newContext();
  context.setDefaultTimeout(WAIT_MS);
  const requested: URL[] = [];
  const errors: string[] = [];
  context.on('request', (request) => requested.push(new URL(request.url())));
  const page = await context.newPage();
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  page.on('pageerror', (error) => errors.push(String(error)));
  await page.goto(url);
  return { page, requested, errors };
}

async function startServer(files: ReadonlyMap<string, string>): Promise<Server> {
  const server = createServer((request, response) => {
    const path = (request.url ?? '/').replace(/\?.*/, '');
    const body = files.get(path);
    const type = path.endsWith('.js') ? 'text/javascript' : 'text/html';
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': `${type}; charset=utf-8` }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

/** A script as a page would have it whose code imports packages of this project. */
export async function bundleForPage(code: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: import.meta.dirname },
    bundle: true,
    format: 'iife',
    target: 'es2022',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'silent',
    write: false,
  });
  return outputFiles[0]?.text ?? '';
}
