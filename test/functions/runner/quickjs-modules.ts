import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { LibraryFiles } from '../../../functions/runner/libraries.ts';

const require = createRequire(import.meta.url);
const read = (name: string): Uint8Array => readFileSync(require.resolve(`quickjs-wasi/${name}`));

/** The engine as tests load it: lambda.ts has it in its bundle. */
export const wasm = {
  engine: read('quickjs.wasm'),
  extensions: Object.fromEntries(
    ['url', 'encoding', 'headers', 'structured-clone'].map((name) => [name, read(`${name}.so`)]),
  ),
};

const text = (file: string): string => readFileSync(require.resolve(file), 'utf8');

/** The libraries of functions as tests load them. */
export const libraries: LibraryFiles = {
  'base64-js': text('base64-js/base64js.min.js'),
  buffer: text('buffer/index.js'),
  'fetch-retry': text('fetch-retry/dist/fetch-retry.umd.js'),
  ieee754: text('ieee754/index.js'),
  lodash: text('lodash/lodash.min.js'),
  moment: text('moment/min/moment.min.js'),
  'moment-timezone': text('moment-timezone/builds/moment-timezone-with-data-1970-2030.min.js'),
  uuidv5: text('uuidv5/uuid.js'),
  './escapeForXML': text('xml/lib/escapeForXML.js'),
  xml: text('xml/lib/xml.js'),
};
