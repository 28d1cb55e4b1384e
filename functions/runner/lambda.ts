import { parentPort, workerData } from 'node:worker_threads';
import { realOutside } from '../shared/lambda/outside.ts';
import { parseEnv } from '../shared/lambda/parse-env.ts';
import { createOutboundHttp } from '../shared/outbound/outbound-http.ts';
import { runnerEnv } from './env.ts';
import { createHandler } from './handler.ts';
import { LIBRARY_FILES } from './library-files.ts';
import { WASM_FILES } from './wasm-files.ts';

const outside = realOutside({
  createHttp: createOutboundHttp,
  wasm: WASM_FILES,
  libraries: LIBRARY_FILES,
  // The bundle is also what its own thread of guests begins with.
  threadUrl: new URL(import.meta.url),
  thread: { port: parentPort, data: workerData as unknown },
});

export const handler = createHandler(parseEnv(runnerEnv, process.env), outside);
