import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { bundleOptions } from '../../local/code.ts';
import { functionEntries } from '../../local/source-tree.ts';

describe('the bundles of functions', () => {
  it('do not import node:http as a module, with which Node loads much that they never use', async () => {
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
