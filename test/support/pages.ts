import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isTyped, readBlocks, type Block } from './doc-blocks.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** A page of the documentation: its path, and the blocks in it. */
export type Page = { readonly path: string; readonly blocks: readonly Block[] };

export const PAGES: readonly Page[] = globSync(['*.md', 'docs/**/*.md', 'examples/**/*.md'], { cwd: ROOT })
  .toSorted()
  .map((path) => ({ path, blocks: readBlocks(readFileSync(join(ROOT, path), 'utf8')) }));

/** Those that have something to type. */
export const TYPED_PAGES = PAGES.filter(({ blocks }) => blocks.some(isTyped)).map(({ path }) => path);
