import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { bundleOptions } from '../../local/code.ts';
import { functionEntries, INPUTS, RUNTIME_ENTRY } from '../../local/source-tree.ts';

describe('the bundles of functions', () => {
  test('do not import node:http as a module, with which Node loads much that they never use', async () => {
    const { metafile } = await build({
      ...bundleOptions(functionEntries(), 'bundles'),
      metafile: true,
      write: false,
    });

    const bundles = Object.entries(metafile.outputs).filter(([file]) => file.endsWith('.mjs'));
    const withHttp = bundles.filter(([, { imports }]) => imports.some(({ path }) => path === 'node:http'));
    expect(bundles).toHaveLength(functionEntries().length);
    expect(withHttp.map(([file]) => file)).toEqual([]);
  });
});

describe('the runtime of functions', () => {
  test('is bundled anew when a file changes that it is made from', async () => {
    const { metafile } = await build({ ...bundleOptions([RUNTIME_ENTRY], 'bundles'), metafile: true, write: false });

    const ours = Object.keys(metafile.inputs).filter((file) => !file.startsWith('node_modules/'));
    expect(ours).toContain(RUNTIME_ENTRY);
    expect(ours.filter((file) => !INPUTS.some((input) => file === input || file.startsWith(`${input}/`)))).toEqual([]);
  });
});
