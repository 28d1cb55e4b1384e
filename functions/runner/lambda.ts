import { parentPort, workerData } from 'node:worker_threads';
import engine from 'quickjs-wasi/quickjs.wasm';
import encoding from 'quickjs-wasi/encoding.so';
import headers from 'quickjs-wasi/headers.so';
import structuredClone from 'quickjs-wasi/structured-clone.so';
import url from 'quickjs-wasi/url.so';
import { realOutside } from '../shared/lambda/outside.ts';
import { parseEnv } from '../shared/lambda/parse-env.ts';
import { createOutboundHttp } from '../shared/outbound/outbound-http.ts';
import { runnerEnv } from './env.ts';
import { createHandler } from './handler.ts';
import { LIBRARY_FILES } from './library-files.ts';

const outside = realOutside({
  createHttp: createOutboundHttp,
  wasm: { engine, extensions: { url, encoding, headers, 'structured-clone': structuredClone } },
  libraries: LIBRARY_FILES,
  // The bundle is also what its own thread of guests begins with.
  threadUrl: new URL(import.meta.url),
  thread: { port: parentPort, data: workerData as unknown },
});

export const handler = createHandler(parseEnv(runnerEnv, process.env), outside);
