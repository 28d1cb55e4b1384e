import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { prepareConsole } from '../../local/console-files.ts';

// What a browser has to load, compressed. Names of files have hashes, so what is loaded is read from the files themselves.

const KB = 1000;
const FIRST_LOAD_KB = 200;
const PAGE_KB = 30;
const STYLES_KB = 15;
/** Inter is 48, JetBrains Mono 21. */
const FONTS_KB = 70;
/** Parts that are loaded when somebody needs one. */
const LAZY_KB: Readonly<Record<string, number>> = {
  // The grammar of JavaScript is most of the last one.
  ...{ 'code-editor': 160, 'time-chart': 30, 'code-of-function': 60 },
  // The names of characters (`&amp;`) are 12 of it.
  markdown: 32,
  // The page of the workspace file has YAML in it, which is 29 by itself.
  'workspace-file': 60,
};

let directory: string;
let names: readonly string[];
beforeAll(async () => {
  directory = await prepareConsole();
  names = readdirSync(join(directory, 'assets'));
});

const kbOf = (name: string): number => statSync(join(directory, 'assets', name)).size / KB;
const textOf = (path: string): string => gunzipSync(readFileSync(join(directory, path))).toString('utf8');
const sum = (found: readonly string[]): number => found.reduce((kb, name) => kb + kbOf(name), 0);

/** A file and all that it imports before it runs. */
function staticImports(name: string, found = new Set<string>()): Set<string> {
  if (found.has(name)) return found;
  found.add(name);
  const imports = textOf(`assets/${name}`).matchAll(
    /(?:^|[;}\s])(?:import|export)\b[^;()]*?from\s*"\.\/([\w.-]+\.js)"/g,
  );
  for (const [, imported = ''] of imports) staticImports(`${imported}.gz`, found);
  for (const [, imported = ''] of textOf(`assets/${name}`).matchAll(/(?:^|;)import"\.\/([\w.-]+\.js)"/g)) {
    staticImports(`${imported}.gz`, found);
  }
  return found;
}

const entry = (): string => /src="\/assets\/(index-[\w-]+\.js)"/.exec(textOf('index.html.gz'))?.[1] ?? '';
const first = (): Set<string> => staticImports(`${entry()}.gz`);

describe('the first page', () => {
  test(`has at most ${FIRST_LOAD_KB} kB of JavaScript: the shell, and connections`, () => {
    const page = names.find((name) => /^connections-[\w-]+\.js\.gz$/.test(name)) ?? '';

    const loaded = new Set([...first(), ...staticImports(page)]);

    expect(loaded.size).toBeGreaterThan(1);
    expect(sum([...loaded])).toBeLessThanOrEqual(FIRST_LOAD_KB);
  });

  test(`has at most ${STYLES_KB} kB of styles`, () => {
    const styles = names.filter((name) => /^(index|connections)-.*\.css\.gz$/.test(name));

    expect(styles.length).toBeGreaterThan(0);
    expect(sum(styles)).toBeLessThanOrEqual(STYLES_KB);
  });

  test(`has at most ${FONTS_KB} kB of fonts`, () => {
    const fonts = names.filter((name) => name.endsWith('.woff2'));

    expect(fonts).toHaveLength(2);
    expect(sum(fonts)).toBeLessThanOrEqual(FONTS_KB);
  });
});

describe('what comes later', () => {
  test(`is at most ${PAGE_KB} kB for each file, but for what is named here`, () => {
    const known = first();
    const later = names.filter((name) => name.endsWith('.js.gz') && !known.has(name));

    const tooLarge = later
      .filter((name) => kbOf(name) > (LAZY_KB[name.replace(/-[\w-]{8}\.js\.gz$/, '')] ?? PAGE_KB))
      .map((name) => `${name}: ${kbOf(name).toFixed(0)} kB`);

    expect(tooLarge).toEqual([]);
  });

  test('is no editor and no chart for who opens the first page', () => {
    const loaded = [...first()].map(textOfAsset).join('');

    expect(loaded).not.toContain('cm-lintRange');
    expect(loaded).not.toContain('u-over');
  });
});

const textOfAsset = (name: string): string => textOf(`assets/${name}`);
