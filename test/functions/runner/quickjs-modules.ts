import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const read = (name: string): Uint8Array => readFileSync(require.resolve(`quickjs-wasi/${name}`));

/** The engine as tests load it: lambda.ts has it in its bundle. */
export const wasm = {
  engine: read('quickjs.wasm'),
  extensions: Object.fromEntries(
    ['url', 'encoding', 'headers', 'structured-clone'].map((name) => [name, read(`${name}.so`)]),
  ),
};
