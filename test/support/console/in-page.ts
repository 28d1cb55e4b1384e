// What tests have done inside of a page: `in-page/`, which is code for browsers with types of its own.
import { build } from 'esbuild';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

let code: Promise<string> | undefined;

/** Calls a function of `in-page/` in the page: `inPage<string[]>(page, 'layoutFaults')`. */
export async function inPage<Result>(
  page: Page,
  name: string,
  ...args: readonly (number | boolean)[]
): Promise<Result> {
  const call = `inPage[${JSON.stringify(name)}](...${JSON.stringify(args)})`;
  // One message for the call in most cases, because there are hundreds of them on a page.
  const isThere = `globalThis.inPage !== undefined`;
  const answer = await page.evaluate<{ result: Result } | undefined>(
    `${isThere} ? Promise.resolve(${call}).then((result) => ({ result })) : undefined`,
  );
  if (answer !== undefined) return answer.result;
  await page.evaluate(await (code ??= bundle()));
  return page.evaluate<Result>(call);
}

/** Waits until the page stands still. */
export const settle = (page: Page): Promise<void> => inPage(page, 'settled');

async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, 'in-page/main.ts')],
    ...{ bundle: true, write: false, format: 'iife', target: 'es2022', logLevel: 'silent' },
  });
  return outputFiles[0]?.text ?? '';
}
