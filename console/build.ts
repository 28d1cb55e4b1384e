// How the console is built: for `npm start` into a cache, for a deployment beside the code of the function that serves it.
// What comes out is what that function reads: index.html and assets with a hash in their names, compressed, and about.json.

import { createHash } from 'node:crypto';
import { globSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { constants, gzipSync } from 'node:zlib';
import { build, type Plugin } from 'vite';
import { readSdkExamples } from './sdk-examples.ts';

const CONSOLE = import.meta.dirname;
/** Runs before anything is painted, so that nobody who has chosen a theme sees the other one first. */
const THEME_SCRIPT = join(CONSOLE, 'src', 'app', 'first-theme.js');

/** Builds the console into `outDir`, which it empties first. The same sources make the same files, if NODE_ENV is `production`. */
export async function buildConsole(outDir: string): Promise<void> {
  await build({
    root: CONSOLE,
    configFile: false,
    envDir: false,
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': JSON.stringify('production') },
    plugins: [themeFirst(), sdkExamples(), decodesByTable()],
    build: {
      outDir,
      emptyOutDir: true,
      // Those that know light-dark() and Trusted Types or do without; older ones would get a second theme in each rule.
      target: ['chrome123', 'firefox120', 'safari17.5'],
      // Data URLs would have to be allowed for fonts and scripts.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      rolldownOptions: {
        // The second is the catalog in public, whose pages the function writes.
        input: [join(CONSOLE, 'index.html'), join(CONSOLE, 'src', 'styles', 'public-catalog.css')],
      },
    },
  });
  const { version } = JSON.parse(readFileSync(join(CONSOLE, '..', 'package.json'), 'utf8')) as { version: string };
  writeFileSync(join(outDir, 'about.json'), JSON.stringify({ version, build: hashOf(outDir) }));
  for (const file of globSync(join(outDir, '**/*.{html,js,css,svg}'))) compress(file);
}

/** A small function has little CPU, and nearly everybody takes them compressed. */
function compress(file: string): void {
  writeFileSync(`${file}.gz`, gzipSync(readFileSync(file), { level: constants.Z_BEST_COMPRESSION }));
  rmSync(file);
}

/** Names of assets have hashes of what is in them, so index.html stands for all. */
function hashOf(outDir: string): string {
  const hash = createHash('sha256').update(readFileSync(join(outDir, 'index.html')));
  for (const name of readdirSync(join(outDir, 'assets')).sort()) hash.update(`\0${name}`);
  return hash.digest('hex').slice(0, 12);
}

/** Puts the theme script, as a file of its own, before all others: the policy of the page allows no inline script. */
function themeFirst(): Plugin {
  let fileName = '';
  return {
    name: 'theme-first',
    buildStart() {
      const source = readFileSync(THEME_SCRIPT, 'utf8');
      const hash = createHash('sha256').update(source).digest('base64url').slice(0, 8);
      fileName = `assets/first-theme-${hash}.js`;
      this.emitFile({ type: 'asset', fileName, source });
    },
    transformIndexHtml: () => [{ tag: 'script', attrs: { src: `/${fileName}` }, injectTo: 'head-prepend' }],
  };
}

/** `virtual:sdk-examples`: what docs/sdks.md says, so that the page of the console and that one are one. */
function sdkExamples(): Plugin {
  const name = 'virtual:sdk-examples';
  const path = join(CONSOLE, '..', 'docs', 'sdks.md');
  return {
    name: 'sdk-examples',
    resolveId: (id) => (id === name ? `\0${name}` : undefined),
    load(id) {
      if (id !== `\0${name}`) return undefined;
      return `export default ${JSON.stringify(readSdkExamples(readFileSync(path, 'utf8')))};`;
    },
  };
}

/** What reads Markdown has browsers decode `&amp;` as HTML, which Trusted Types forbids; for other places it has a table. */
function decodesByTable(): Plugin {
  return {
    name: 'decodes-by-table',
    enforce: 'pre',
    async resolveId(id, importer) {
      if (id !== 'decode-named-character-reference') return undefined;
      const found = await this.resolve(id, importer, { skipSelf: true });
      return found === null ? undefined : { ...found, id: found.id.replace(/index\.dom\.js$/, 'index.js') };
    },
  };
}
