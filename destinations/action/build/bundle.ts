// Builds what the functions that run actions have beside their code: one bundle of Segment's packages, split so that each
// destination is a file of its own, which is loaded on its first event.
import type { BuildOptions, Plugin } from 'esbuild';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { OWN_CONNECTIONS } from '../overlays/own-connections.ts';
import { PATCHES } from '../overlays/patches.ts';

const ENGINE = fileURLToPath(new URL('../engine/', import.meta.url));
const PROJECT = fileURLToPath(new URL('../../../', import.meta.url));
const require = createRequire(import.meta.url);
const CORE = dirname(require.resolve('@segment/actions-core'));
const DESTINATIONS = dirname(require.resolve('@segment/action-destinations/dist/destinations'));

export const ENGINE_FILE = 'engine.mjs';

/** The folders of the package whose destinations are registered in it and use HTTP, in order. */
export function bundledSlugs(): string[] {
  const registered = readFileSync(join(DESTINATIONS, 'index.js'), 'utf8').matchAll(
    /^register\('\w+', '\.\/([\w-]+)'\)/gm,
  );
  const slugs = [...registered].map(([, slug]) => slug ?? '');
  return [...new Set(slugs)].filter((slug) => !Object.hasOwn(OWN_CONNECTIONS, slug)).sort();
}

const entryText = (slugs: readonly string[]): string => `
import { Destination } from '@segment/actions-core';
import { createEngine } from ${JSON.stringify(join(ENGINE, 'engine.ts'))};
export const definitions = {
${slugs.map((slug) => `  ${JSON.stringify(slug)}: () => import(${JSON.stringify(join(DESTINATIONS, slug))}).then(definitionOf),`).join('\n')}
};
const definitionOf = ({ default: module }) => module.default ?? module;
export const engineOf = (of) => createEngine({ Core: Destination, definitions: of });
export const engine = engineOf(definitions);
`;

/** For comparing: its own way to run an action, in a call of ours. */
const comparedText = `
export { Destination } from '@segment/actions-core';
export { runInCall } from ${JSON.stringify(join(ENGINE, 'call.ts'))};
`;

/** What is put in the place of modules of the packages. That a file of them is gone fails the build. */
function replacements(mapping: 'given' | 'of-segment'): Plugin {
  const replaced = new Set<string>();
  return {
    name: 'penstock-actions',
    setup(build) {
      for (const { file, from, to } of PATCHES) {
        const path = join(DESTINATIONS, file);
        build.onLoad({ filter: new RegExp(`${file.replaceAll('.', '\\.')}$`) }, (found) => {
          if (found.path !== path) return undefined;
          const text = readFileSync(path, 'utf8');
          if (!text.includes(from)) return { errors: [{ text: `${file} has no more what is patched in it` }] };
          return { contents: text.replace(from, to), loader: 'js' };
        });
      }
      // Its two builds must be one: errors are known by their class.
      build.onResolve({ filter: /^@segment\/actions-core$/ }, () => ({ path: join(CORE, 'index.js') }));
      build.onResolve({ filter: /^cross-fetch$/ }, () => {
        replaced.add('fetch');
        return { path: join(ENGINE, 'fetch.ts') };
      });
      if (mapping === 'given') {
        build.onResolve({ filter: /^\.{1,2}\/mapping-kit(\/value-keys)?$/ }, ({ importer }) => {
          if (!importer.startsWith(CORE)) return undefined;
          replaced.add('mapping');
          return { path: join(ENGINE, 'given-payloads.ts') };
        });
      }
      build.onEnd(() => {
        const wanted = ['fetch', ...(mapping === 'given' ? ['mapping'] : [])];
        const missing = wanted.filter((name) => !replaced.has(name));
        if (missing.length === 0) return undefined;
        return {
          errors: [{ text: `@segment/actions-core has no more what is replaced in it: ${missing.join(', ')}` }],
        };
      });
    },
  };
}

export function actionsBundle({
  outdir,
  mapping = 'given',
}: {
  readonly outdir: string;
  /** `of-segment`: with its own mapping kit, for tests that compare. */
  readonly mapping?: 'given' | 'of-segment';
}) {
  return {
    stdin: {
      contents: entryText(bundledSlugs()) + (mapping === 'given' ? '' : comparedText),
      resolveDir: PROJECT,
      sourcefile: 'engine.js',
    },
    absWorkingDir: PROJECT,
    outdir,
    entryNames: 'engine',
    chunkNames: 'chunks/[name]-[hash]',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    minify: true,
    // Errors are told apart by the names of their classes.
    keepNames: true,
    mainFields: ['module', 'main'],
    banner: {
      js: "import { createRequire as createRequireHere } from 'node:module';const require = createRequireHere(import.meta.url);",
    },
    plugins: [replacements(mapping)],
    metafile: true,
    logLevel: 'silent',
  } satisfies BuildOptions;
}
