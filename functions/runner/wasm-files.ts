// The engine of functions, and what of it is written in C beside it, as bytes in the bundle of the runner.

import engine from 'quickjs-wasi/quickjs.wasm';
import encoding from 'quickjs-wasi/encoding.so';
import headers from 'quickjs-wasi/headers.so';
import structuredClone from 'quickjs-wasi/structured-clone.so';
import url from 'quickjs-wasi/url.so';

export const WASM_FILES = { engine, extensions: { url, encoding, headers, 'structured-clone': structuredClone } };
